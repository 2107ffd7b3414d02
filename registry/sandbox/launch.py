"""Starting a child: in a thread that outlives it, with nothing of ours but a few descriptors."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from registry.sandbox.level import child_environment

_launcher = ThreadPoolExecutor(1, thread_name_prefix="sandbox-launcher")
"""The kernel ties a child's death signal to the *thread* that started it: one from a request's thread would
die with the request."""


def launch(
    module: str, inherited: Sequence[int], complaints: int, python: str = sys.executable
) -> "subprocess.Popen[bytes]":
    """Start a module as a child that holds only these descriptors (the link first) and a stderr.

    Complaints go to a file, so that nobody has to read them along; once confined, the child cannot add any.
    """
    return _launcher.submit(_popen, [python, "-I", "-m", module], [*inherited], complaints).result()


def ending(process: "subprocess.Popen[bytes]") -> str:
    """Return how a child ended, in a word a person can look up."""
    try:
        code = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return "it hung up without ending"
    if code >= 0:
        return f"exit status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _popen(words: list[str], inherited: list[int], complaints: int) -> "subprocess.Popen[bytes]":
    numbers = [str(number) for number in (*inherited, os.getpid())]
    return subprocess.Popen(
        [*words, *numbers],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        cwd="/",
        env=child_environment(),
        pass_fds=inherited,
        start_new_session=True,
    )
