"""A bounded spool on disk that keeps reports while the database is away.

Every process appends to a file of its own; files of dead processes are adopted by whoever drains next.
A record is length, CRC-32 and bytes, and is on the disk before `append` returns. What a kill left half
written at the end of a file is no record. Draining is at least once, which storing a report allows for.
When the spool grows, further sightings are refused at half its bound and raises and ends at the bound;
what was refused is counted by kind. What the database refuses for good is set aside in a `.refused` file.
"""

import os
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from cases.events import manifest, service, wire
from cases.events.errors import ReportRefused, SpoolFull, SpoolUnusable
from cases.events.report import Report
from cases.evidence import prepare
from cases.rules import Update
from core.blobs import Blobs
from core.database.engine import Sessions, transaction
from core.errors import Invalid
from core.framing import framed, records
from core.home import Lock
from core.ids import uuid7
from core.log import get_logger
from core.secrets import Keyring

_log = get_logger(__name__)
_SUFFIX = ".spool"
_LOCKS = ".lock"
_REFUSED = ".refused"
REFUSED_KEPT = 100
"""Reports the database refuses for good that are kept for an operator to look at."""


@dataclass(frozen=True, slots=True)
class _Way:
    """Where reports are stored."""

    sessions: Sessions
    blobs: Blobs | None
    seal: service.Seal | None


class Spool:
    """The spool of one process in a folder that many share. Threads may share it too."""

    def __init__(self, folder: Path, bound_bytes: int) -> None:
        self.refused: Counter[str] = Counter()
        self.set_aside = 0
        self._folder = folder
        self._bound = bound_bytes
        self._waiting = 0
        self._mutex = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path = folder / f"{uuid7()}{_SUFFIX}"
            self._lock = _lock_of(self._path)
            self._lock.take()
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            _sync_folder(folder)
        except OSError as error:
            raise SpoolUnusable(folder=folder, reason=error.strerror) from error

    def append(self, told: Report) -> None:
        """Write the report to the disk, or raise `SpoolFull`."""
        payload = wire.pack(told)
        record = framed(payload)
        with self._mutex:
            room = self._bound // 2 if isinstance(told.decision, Update) else self._bound
            if self.size() + len(record) > room or not self._write(record):
                self.refused[type(told.decision).__name__.lower()] += 1
                raise SpoolFull(folder=self._folder)
            self._waiting += 1

    def drain(
        self, sessions: Sessions, blobs: Blobs | None = None, keyring: Keyring | None = None
    ) -> int:
        """Store what is spooled, oldest file first, each file in order; return how many were stored.

        Evidence is put among the blobs again, and sealed, where these are given. While the database
        is away its `OperationalError` passes through, and so does `BlobsAway`; nothing is lost.
        """
        with self._mutex:
            way = _Way(
                sessions, blobs, partial(manifest.seal, keyring=keyring) if keyring else None
            )
            return sum(self._drain_file(path, way) for path in self._files())

    def __len__(self) -> int:
        """Return how many reports of this process wait."""
        return self._waiting

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
            if not self._waiting:
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

    def _files(self) -> Iterator[Path]:
        yield from sorted(self._folder.glob(f"*{_SUFFIX}"))

    def _drain_file(self, path: Path, way: "_Way") -> int:
        if path == self._path:
            return self._hand_over(path, way) if self._waiting else 0
        lock = _lock_of(path)
        if not lock.take():
            return 0
        try:
            stored = self._hand_over(path, way) if path.exists() else 0
            path.unlink(missing_ok=True)
            lock.path.unlink(missing_ok=True)
            return stored
        finally:
            lock.release()

    def _hand_over(self, path: Path, way: "_Way") -> int:
        data, stored, done = path.read_bytes(), 0, 0
        try:
            for payload, end in records(data):
                stored += self._stored(payload, way)
                done = end
        except BaseException:
            self._keep(path, data[done:])
            raise
        self._keep(path, b"")
        return stored

    def _stored(self, payload: bytes, way: "_Way") -> bool:
        """Store one report; one that can never be stored is set aside and blocks nothing."""
        told = _readable(payload)
        if told is None:
            return self._set_aside(payload)
        if way.blobs and told.evidence:
            told = replace(told, evidence=prepare.store(way.blobs, told.evidence))
        try:
            with transaction(way.sessions) as session:
                service.report(session, told, way.seal)
        except ReportRefused as error:
            _log.error("report refused", event_id=str(told.event_id), error=str(error))
            return self._set_aside(payload)
        return True

    def _set_aside(self, payload: bytes) -> bool:
        self.set_aside += 1
        if len(list(self._folder.glob(f"*{_REFUSED}"))) < REFUSED_KEPT:
            (self._folder / f"{uuid7()}{_REFUSED}").write_bytes(payload)
        return False

    def _keep(self, path: Path, rest: bytes) -> None:
        """Leave only the rest in the file, and write on behind it if it is our own."""
        _replace(path, rest)
        if path == self._path:
            os.close(self._file)
            self._file = os.open(path, os.O_RDWR | os.O_APPEND)
            self._waiting = sum(1 for _ in records(rest))


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
