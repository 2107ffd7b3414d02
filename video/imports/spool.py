"""Uploaded files while they are needed: in the home folder, readable by their owner alone.

They hold passwords in the clear, so they go when an import is done, and after a day in any case.
"""

import codecs
import errno
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from core.home import StorageFull
from video.imports.errors import (
    ImportEncoding,
    ImportFileKind,
    ImportFileTooLarge,
    ImportSheetUnreadable,
)

KEEP_S = 24 * 3600
UNPACKED_MAX = 1 << 30
"""Bytes a workbook may unpack to."""
CONVERT_S = 180
_CHUNK = 1 << 20
_ZIP, _OLD_XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HEAD = 4096


def path_of(home: Path, import_id: UUID) -> Path:
    """Return where the table of an import lies, always as CSV."""
    return home / "imports" / f"{import_id}.csv"


class Receiver:
    """A file while it arrives; `settle` makes it the import's, anything else leaves nothing behind."""

    def __init__(self, home: Path, import_id: UUID, limit_mb: int) -> None:
        self._path = path_of(home, import_id)
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        self._part = self._path.with_name(f"{import_id}.{time.monotonic_ns()}.part")
        self._limit_mb = limit_mb
        self._sum = hashlib.sha256()
        self.size = 0
        self._file: BinaryIO = os.fdopen(
            os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )

    @property
    def digest(self) -> str:
        """SHA-256 of what has arrived, in hex."""
        return self._sum.hexdigest()

    def write(self, data: bytes) -> None:
        """Take some more; raises `ImportFileTooLarge` and `StorageFull`."""
        self.size += len(data)
        if self.size > self._limit_mb << 20:
            raise ImportFileTooLarge(limit_mb=self._limit_mb)
        self._sum.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise StorageFull(path=self._path.parent) from error
            raise

    def settle(self) -> str:
        """Make the file the import's table, a workbook turned into CSV; return its encoding."""
        self._file.close()
        with self._part.open("rb") as file:
            head = file.read(_HEAD)
        if head.startswith(_OLD_XLS):
            raise ImportFileKind
        if head.startswith(_ZIP):
            _convert(self._part)
        encoding = _encoding(self._part)
        self._part.replace(self._path)
        return encoding

    def close(self) -> None:
        """Delete what was not settled."""
        self._file.close()
        self._part.unlink(missing_ok=True)


def forget(home: Path, import_id: UUID) -> None:
    """Delete an import's file."""
    path_of(home, import_id).unlink(missing_ok=True)


def forget_old(home: Path, kept: set[UUID]) -> None:
    """Delete files nobody touched for a day, except those of these imports."""
    names = {path_of(home, one).name for one in kept}
    for path in (home / "imports").glob("*"):
        if path.name not in names and time.time() - path.stat().st_mtime > KEEP_S:
            path.unlink(missing_ok=True)


def _convert(path: Path) -> None:
    """Replace a workbook by its first sheet as CSV; a process of its own reads it, within bounds."""
    made = path.with_suffix(".sheet")
    command = [sys.executable, "-I", "-m", "video.imports.sheet", str(path), str(made)]
    try:
        done = subprocess.run(
            [*command, str(UNPACKED_MAX)],
            env={},
            capture_output=True,
            timeout=CONVERT_S,
            check=False,
        )
        if done.returncode:
            raise ImportSheetUnreadable
        made.replace(path)
    except subprocess.TimeoutExpired as error:
        raise ImportSheetUnreadable from error
    finally:
        made.unlink(missing_ok=True)


def _encoding(path: Path) -> str:
    """Return the encoding of a text file; raises `ImportEncoding` where it is neither of the two."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _many_nuls(head):
        raise ImportEncoding
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise ImportEncoding


def _many_nuls(head: bytes) -> bool:
    return head.count(0) * 10 > len(head)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
