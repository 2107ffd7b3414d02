"""Skips, by name, of tests whose Debian package is missing; `.ci/run` installs them and allows none."""

import shutil

import pytest


def debian(package: str, program: str | None = None) -> pytest.MarkDecorator:
    """Skip unless the program of this Debian package is on the PATH (the program is named like it)."""
    missing = shutil.which(program or package) is None
    return pytest.mark.skipif(missing, reason=f"needs the Debian package {package}")
