"""Kappa: agreement beyond chance, whatever two people said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.review.agreement import Agreement, Pair

SAID = st.sampled_from(["confirm", "reject", "duplicate"])
PAIRS = st.lists(st.tuples(SAID, SAID), min_size=1, max_size=60)


@given(PAIRS)
def test_kappa_is_never_above_one_and_does_not_ask_who_was_first(pairs: list[Pair]) -> None:
    found, turned = Agreement.of(pairs), Agreement.of([(b, a) for a, b in pairs])
    assert 0 <= found.share <= 1
    assert found.kappa is None or -1 - 1e-9 <= found.kappa <= 1 + 1e-9
    assert (
        found.kappa == pytest.approx(turned.kappa)
        if found.kappa is not None
        else turned.kappa is None
    )


@given(st.lists(SAID, min_size=1, max_size=60))
def test_who_always_agree_have_kappa_one_unless_they_only_ever_said_one_thing(
    said: list[str],
) -> None:
    kappa = Agreement.of([(one, one) for one in said]).kappa
    assert kappa is None if len(set(said)) == 1 else kappa == pytest.approx(1)


def test_cohen_s_own_example() -> None:
    yes, no = "confirm", "reject"
    pairs = [(yes, yes)] * 20 + [(yes, no)] * 5 + [(no, yes)] * 10 + [(no, no)] * 15
    found = Agreement.of(pairs)
    assert (found.count, found.agreed, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)
