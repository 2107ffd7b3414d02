"""The newest picture wins; every lost one is counted."""

import math

import numpy as np
import pytest

from core.clock import ManualClock
from video.readers.shot import Developed, Stamp
from video.readers.slot import STALE_S, Slot


def shot(received_s: float) -> Developed:
    return Developed(Stamp(received_s, ManualClock().now()), np.zeros((2, 2, 3), np.uint8))


@pytest.fixture
def slot() -> Slot:
    return Slot()


def test_the_first_picture_is_due_and_the_next_one_when_it_is_expected(slot: Slot) -> None:
    assert slot.wants(0)
    slot.put(shot(0))
    assert slot.take(0) is not None
    assert not slot.wants(100)
    slot.expect(105)
    assert not slot.wants(104.9)
    assert slot.wants(105)


def test_nothing_need_be_fetched_while_a_fresh_picture_waits_or_none_is_due(slot: Slot) -> None:
    assert slot.rest_s(0) <= 0
    slot.put(shot(0))
    assert slot.rest_s(0.5) == STALE_S - 0.5
    assert slot.rest_s(STALE_S) <= 0, "it is no longer fresh, and the look is still due"
    slot.put(shot(10))
    assert slot.take(10) is not None
    assert slot.rest_s(11) == math.inf
    slot.expect(105)
    assert slot.rest_s(100) == 5


def test_the_newest_picture_wins_and_the_lost_one_is_counted(slot: Slot) -> None:
    slot.put(shot(0))
    assert not slot.wants(0.4)
    assert slot.wants(0.5)
    slot.put(shot(0.5))
    taken = slot.take(0.6)
    assert taken is not None
    assert taken.stamp.received_s == 0.5
    assert slot.drops == {"replaced": 1}


def test_a_picture_nobody_came_for_is_not_passed_off_as_fresh(slot: Slot) -> None:
    slot.put(shot(0))
    assert slot.holds(STALE_S)
    assert not slot.holds(STALE_S + 0.1)
    assert slot.take(STALE_S + 0.1) is None
    assert slot.drops == {"stale": 1}
    assert slot.wants(STALE_S + 0.1), "the look is still due"


def test_nothing_waits_where_nothing_was_put(slot: Slot) -> None:
    assert not slot.holds(0)
    assert slot.take(0) is None
    assert slot.rest_s(0) == -math.inf
