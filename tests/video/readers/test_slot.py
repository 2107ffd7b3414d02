"""Looks keep their interval; the newest frame wins; every lost one is counted."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from algorithms.contract.values import Frame
from core.clock import ManualClock
from core.ids import uuid7
from video.readers.slot import Slot


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def frame(taken_at: datetime, sequence: int = 1) -> Frame:
    return Frame(uuid7(), sequence, taken_at, np.zeros((2, 2, 3), np.uint8))


def looks(slot: Slot, clock: ManualClock, seconds: float, poll_s: float = 0.1) -> int:
    """Offer a frame and poll at every step; return the number of looks."""
    taken = 0
    for _ in range(round(seconds / poll_s)):
        if slot.wants(clock.now()):
            slot.put(frame(clock.now()))
        taken += slot.take(clock.now()) is not None
        clock.advance(poll_s)
    return taken


def test_the_first_frame_is_due_and_the_next_one_an_interval_later(clock: ManualClock) -> None:
    slot = Slot(5)
    assert slot.wants(clock.now())
    slot.put(frame(clock.now()))
    assert slot.take(clock.now())
    clock.advance(4.9)
    assert not slot.wants(clock.now())
    clock.advance(0.1)
    assert slot.wants(clock.now())


def test_late_polling_does_not_stretch_the_interval(clock: ManualClock) -> None:
    assert looks(Slot(5), clock, 100, poll_s=0.7) == 20


def test_an_interval_of_zero_takes_every_frame(clock: ManualClock) -> None:
    assert looks(Slot(0), clock, 2) == 20


def test_the_newest_frame_wins_and_the_lost_one_is_counted(clock: ManualClock) -> None:
    slot = Slot(5)
    slot.put(frame(clock.now(), 1))
    assert not slot.wants(clock.now())
    clock.advance(0.5)
    assert slot.wants(clock.now())
    slot.put(frame(clock.now(), 2))
    taken = slot.take(clock.now())
    assert taken is not None
    assert taken.sequence == 2
    assert slot.drops == {"replaced": 1}


def test_a_frame_nobody_came_for_is_not_passed_off_as_fresh(clock: ManualClock) -> None:
    slot = Slot(5)
    slot.put(frame(clock.now()))
    clock.advance(2.1)
    assert slot.take(clock.now()) is None
    assert slot.drops == {"stale": 1}
    assert slot.wants(clock.now())


def test_a_clock_set_back_an_hour_does_not_silence_a_camera(clock: ManualClock) -> None:
    slot = Slot(5)
    assert looks(slot, clock, 10) == 2
    clock.at -= timedelta(hours=1)
    assert looks(slot, clock, 10) >= 2


def test_a_new_pace_holds_from_the_next_look(clock: ManualClock) -> None:
    slot = Slot(60)
    assert looks(slot, clock, 10) == 1
    slot.pace(1)
    assert looks(slot, clock, 10) == 10
