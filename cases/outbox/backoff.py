"""How long to wait: for one message before its next attempt, for a receiver that is not well."""

import secrets

from cases.sinks.outcome import Outcome
from core.settings import Settings

REFUSALS_MAX = 5
"""So many refusals of the message as such make it a dead letter; it waits for a person then."""
OPEN_AFTER = 5
"""So many failures in a row open a receiver's breaker: it is left alone, then tried with one message."""
REST_MAX_S = 60.0
"""The longest rest of a receiver whose breaker is open."""
_random = secrets.SystemRandom()


def pause_s(outcome: Outcome, attempts: int, settings: Settings) -> float:
    """Return a message's pause: doubled with every attempt, spread by chance, within the setting's bound."""
    longest = settings.delivery_backoff_max_s
    return min(longest, max(_spread(longest, attempts), outcome.retry_after_s or 0.0))


def rest_s(failures: int, settings: Settings) -> float:
    """Return how long a receiver is left alone after so many failures; 0 while its breaker is closed."""
    if failures < OPEN_AFTER:
        return 0.0
    return _spread(min(REST_MAX_S, settings.delivery_backoff_max_s), failures - OPEN_AFTER)


def _spread(longest: float, times: int) -> float:
    return min(longest, 2.0 ** min(times, 30)) * _random.uniform(0.5, 1.0)
