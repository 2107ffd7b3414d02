"""The witness: gets the head outside each minute, and never stops the sealing when it cannot."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from accounts.audit import heads, sealer
from accounts.audit.heads import Head
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.log import get_logger
from core.secrets import Keyring
from core.settings import Settings

EVERY_S = 60.0
AGAIN_S = 5.0
"""Pause after a failure, such as a full disk."""

_log = get_logger(__name__)


@dataclass(slots=True)
class Witness:
    """One process's memory of which head it has told to which place."""

    settings: Settings
    told: dict[str, int] = field(default_factory=dict)
    """Newest seal by place."""
    due: float = 0.0
    """When to look again, on the monotonic clock."""

    def tell(self, sessions: Sessions, clock: Clock, *, now: bool = False) -> None:
        """Once a minute, or at once, write the newest head to every place that does not know it."""
        if not now and time.monotonic() < self.due:
            return
        with transaction(sessions) as session:
            seal = sealer.last(session)
        good = True
        if seal is not None:
            head = Head.of(seal, clock.now())
            for place in self._places():
                good = self._tell(place, head) and good
        self.due = time.monotonic() + (EVERY_S if good else AGAIN_S)

    def _places(self) -> list[str]:
        syslog = self.settings.audit_syslog
        return ["file", *(["syslog"] if syslog else [])]

    def _tell(self, place: str, head: Head) -> bool:
        if self.told.get(place) == head.number:
            return True
        try:
            if place == "file":
                heads.append(heads.file_of(self.settings), head.line())
            else:
                heads.send(self.settings.audit_syslog or "", head)
        except OSError as error:
            reason = error.strerror or str(error)
            _log.error("the audit head could not be written", place=place, reason=reason)
            return False
        self.told[place] = head.number
        return True


def keep(sessions: Sessions, keyring: Keyring, clock: Clock, witness: Witness) -> None:
    """Seal what is new and tell the head when it is due: the background job's turn."""
    sealer.seal_all(sessions, keyring, clock)
    witness.tell(sessions, clock)


def close(sessions: Sessions, keyring: Keyring, clock: Clock, witness: Witness) -> None:
    """Seal what is new and tell the head at once: the background job's last turn."""
    sealer.seal_all(sessions, keyring, clock)
    witness.tell(sessions, clock, now=True)


def last_told(settings: Settings) -> tuple[Path, Head | None]:
    """Return the file of heads and the newest one in it."""
    path = heads.file_of(settings)
    return path, heads.newest(path)
