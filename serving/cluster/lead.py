"""Which of several heads leads: the one that holds an advisory lock of the database.

The lock ends with the connection, and the connection with its process, or within half a minute of its
machine: the server itself looks whether the other end is there. A head that lost its connection goes on
until it learns that another one leads: what its workers write is under epochs, and worth nothing then.
"""

import threading
from collections.abc import Callable

import psycopg

from core.log import get_logger

_log = get_logger(__name__)
_LOCK = 0x1EAD
_OPTIONS = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=20000"
)


class Lead:
    """Our claim to lead; `claim` is repeated every second by a job."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._mutex = threading.Lock()
        self.held = False

    def claim(self) -> None:
        """Take the lead or keep it; while the database is away everything stays as it was."""
        with self._mutex:
            try:
                held = self._locked()
            except (psycopg.OperationalError, psycopg.InterfaceError):
                self._forget()
                return
        if held != self.held:
            _log.info("this head leads" if held else "another head leads, this one stands by")
        self.held = held

    def only(self, work: Callable[[], object]) -> Callable[[], object]:
        """Return the work, done only while we lead."""
        return lambda: work() if self.held else None

    def close(self) -> None:
        """Let another one lead."""
        with self._mutex:
            self.held = False
            self._forget()

    def _locked(self) -> bool:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._url, autocommit=True, connect_timeout=5, options=_OPTIONS
            )
        elif self.held:
            self._connection.execute("select 1")
            return True
        row = self._connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
        return bool(row and row[0])

    def _forget(self) -> None:
        """Close the connection; the next claim asks anew, for the lock went with it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
