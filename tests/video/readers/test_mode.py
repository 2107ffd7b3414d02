"""The way a camera is read follows from what is asked of it and what it gives."""

import pytest

from video.readers.gap import FORGOTTEN_S, UNSEEN_S, KeyGap
from video.readers.mode import Means, Mode, choose
from video.readers.trust import AGAIN_S, MISMATCHES_MAX, Trust


@pytest.mark.parametrize(
    ("interval_s", "means", "mode"),
    [
        (0.2, Means(30), "continuous"),
        (0.2, Means(30, gap_s=0.04), "keyframes"),
        (1, Means(30), "keyframes"),
        (5, Means(30), "keyframes"),
        (5, Means(30, gap_s=2), "keyframes"),
        (2, Means(30, gap_s=2.1), "keyframes"),
        (2, Means(30, gap_s=4), "continuous"),
        (2, Means(30, gap_s=4, short=True), "keyframes"),
        (5, Means(30, gap_s=2, trusted=False), "continuous"),
        (30, Means(30), "patrol"),
        (60, Means(30, gap_s=10), "patrol"),
        (30, Means(30, gap_s=12), "keyframes"),
        (5, Means(30, gap_s=2, crowded=True), "patrol"),
        (0.5, Means(30, crowded=True), "continuous"),
    ],
)
def test_the_cheapest_way_that_keeps_the_promise(
    interval_s: float, means: Means, mode: Mode
) -> None:
    assert choose(interval_s, means) == mode


def test_a_gap_is_the_longest_of_the_last_pauses() -> None:
    gap = KeyGap()
    gap.start(100)
    assert gap.seconds(100) is None
    for at_s in (101.5, 103.5, 105.4):
        gap.key(at_s)
    assert gap.seconds(106) == pytest.approx(2)
    for at_s in (106.4, 107.4, 108.4, 109.4):
        gap.key(at_s)
    assert gap.seconds(110) == pytest.approx(1)


def test_a_stream_without_key_frames_is_known_for_it() -> None:
    gap = KeyGap()
    gap.start(0)
    gap.heard(UNSEEN_S - 0.1)
    assert gap.seconds(UNSEEN_S - 0.1) is None
    gap.heard(UNSEEN_S + 1)
    assert gap.seconds(UNSEEN_S + 1) == UNSEEN_S + 1


def test_a_stream_that_stalls_tells_nothing_of_its_key_frames() -> None:
    gap = KeyGap()
    gap.start(0)
    for at_s in (1, 3, 5):
        gap.key(at_s)
    gap.heard(6)
    assert gap.seconds(5 + UNSEEN_S + 10) == pytest.approx(2)
    gap.stop(5 + UNSEEN_S + 10)
    assert gap.seconds(5 + UNSEEN_S + 11) == pytest.approx(2)


def test_what_was_measured_is_remembered_for_a_while() -> None:
    gap = KeyGap()
    gap.start(0)
    gap.key(1)
    gap.key(3)
    gap.key(5)
    gap.stop(6)
    assert gap.seconds(6 + FORGOTTEN_S - 1) == pytest.approx(2)
    assert gap.seconds(6 + FORGOTTEN_S + 1) is None


def test_trust_is_lost_by_mismatches_in_a_row_and_comes_back_with_time() -> None:
    trust = Trust()
    for _ in range(MISMATCHES_MAX):
        assert trust.holds(0)
        trust.note(whole=False, now_s=0)
    assert not trust.holds(0)
    assert not trust.holds(AGAIN_S)
    assert trust.holds(AGAIN_S + 1)


def test_a_camera_whose_key_frames_came_whole_is_damaged_not_distrusted_until_it_connects_anew() -> (
    None
):
    trust = Trust()
    trust.note(whole=True, now_s=0)
    for _ in range(2 * MISMATCHES_MAX):
        trust.note(whole=False, now_s=0)
    assert trust.holds(0)
    trust.connected()
    for _ in range(MISMATCHES_MAX):
        trust.note(whole=False, now_s=0)
    assert not trust.holds(0)
