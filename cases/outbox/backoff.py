"""How long to wait: for one message before its next attempt, for a receiver that is not well."""

from cases.sinks.outcome import Outcome
from core import backoff
from core.settings import Settings

REFUSALS_MAX = 5
"""So many refusals of the message as such make it a dead letter; it waits for a person then."""


def pause_s(outcome: Outcome, attempts: int, settings: Settings) -> float:
    """Return a message's pause: doubled with every attempt, spread by chance, within the setting's bound."""
    longest = settings.delivery_backoff_max_s
    return min(longest, max(backoff.spread_s(longest, attempts), outcome.retry_after_s or 0.0))


def rest_s(failures: int, settings: Settings) -> float:
    """Return how long a receiver is left alone after so many failures; 0 while its breaker is closed."""
    return backoff.rest_s(failures, min(backoff.REST_MAX_S, settings.delivery_backoff_max_s))
