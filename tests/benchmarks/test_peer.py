"""A peer looks once in each interval and says when it could not."""

from benchmarks.peer import Turns


def test_one_look_in_each_interval() -> None:
    turns = Turns(interval_s=5)
    taken = [now for now in range(100, 130, 2) if _look(turns, now)]
    assert taken == [100, 106, 110, 116, 120, 126]
    assert (turns.looks, turns.late) == (6, 0)


def test_a_phase_moves_the_turns() -> None:
    turns = Turns(interval_s=5, phase_s=3)
    assert _look(turns, 102)
    assert _look(turns, 103)
    assert not _look(turns, 107)


def test_a_look_after_a_gap_is_late() -> None:
    turns = Turns(interval_s=5)
    assert _look(turns, 100)
    assert _look(turns, 108)
    assert turns.late == 1


def _look(turns: Turns, now: float) -> bool:
    due = turns.due(now)
    if due:
        turns.take(now)
    return due
