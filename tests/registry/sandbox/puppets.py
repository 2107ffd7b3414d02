"""Processes that answer an errand with whatever a test has them say."""

import struct
import subprocess
import sys
from collections.abc import Sequence

import pytest

from registry.sandbox import errand

SIZES = struct.Struct("<IQ")
CONFINED = b'{"confined": [7, true, true]}'


def part(head: bytes, body: bytes = b"") -> bytes:
    """Return one part of an answer as it goes over the link."""
    return SIZES.pack(len(head), len(body)) + head + body


def have_answered(patch: pytest.MonkeyPatch, answer: bytes, after: str = "") -> None:
    """Have errands answered with these bytes, by a real process that goes on with a line of Python."""
    script = f"import os, sys, time; os.write(int(sys.argv[1]), {answer!r}); {after}"

    def launch(
        _module: str, inherited: Sequence[int], complaints: int
    ) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-c", script, str(inherited[0])]
        return subprocess.Popen(words, pass_fds=inherited, stderr=complaints)

    patch.setattr(errand, "launch", launch)
