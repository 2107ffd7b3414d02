"""Packages while they arrive: a file each in the home folder, readable by its owner alone.

How much of it has arrived is the file's own length, so that a broken connection loses nothing.
"""

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from core.home import StorageFull, prepare
from registry.uploads.errors import (
    UploadBusy,
    UploadDamaged,
    UploadGone,
    UploadOutOfStep,
    UploadTooLong,
)

KEEP_S = 3 * 24 * 3600
_CHUNK = 1 << 20


def path_of(home: Path, upload_id: UUID) -> Path:
    """Return where an upload's file lies."""
    return home / "uploads" / f"{upload_id}.zip"


def received(home: Path, upload_id: UUID) -> int:
    """Return how many bytes of an upload have arrived."""
    try:
        return path_of(home, upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def forget(home: Path, upload_id: UUID) -> None:
    """Delete an upload's file."""
    path_of(home, upload_id).unlink(missing_ok=True)


def forget_old(home: Path, kept: set[UUID]) -> None:
    """Delete files nobody added to for some days, except those of these uploads."""
    names = {path_of(home, one).name for one in kept}
    for path in (home / "uploads").glob("*"):
        if path.name not in names and time.time() - path.stat().st_mtime > KEEP_S:
            path.unlink(missing_ok=True)


@contextmanager
def opened(home: Path, upload_id: UUID) -> Iterator[int]:
    """Yield a descriptor of a whole file, to read; raises `UploadGone`."""
    try:
        file = os.open(path_of(home, upload_id), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise UploadGone from error
    try:
        yield file
    finally:
        os.close(file)


class Receiver:
    """A file that is added to at its end, by one request at a time."""

    def __init__(self, home: Path, upload_id: UUID, size: int, digest: str | None) -> None:
        self._path = path_of(prepare(home), upload_id)
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        self._size, self._digest = size, digest
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def begin(self, offset: int) -> None:
        """Make sure that what comes follows what is there; raises `UploadBusy`, `UploadOutOfStep`."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy from error
        if offset != self.received:
            raise UploadOutOfStep(received=self.received)

    @property
    def received(self) -> int:
        """Bytes that are there."""
        return os.fstat(self._file).st_size

    def write(self, data: bytes) -> None:
        """Take some more; raises `UploadTooLong`, `StorageFull`."""
        if self.received + len(data) > self._size:
            raise UploadTooLong(size=self._size)
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise StorageFull(path=self._path.parent) from error
            raise

    def settle(self) -> str | None:
        """Return the SHA-256 once all has arrived; raises `UploadDamaged`, after which nothing has."""
        if self.received < self._size:
            return None
        found = self._sum()
        if self._digest not in (None, found):
            os.ftruncate(self._file, 0)
            raise UploadDamaged
        os.fsync(self._file)
        return found

    def close(self) -> None:
        """Let the next request have it."""
        os.close(self._file)

    def _sum(self) -> str:
        found, at = hashlib.sha256(), 0
        while some := os.pread(self._file, _CHUNK, at):
            found.update(some)
            at += len(some)
        return found.hexdigest()
