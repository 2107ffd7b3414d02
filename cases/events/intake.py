"""Where workers hand in their reports: stored at once, or spooled while the database is away."""

import threading
import time
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cases.events import service
from cases.events.report import Report
from cases.events.spool import Spool
from core.blobs import Blobs
from core.database.engine import Sessions, transaction
from core.errors import Unavailable
from core.log import get_logger

_log = get_logger(__name__)
_AWAY = (OperationalError, InterfaceError, PoolTimeout, Unavailable, OSError)
_PAUSE_S = 1.0


class Outcome(StrEnum):
    """What became of a report."""

    STORED = "stored"
    SPOOLED = "spooled"
    REFUSED = "refused"


class Intake:
    """Takes reports of one process in order; none is dropped before it is in the database or on the disk."""

    def __init__(self, sessions: Sessions, blobs: Blobs, spool: Spool) -> None:
        self.spool = spool
        self._sessions = sessions
        self._blobs = blobs
        self._mutex = threading.Lock()
        self._retry_at = 0.0

    def take(self, told: Report) -> Outcome:
        """Store the report, behind those that still wait; spool it if the database does not answer."""
        with self._mutex:
            if self._is_answering():
                try:
                    self.spool.drain(self._store)
                    return self._store_now(told)
                except _AWAY as error:
                    self._note_away(error)
            return Outcome.SPOOLED if self.spool.append(told) else Outcome.REFUSED

    def drain(self) -> int:
        """Store what waits, also of dead processes; call it now and then, and before judges resume."""
        with self._mutex:
            try:
                return self.spool.drain(self._store)
            except _AWAY as error:
                self._note_away(error)
                return 0

    def _is_answering(self) -> bool:
        return time.monotonic() >= self._retry_at

    def _note_away(self, error: Exception) -> None:
        """Spare the frames behind this one a connection attempt each."""
        self._retry_at = time.monotonic() + _PAUSE_S
        _log.warning("database away, reports are spooled", error=str(error.__cause__ or error))

    def _store_now(self, told: Report) -> Outcome:
        if self._store(told):
            return Outcome.STORED
        self.spool.keep_refused(told)
        return Outcome.REFUSED

    def _store(self, told: Report) -> bool:
        """Store one report; False when the database refuses it for good (its camera was deleted)."""
        for one in told.evidence.pictures if told.evidence else ():
            self._blobs.put(one.data)
        try:
            with transaction(self._sessions) as session:
                service.report(session, told)
        except _AWAY:
            raise
        except DBAPIError as error:
            if error.connection_invalidated:
                raise OperationalError(error.statement, error.params, error) from error
            _log.error("report refused", event_id=str(told.event_id), error=str(error.orig))
            return False
        return True
