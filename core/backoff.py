"""How long somebody who does not answer is left alone: longer with every failure, spread by chance."""

import secrets

OPEN_AFTER = 5
"""So many failures in a row open a breaker: whom it stands for is left alone, then tried once."""
REST_MAX_S = 60.0
"""The longest rest of somebody whose breaker is open."""
_random = secrets.SystemRandom()


def spread_s(longest_s: float, times: int) -> float:
    """Return the pause after so many times, in seconds."""
    return min(longest_s, 2.0 ** min(times, 30)) * _random.uniform(0.5, 1.0)


def rest_s(failures: int, longest_s: float = REST_MAX_S) -> float:
    """Return the rest after so many failures in a row, in seconds; 0 while the breaker is closed."""
    return spread_s(longest_s, failures - OPEN_AFTER) if failures >= OPEN_AFTER else 0.0
