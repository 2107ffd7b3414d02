"""Attempts grow rarer, never in step, never rarer than the longest pause."""

import pytest

from video.readers.backoff import JITTER, Backoff


def test_the_ladder_doubles_up_to_its_longest_pause_and_starts_again() -> None:
    backoff = Backoff(10)
    for expected in (1, 2, 4, 8, 10, 10):
        assert backoff.next_s() == pytest.approx(expected, rel=JITTER)
    backoff.reset()
    assert backoff.next_s() == pytest.approx(1, rel=JITTER)


def test_a_thousand_cameras_do_not_call_back_at_once() -> None:
    assert len({Backoff(30).next_s() for _ in range(1000)}) > 900


def test_years_of_failures_overflow_nothing() -> None:
    assert Backoff(30, failures=10**9).next_s() <= 30 * (1 + JITTER)
