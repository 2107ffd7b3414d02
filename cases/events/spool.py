"""A bounded spool on disk that keeps reports while the database is away.

Every process appends to a file of its own; files of dead processes are adopted by whoever drains next.
A record is length, CRC-32 and bytes, and is on the disk before `append` returns. What a kill left half
written at the end of a file is no record. Draining is at least once, which storing a report allows for.
When the spool grows, further sightings are refused at half its bound and raises and ends at the bound;
what was refused is counted by kind.
"""

import os
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from cases.events import wire
from cases.events.errors import SpoolUnusable
from cases.events.report import Report
from cases.rules import Update
from core.errors import Invalid
from core.home import Lock
from core.ids import uuid7
from core.log import get_logger

_log = get_logger(__name__)
_FRAME = struct.Struct("<II")
_SUFFIX = ".spool"
_LOCKS = ".lock"
_REFUSED = ".refused"
REFUSED_KEPT = 100
"""Reports the database refuses for good that are kept for an operator to look at."""

Store = Callable[[Report], bool]
"""Stores a report; False when it can never be stored and is to be set aside. Raises to stop draining."""


class Spool:
    """The spool of one process in a folder that many share. Threads may share it too."""

    def __init__(self, folder: Path, *, bound_bytes: int) -> None:
        self.refused: Counter[str] = Counter()
        self.set_aside = 0
        self._folder = folder
        self._bound = bound_bytes
        self._mutex = threading.RLock()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path = folder / f"{uuid7()}{_SUFFIX}"
            self._lock = _lock_of(self._path)
            self._lock.take()
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            _sync_folder(folder)
        except OSError as error:
            raise SpoolUnusable(folder=folder, reason=error.strerror) from error

    def append(self, told: Report) -> bool:
        """Write the report to the disk; False, and counted, when the spool is too full for it."""
        payload = wire.pack(told)
        record = _FRAME.pack(len(payload), zlib.crc32(payload)) + payload
        with self._mutex:
            room = self._bound // 2 if isinstance(told.decision, Update) else self._bound
            if self.size() + len(record) > room or not self._write(record):
                self._refuse(told)
                return False
            return True

    def drain(self, store: Store) -> int:
        """Hand over what is spooled, oldest file first, each file in order; return how many were stored.

        An exception of `store` ends the draining, passes through, and loses nothing.
        """
        with self._mutex:
            return sum(self._drain_file(path, store) for path in self._files())

    def keep_refused(self, told: Report) -> None:
        """Keep a report that the database refuses for good, for an operator to look at."""
        self._set_aside(wire.pack(told))

    def is_empty(self) -> bool:
        """Tell whether this process's own file holds nothing."""
        with self._mutex:
            return os.fstat(self._file).st_size == 0

    def size(self) -> int:
        """Return the bytes that all processes' files hold together."""
        total = 0
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with suppress(FileNotFoundError):
                total += path.stat().st_size
        return total

    def close(self) -> None:
        """Let go of our file; an empty one is removed, a full one waits for whoever drains next."""
        with self._mutex:
            if self.is_empty():
                self._path.unlink(missing_ok=True)
                self._lock.path.unlink(missing_ok=True)
            os.close(self._file)
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self, record: bytes) -> bool:
        """Append whole and synced, or leave the file as it was."""
        before = os.fstat(self._file).st_size
        try:
            if os.write(self._file, record) != len(record):
                raise OSError("short write")
            os.fsync(self._file)
        except OSError as error:
            _log.error("spool cannot be written", path=str(self._path), error=str(error))
            os.ftruncate(self._file, before)
            return False
        return True

    def _refuse(self, told: Report) -> None:
        kind = type(told.decision).__name__.lower()
        self.refused[kind] += 1
        if kind != "update":
            _log.error("report lost: spool full", kind=kind, event_id=str(told.event_id))

    def _files(self) -> Iterator[Path]:
        yield from sorted(self._folder.glob(f"*{_SUFFIX}"))

    def _drain_file(self, path: Path, store: Store) -> int:
        if path == self._path:
            return self._hand_over(path, store)
        lock = _lock_of(path)
        if not lock.take():
            return 0
        try:
            stored = self._hand_over(path, store) if path.exists() else 0
            path.unlink(missing_ok=True)
            lock.path.unlink(missing_ok=True)
            return stored
        finally:
            lock.release()

    def _hand_over(self, path: Path, store: Store) -> int:
        data, stored, done = path.read_bytes(), 0, 0
        try:
            for payload, end in records(data):
                told = _readable(payload)
                if told is not None and store(told):
                    stored += 1
                else:
                    self._set_aside(payload)
                done = end
        except BaseException:
            _replace(path, data[done:])
            self._reopen(path)
            raise
        if data:
            _replace(path, b"")
            self._reopen(path)
        return stored

    def _set_aside(self, payload: bytes) -> None:
        self.set_aside += 1
        if len(list(self._folder.glob(f"*{_REFUSED}"))) < REFUSED_KEPT:
            (self._folder / f"{uuid7()}{_REFUSED}").write_bytes(payload)

    def _reopen(self, path: Path) -> None:
        if path == self._path:
            os.close(self._file)
            self._file = os.open(path, os.O_RDWR | os.O_APPEND)


def records(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each whole record with the offset it ends at, up to the first that is not whole."""
    start = 0
    while start + _FRAME.size <= len(data):
        length, checksum = _FRAME.unpack_from(data, start)
        end = start + _FRAME.size + length
        payload = data[start + _FRAME.size : end]
        if len(payload) != length or zlib.crc32(payload) != checksum or not length:
            return
        yield payload, end
        start = end


def _readable(payload: bytes) -> Report | None:
    """Return the report, or None for one that another release wrote in a form we do not know."""
    try:
        return wire.unpack(payload)
    except (KeyError, ValueError, TypeError, struct.error, Invalid) as error:
        _log.error("spooled report cannot be read", error=str(error))
        return None


def _lock_of(path: Path) -> Lock:
    return Lock(path.with_suffix(_LOCKS))


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
