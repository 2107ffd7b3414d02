"""The benchmark of cases, small: it runs whole, and the key figures are what another calculation says."""

import pytest

from benchmarks.cases import Plan, measure


@pytest.mark.long
def test_a_small_city_is_filled_walked_counted_and_asked() -> None:
    found, asked = measure(Plan(cases=150, walked=20, rounds=2), lambda _: None)
    assert (found.cases, found.counts_wrong) == (170, 0)
    assert found.groups > 20
    assert {one.caller for one in asked} == {"city", "department"}
