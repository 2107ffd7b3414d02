"""Fisher's test, held against his own example and against counting."""

from math import comb

from hypothesis import given, strategies

from registry.rollouts.significance import larger

COUNTS = strategies.tuples(strategies.integers(0, 30), strategies.integers(0, 30))


def test_the_lady_tasting_tea() -> None:
    assert abs(larger(3, 4, 1, 4) - 17 / 70) < 1e-12
    assert abs(larger(4, 4, 0, 4) - 1 / 70) < 1e-12


@given(COUNTS, COUNTS)
def test_it_is_the_tail_that_counting_finds(mine: tuple[int, int], beside: tuple[int, int]) -> None:
    (hits, more), (other, rest) = mine, beside
    of, every, every_hit = hits + more, hits + more + other + rest, hits + other
    ways = sum(
        comb(every_hit, n) * comb(every - every_hit, of - n)
        for n in range(hits, min(of, every_hit) + 1)
    )
    assert abs(larger(hits, of, other, other + rest) - ways / comb(every, of)) < 1e-9


def test_of_nothing_nothing_follows() -> None:
    assert larger(0, 0, 0, 0) == 1.0
    assert larger(1, 1, 0, 0) == 1.0
