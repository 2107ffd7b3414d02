"""A camera is in view only while its frames are being inferred."""

from datetime import UTC, datetime, timedelta

import pytest

from video.cameras.state import REASONS, STATES, camera_state
from video.readers.link import FAILURES, Link, LinkState

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def link(state: LinkState, reason: str | None = None, since_s: float = 300) -> Link:
    return Link(state, reason, ago(since_s))


@pytest.mark.parametrize(
    ("interval_s", "age_s", "expected"),
    [
        (5, 0, "in_view"),
        (5, 28, "in_view"),
        (5, 29, "late"),
        (60, 118, "in_view"),
        (60, 119, "late"),
    ],
)
def test_it_leaves_view_before_thirty_seconds_or_twice_its_interval_are_over(
    interval_s: float, age_s: float, expected: str
) -> None:
    state = camera_state(NOW, interval_s, ago(age_s), link("streaming"), True)
    assert state.state == expected


def test_a_fresh_look_outweighs_a_link_that_just_broke() -> None:
    assert camera_state(NOW, 5, ago(3), link("offline", "unreachable"), True).state == "in_view"


@pytest.mark.parametrize("reason", FAILURES)
def test_then_the_links_own_reason_counts(reason: str) -> None:
    broken = link(FAILURES[reason], reason)
    assert camera_state(NOW, 5, ago(60), broken, True) == camera_state(NOW, 5, None, broken, True)
    state = camera_state(NOW, 5, None, broken, True)
    assert (state.state, state.reason) == (FAILURES[reason], reason)


def test_pictures_that_nobody_analyses_are_late_not_in_view() -> None:
    assert camera_state(NOW, 5, None, link("streaming", since_s=10), True).state == "new"
    state = camera_state(NOW, 5, None, link("streaming", since_s=31), True)
    assert (state.state, state.reason) == ("late", "not_inferred")


def test_a_camera_nobody_reads_is_new_or_late() -> None:
    assert camera_state(NOW, 5, None, None, True).state == "new"
    state = camera_state(NOW, 5, ago(60), None, True)
    assert (state.state, state.reason) == ("late", "no_worker")


def test_a_camera_switched_off_is_paused_whatever_it_sends() -> None:
    state = camera_state(NOW, 5, NOW, link("streaming"), False)
    assert (state.state, state.reason) == ("paused", "disabled")


def test_every_failure_has_words_and_every_state_is_the_designs() -> None:
    assert FAILURES.keys() <= REASONS.keys()
    assert set(FAILURES.values()) <= set(STATES)
    assert len(STATES) == 9
