"""Whether one share is larger than another by more than chance."""

from math import exp, lgamma


def larger(hits: int, of: int, hits_beside: int, of_beside: int) -> float:
    """Return how likely so many hits, or more, would be if both shares were the same.

    Fisher's exact test, one-sided: the upper tail of the hypergeometric distribution with both margins
    held (R. A. Fisher, Statistical Methods for Research Workers, 5th ed. 1934, section 21.02).
    """
    every, every_hit = of + of_beside, hits + hits_beside
    whole = _ways(every, of)
    most = min(of, every_hit)
    terms = (
        exp(_ways(every_hit, n) + _ways(every - every_hit, of - n) - whole)
        for n in range(max(hits, of - (every - every_hit)), most + 1)
    )
    return min(1.0, sum(terms))


def _ways(of: int, chosen: int) -> float:
    """Return the logarithm of a binomial coefficient."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
