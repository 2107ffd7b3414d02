"""What an answer means for a delivery, and how long to wait before the next attempt."""

import secrets
from enum import StrEnum

from cases.sinks.send import Answer
from core.settings import Settings

REFUSALS_MAX = 5
"""So many refusals of the message as such make it a dead letter; it waits for a person then."""
_LATER = frozenset({408, 425, 429})
_GONE = 410
_random = secrets.SystemRandom()


class Fate(StrEnum):
    """What an attempt came to."""

    DELIVERED = "delivered"
    LATER = "later"
    """Nobody answered, or not now."""
    REFUSED = "refused"
    """The receiver does not want this message as such, today."""
    GONE = "gone"
    """The receiver wants no message any more."""


def fate_of(answer: Answer) -> Fate:
    """Return what an answer means."""
    status = answer.status
    if status is not None and 200 <= status < 300:
        return Fate.DELIVERED
    if status is None or status >= 500 or status in _LATER:
        return Fate.LATER
    return Fate.GONE if status == _GONE else Fate.REFUSED


def pause_s(answer: Answer, attempts: int, settings: Settings) -> float:
    """Return a pause that doubles with every attempt, spread by chance, within the setting's bound."""
    longest = settings.delivery_backoff_max_s
    pause = min(longest, 2.0 ** min(attempts, 30)) * _random.uniform(0.5, 1.0)
    return min(longest, max(pause, answer.retry_after_s or 0.0))
