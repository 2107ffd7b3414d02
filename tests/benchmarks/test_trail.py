"""The arithmetic of the trail's cost."""

from benchmarks.trail import Plan, compared


def test_ratios_are_seconds_of_a_transaction_over_those_without_a_line() -> None:
    found = compared(Plan(100, 8, 0.5), {"without": 180.0, "with": 150.0, "locked": 2.0}, 7)
    assert (found.ratio, found.locked_ratio, found.sealed_lines) == (1.2, 90.0, 7)


def test_writers_that_all_waited_cost_without_end() -> None:
    found = compared(Plan(2, 1, 0.5), {"without": 4.0, "with": 4.0, "locked": 0.0}, 0)
    assert found.locked_ratio == float("inf")
