"""The benchmark of delivery counts what is wrong, and a short storm of it loses nothing."""

import pytest

from benchmarks.delivery import PER_CASE, Plan, Tally, run, tally


def _taken(event: str, case: str, sequence: int) -> dict[str, str]:
    return {"id": event, "partitionkey": case, "sequence": str(sequence)}


def test_what_was_lost_doubled_or_out_of_order_is_counted() -> None:
    sent = ["a1", "a2", "b1", "b2"]
    good = [_taken("a1", "a", 1), _taken("b1", "b", 1), _taken("b2", "b", 2), _taken("a2", "a", 2)]
    assert tally(sent, good) == Tally(4, 0, 0, 0)
    swapped = [_taken("b2", "b", 2), _taken("b1", "b", 1), _taken("a1", "a", 1)]
    assert tally(sent, swapped) == Tally(4, 1, 0, 1)
    assert tally(sent, [*good, good[0]]) == Tally(4, 0, 1, 1)


@pytest.mark.long
def test_a_short_storm_loses_doubles_and_disorders_nothing() -> None:
    found = run(Plan(60 * PER_CASE, 0.5, 4, 9), lambda _step: None)
    assert (found.sent, found.lost, found.doubled, found.out_of_order) == (240, 0, 0, 0)
    assert found.worker_kills > 0
    assert found.database_kills > 0
    assert found.repeated > 0
