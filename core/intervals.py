"""How sure a figure is: 95 % intervals of shares and of counts."""

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt

import numpy as np

Interval = tuple[float, float]
_Z = 1.96
"""Of the normal distribution, for 95 of 100."""
_ROUNDS = 60


def wilson(right: int, judged: int) -> Interval | None:
    """Return the 95 % interval of a share (Wilson); None of nothing."""
    if judged == 0:
        return None
    share, z2 = right / judged, _Z**2
    middle = (share + z2 / (2 * judged)) / (1 + z2 / judged)
    half = _Z * sqrt(share * (1 - share) / judged + z2 / (4 * judged**2)) / (1 + z2 / judged)
    return max(0.0, middle - half), min(1.0, middle + half)


def middle(values: Sequence[float]) -> Interval | None:
    """Return where the middle 95 % of resampled values lie; None of nothing."""
    if not values:
        return None
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def poisson(count: int) -> Interval:
    """Return the 95 % interval of the mean of which so many were counted (Poisson, exact)."""
    return (poisson_mean(count - 1, 0.975) if count else 0.0), poisson_mean(count, 0.025)


def poisson_mean(count: int, chance: float) -> float:
    """Return the mean under which so many or fewer have this chance."""
    low, high = 0.0, 10.0 + 5 * count
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(count, middle) > chance else (low, middle)
    return high


def _at_most(count: int, mean: float) -> float:
    return sum(exp(k * log(mean) - lgamma(k + 1) - mean) for k in range(count + 1))
