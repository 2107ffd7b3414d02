"""Looks keep a grid: spread over the cameras, true to the interval, late ones first."""

from itertools import pairwise

import pytest

from core.ids import uuid7
from serving.cluster.turns import Turn


def looks(turn: Turn, key_every_s: float, seconds: float) -> list[float]:
    """Take a look with the first key frame from each due instant on."""
    taken, now_s = [], 1000.0
    while now_s < 1000 + seconds:
        if now_s >= turn.from_s:
            turn.taken(now_s)
            taken.append(now_s)
        now_s += key_every_s
    return taken


@pytest.mark.parametrize(
    ("interval_s", "gap_s"), [(5, 2), (5, 0.04), (2, 2), (1, 0.4), (60, 4), (12, 5)]
)
def test_the_interval_is_kept_on_average_whatever_the_key_frames_do(
    interval_s: float, gap_s: float
) -> None:
    taken = looks(Turn.of(uuid7(), interval_s, interval_s, 1000), gap_s, 200 * interval_s)
    mean_s = (taken[-1] - taken[0]) / (len(taken) - 1)
    assert mean_s == pytest.approx(interval_s, rel=0.02)
    assert max(b - a for a, b in pairwise(taken[1:])) <= interval_s + gap_s + 0.26 * interval_s


def test_key_frames_that_jitter_about_the_due_instant_lose_no_look() -> None:
    turn = Turn(2.0, 0.0, 0.2, 1000 - 0.05)
    taken = []
    for number in range(100):
        now_s = 1000 + 2.0 * number + (0.05 if number % 2 else -0.05)
        if now_s >= turn.from_s:
            turn.taken(now_s)
            taken.append(now_s)
    assert len(taken) == 100


@pytest.mark.parametrize("phase_s", [0.05 * step for step in range(40)])
def test_where_key_frames_come_as_often_as_looks_none_is_lost_at_any_phase(phase_s: float) -> None:
    """The line takes a picture up to half a second after it came; that must not cost the next one."""
    turn, taken = Turn.of(uuid7(), 2.0, 2.0, 1000), []
    for number in range(60):
        received_s = 1000 + phase_s + 2.0 * number + (0.04 if number % 3 else -0.04)
        if received_s >= turn.from_s:
            turn.taken(received_s)
            taken.append(received_s)
    assert len(taken) >= 57
    assert all(b - a < 2.2 for a, b in pairwise(taken[8:])), "it settles, and stays"


def test_the_looks_of_many_cameras_are_spread() -> None:
    turns = [Turn.of(uuid7(), 10, 10, 1000) for _ in range(400)]
    for turn in turns:
        turn.taken(1000)
    second = [int(turn.due_s - 1000) for turn in turns]
    assert all(20 <= second.count(one) <= 70 for one in range(6, 14))


def test_a_camera_looks_once_for_intervals_that_are_multiples() -> None:
    camera_id = uuid7()
    often, seldom = (Turn.of(camera_id, interval_s, 2, 1000) for interval_s in (2, 6))
    instants: list[set[float]] = [set(), set()]
    for seen, turn in zip(instants, (often, seldom), strict=True):
        now_s = 1000.0
        while now_s < 1060:
            turn.taken(now_s)
            now_s = turn.due_s
            seen.add(round(now_s, 6))
    assert instants[1] - {max(instants[1])} <= instants[0]


def test_a_look_joins_another_one_s_picture_a_little_early_and_is_not_taken_twice() -> None:
    turn = Turn(12, 0, 0.5, due_s=1012, first=False)
    assert not turn.joins(1008)
    assert turn.joins(1010)
    assert turn.from_s > 1010
    turn.taken(1010)
    assert turn.due_s == 1024


def test_instants_that_were_missed_are_gone() -> None:
    turn = Turn(5, 0, 0.5, due_s=1000, first=False)
    turn.taken(1021)
    assert turn.due_s == 1025


def test_lateness_and_priority_decide_who_looks_first() -> None:
    on_time, late = Turn(5, 0, 0.5, due_s=1000), Turn(5, 0, 0.5, due_s=985)
    assert late.urgency(1000, "normal") > on_time.urgency(1000, "normal")
    assert on_time.urgency(1000, "high") > on_time.urgency(1000, "low")
    assert Turn(5, 0, 0.5, due_s=970).urgency(1000, "low") > on_time.urgency(1000, "high")
