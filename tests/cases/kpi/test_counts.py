"""The formulas, by numbers worked out by hand."""

import pytest

from cases.kpi.counts import COUNTS, RATE_NAMES, Counts, rates, score
from cases.kpi.scheme import WEIGHTS

MONTH = Counts(
    reported=250,
    verified_in_time=200,
    filed=200,
    filed_in_time=190,
    void=10,
    to_dispatch=180,
    dispatched_in_time=171,
    to_handle=160,
    handled=152,
    handled_in_time=144,
    to_check=150,
    checked_in_time=120,
    to_close=160,
    closed=148,
    closed_in_time=128,
    reworked=8,
    open=42,
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("effective", 200 / 250),
        ("verified_in_time", 200 / 250),
        ("filed_in_time", 190 / 200),
        ("filed_right", (200 - 10) / 200),
        ("dispatched_in_time", 171 / 180),
        ("dispatched_right", (180 - 8) / 180),
        ("handled", 152 / 160),
        ("handled_in_time", 144 / 160),
        ("checked_in_time", 120 / 150),
        ("closed", 148 / 160),
        ("closed_in_time", 128 / 160),
        ("reworked", 8 / 160),
        ("volume", 0.75),
    ],
)
def test_each_figure(name: str, value: float) -> None:
    assert rates(MONTH)[name] == pytest.approx(value)


def test_nothing_due_is_no_figure_and_not_a_bad_one() -> None:
    none = rates(Counts())
    assert none.pop("volume") == 1.0
    assert set(none.values()) == {None}
    assert score(rates(Counts()), {"closed": 30, "handled": 70}) is None


@pytest.mark.parametrize(
    ("filed", "value"),
    [(0, 1.0), (50, 1.0), (51, 0.9), (100, 0.9), (101, 0.75), (500, 0.6), (1000, 0.4), (1001, 0)],
)
def test_the_more_cases_there_are_the_less_their_number_scores(filed: int, value: float) -> None:
    assert rates(Counts(filed=filed))["volume"] == value


def test_a_department_s_score_is_ten_thirty_thirty_thirty() -> None:
    by_hand = 7.5 + 30 * (148 / 160) + 30 * (144 / 160) + 30 * (1 - 8 / 160)
    assert score(rates(MONTH), WEIGHTS["unit"]) == pytest.approx(by_hand)


def test_a_figure_that_is_missing_takes_its_weight_with_it() -> None:
    found = rates(Counts(to_close=4, closed=3))
    assert score(found, {"closed": 30, "handled": 70}) == pytest.approx(75)


def test_every_weight_is_of_a_figure_there_is() -> None:
    assert {name for some in WEIGHTS.values() for name in some} <= RATE_NAMES.keys()
    assert len(COUNTS) == len(set(COUNTS))
