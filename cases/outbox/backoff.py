"""What an answer means for a delivery, and how long to wait before the next attempt."""

import secrets
from enum import StrEnum

from cases.sinks.send import Answer
from core.settings import Settings

TRIES_WHEN_REFUSED = 3
"""Attempts before a receiver that refuses the message as such makes it a dead letter."""
_LATER = frozenset({408, 425, 429})
_GONE = 410
_random = secrets.SystemRandom()


class Fate(StrEnum):
    """What becomes of a delivery after an attempt."""

    DELIVERED = "delivered"
    RETRY = "retrying"
    DEAD = "dead"
    GONE = "gone"


def fate_of(answer: Answer, attempts: int) -> Fate:
    """Return what an answer means after so many attempts, this one included."""
    status = answer.status
    if status is not None and 200 <= status < 300:
        return Fate.DELIVERED
    if status == _GONE:
        return Fate.GONE
    if status is None or status >= 500 or status in _LATER or attempts < TRIES_WHEN_REFUSED:
        return Fate.RETRY
    return Fate.DEAD


def pause_s(answer: Answer, attempts: int, settings: Settings) -> float:
    """Return a pause that doubles with every attempt, spread by chance, within the setting's bound."""
    longest = settings.delivery_backoff_max_s
    pause = min(longest, 2.0 ** min(attempts, 30)) * _random.uniform(0.5, 1.0)
    return min(longest, max(pause, answer.retry_after_s or 0.0))
