"""Lists of cameras from files: uploaded, looked at, checked row by row, applied so that nothing doubles."""
