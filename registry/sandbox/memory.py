"""Memory shared with a child, sealed: it cannot be resized, nor written by who only reads it."""

import fcntl
import mmap
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_FLAGS = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
_FUTURE_WRITE = 0x10
_FIXED_SIZE = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
_READ_ONLY = _FIXED_SIZE | fcntl.F_SEAL_WRITE
_NO_OTHER_WRITER = _FIXED_SIZE | _FUTURE_WRITE


@dataclass(frozen=True, slots=True)
class Shared:
    """The parent's mappings: frames it alone writes, outputs the child writes."""

    frames: mmap.mmap
    outputs: mmap.mmap

    def close(self) -> None:
        """Give the memory back."""
        self.frames.close()
        self.outputs.close()


@contextmanager
def shared(
    model: bytes, frames_bytes: int, outputs_bytes: int
) -> Iterator[tuple[Shared, list[int]]]:
    """Yield the mappings and the descriptors to hand down (model, frames, outputs); close the descriptors."""
    files = [os.memfd_create(name, _FLAGS) for name in ("model", "frames", "outputs")]
    try:
        for file, size in zip(files, (len(model), frames_bytes, outputs_bytes), strict=True):
            os.ftruncate(file, size)
        _write(files[0], model)
        mappings = Shared(mmap.mmap(files[1], frames_bytes), mmap.mmap(files[2], outputs_bytes))
        for file, seals in zip(files, (_READ_ONLY, _NO_OTHER_WRITER, _FIXED_SIZE), strict=True):
            fcntl.fcntl(file, fcntl.F_ADD_SEALS, seals)
        yield mappings, files
    finally:
        for file in files:
            os.close(file)


@contextmanager
def sealed(parts: Iterable[bytes]) -> Iterator[int]:
    """Yield a descriptor of memory that holds these bytes, one after the other, unchangeable."""
    file, at = os.memfd_create("sealed", _FLAGS), 0
    try:
        for data in parts:
            _write(file, data, at)
            at += len(data)
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, _READ_ONLY)
        yield file
    finally:
        os.close(file)


def _write(file: int, data: bytes, at: int = 0) -> None:
    written = 0
    while written < len(data):
        written += os.pwrite(file, memoryview(data)[written:], at + written)
