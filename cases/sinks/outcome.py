"""What one sending came to, whatever kind of receiver it went to."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What an attempt came to."""

    DELIVERED = "delivered"
    LATER = "later"
    """Nobody answered, or not now."""
    AMBIGUOUS = "ambiguous"
    """It may have arrived: who cannot tell a repetition is asked before it is sent again."""
    REFUSED = "refused"
    """The receiver does not want this message as such, today."""
    GONE = "gone"
    """The receiver wants no message any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of an attempt and why."""

    fate: Fate
    error: str | None = None
    """A code of `cases.sinks.reasons`."""
    retry_after_s: float | None = None
    """How long the receiver asked to be left alone."""
    receipt: str | None = None
    """What the receiver calls what it took: a request's id, say."""
    agreed_pause_s: float | None = None
    """The handshake's consent: so many seconds lie between two messages from now on."""

    @property
    def is_trouble(self) -> bool:
        """Whether it tells of a receiver that is not well, rather than of a message it does not want."""
        return self.fate in (Fate.LATER, Fate.AMBIGUOUS) and self.retry_after_s is None
