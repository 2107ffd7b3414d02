"""What a benchmark may have left running."""

import contextlib

import psutil


def left_behind() -> list[str]:
    """Return the processes whose home was a benchmark's."""
    left = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            home = process.environ().get("ALGOMART_HOME", " ".join(process.cmdline()))
            if "am-bench-" in home:
                left.append(process.name())
    return left
