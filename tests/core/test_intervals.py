import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intervals import poisson, poisson_mean, wilson


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_the_share_and_narrows_with_more(right: int, wrong: int) -> None:
    found = wilson(right, right + wrong)
    if right + wrong == 0:
        assert found is None
        return
    assert found is not None
    lowest, highest = found
    assert 0 <= lowest <= right / (right + wrong) + 1e-9
    assert right / (right + wrong) - 1e-9 <= highest <= 1
    more = wilson(right * 10, (right + wrong) * 10)
    assert more is not None
    assert more[1] - more[0] < highest - lowest


def test_counts_have_the_intervals_of_the_tables() -> None:
    assert poisson(0) == pytest.approx((0, 3.689), abs=1e-3)
    assert poisson(3) == pytest.approx((0.6187, 8.767), abs=1e-3)
    assert poisson_mean(2, 0.05) == pytest.approx(6.296, abs=1e-2)
    low, high = poisson(4000)
    assert 3870 < low < 4000 < high < 4130
