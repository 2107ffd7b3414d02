"""The chain's head outside the database: one JSON line a minute in a file, and a message to a syslog.

Whoever can change the database, keys and all, cannot make these agree with it unless he holds them too.
"""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from accounts.audit.model import AuditSeal
from core.settings import Settings

_PRIORITY = 13 * 8 + 5
"""RFC 5424: facility "log audit", severity "notice"."""
_TAIL = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """The state of the chain at one instant, as it is told outside."""

    number: int
    head: str
    """Hexadecimal."""
    rows: int
    """Lines sealed so far."""
    at: str
    """RFC 3339."""

    @classmethod
    def of(cls, seal: AuditSeal, at: datetime) -> Self:
        """Return what is told of a seal."""
        return cls(seal.number, seal.head.hex(), seal.total, at.isoformat())

    @classmethod
    def parse(cls, line: str | bytes) -> Self | None:
        """Return what a line of the file says; None for a line that is none of ours."""
        try:
            told = json.loads(line)
            number, rows = int(told["number"]), int(told["rows"])
            if not 0 < number < 2**63:
                return None
            return cls(number, bytes.fromhex(told["head"]).hex(), rows, str(told["at"]))
        except (ValueError, KeyError, TypeError):
            return None

    def line(self) -> str:
        """Return the one line that is written."""
        return json.dumps(asdict(self), separators=(",", ":"))


def file_of(settings: Settings) -> Path:
    """Return the file the heads are written to."""
    return settings.audit_head_file or settings.home / "audit" / "heads.jsonl"


def append(path: Path, line: str) -> None:
    """Add a line to the file and have it on the disk when this returns; raises `OSError`.

    The file is only ever appended to, so that it may carry the attribute `a` (chattr), and a line that a
    crash or a full disk tore is left behind as a line of its own.
    """
    with _locked(path) as file:
        size = os.fstat(file).st_size
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
        data = ("\n" if torn else "").encode() + line.encode() + b"\n"
        try:
            if os.write(file, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            os.fsync(file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(file, size)
            raise


def newest(path: Path) -> Head | None:
    """Return the last head in the file; None when there is none, or nobody can read it."""
    with suppress(OSError), path.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
        for line in reversed(file.read().splitlines()):
            if head := Head.parse(line):
                return head
    return None


def send(target: str, head: Head) -> None:
    """Send a head to a syslog, `host:port` by UDP or a socket's path, as RFC 5424; raises `OSError`."""
    name = socket.gethostname() or "-"
    message = f"<{_PRIORITY}>1 {head.at} {name} algomart {os.getpid()} audit-head - {head.line()}"
    if target.startswith("/"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unix:
            unix.settimeout(2)
            unix.connect(target)
            unix.send(message.encode())
        return
    host, colon, port = target.rpartition(":")
    host, port = (host, port) if colon else (target, "514")
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_DGRAM)
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as udp:
        udp.sendto(message.encode(), address)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Yield the file, made 0600 if it was missing, while no other process appends to it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
        if new:
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    finally:
        os.close(file)
