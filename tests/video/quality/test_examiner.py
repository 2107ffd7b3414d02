from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from numpy.random import default_rng

from algorithms.contract.values import Pixels
from benchmarks.faulty import FAULTS, WEATHER, Fault, covered, damaged, noisy, shifted
from tests.video.quality.looks import Watching, problems
from video.quality import Examiner

Street = Sequence[Pixels]
GRAY = np.full((360, 640, 3), 128, dtype=np.uint8)
RNG = default_rng(3)
NOT_BY_NIGHT = ("gain", "leaf, half")
"""A dark street lit up still shows itself, and before dark walls a dark leaf takes little away."""
CASES = [
    pytest.param(fault, light, id=f"{fault.name} by {light}")
    for fault in FAULTS
    for light in ("day", "night")
    if light == "day" or fault.name not in NOT_BY_NIGHT
]


def _faulty(fault: Fault, pictures: Sequence[Pixels]) -> list[Pixels]:
    return [fault.change(pixels, look, RNG) for look, pixels in enumerate(pictures)]


@pytest.mark.parametrize(("fault", "light"), CASES)
def test_each_fault_is_told_from_its_first_frame_on(
    fault: Fault, light: str, request: pytest.FixtureRequest
) -> None:
    watching = Watching(request.getfixturevalue(light))

    verdicts = watching.look(_faulty(fault, watching.clean(24)))

    assert verdicts[-1].problem == fault.problem
    assert verdicts[-1].since == watching.now - timedelta(seconds=23 * 5)


@pytest.mark.parametrize("weather", WEATHER)
@pytest.mark.parametrize("light", ["day", "night"])
def test_weather_light_and_traffic_are_no_fault(
    weather: str, light: str, request: pytest.FixtureRequest
) -> None:
    watching = Watching(request.getfixturevalue(light))
    pictures = enumerate(watching.clean(36))

    verdicts = watching.look(WEATHER[weather](pixels, look, RNG) for look, pixels in pictures)

    assert problems(verdicts) == {None}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("every_s", [0.2, 5, 3600])
def test_one_odd_frame_makes_no_camera_poor(day: Street, fault: Fault, every_s: float) -> None:
    watching = Watching(day)

    odd = watching.look(_faulty(fault, watching.clean(1)), every_s)
    after = watching.look(watching.clean(6), every_s)

    assert problems(odd + after) == {None}
    assert all(verdict.usable for verdict in after)


def test_a_gray_frame_is_withheld_at_once_and_a_moved_picture_never(day: Street) -> None:
    watching = Watching(day)

    (gray,) = watching.look([GRAY])
    moved = watching.look(shifted(pixels, 0.1) for pixels in watching.clean(20))

    assert not gray.usable
    assert moved[-1].problem == "moved"
    assert all(verdict.usable for verdict in moved)


def test_a_covered_picture_is_withheld_once_it_is_sure(day: Street) -> None:
    watching = Watching(day)

    verdicts = watching.look(covered(pixels, 4.0) for pixels in watching.clean(24))

    assert verdicts[0].usable
    assert not verdicts[-1].usable


@pytest.mark.parametrize("name", ["cloth, all", "strong defocus", "turned 20 %"])
def test_what_leaves_nothing_of_the_view_is_told_within_half_a_minute(
    day: Street, name: str
) -> None:
    fault = next(one for one in FAULTS if one.name == name)
    watching = Watching(day)

    verdicts = watching.look(_faulty(fault, watching.clean(5)))

    assert [verdict.problem for verdict in verdicts] == [None] * 4 + [fault.problem]


def test_a_dark_hand_by_day_is_no_night_that_was_never_seen(day: Street) -> None:
    watching = Watching(day)
    dark = (38, 42, 46)
    hand = [noisy(covered(pixels, 4.0, dark), 2, RNG) for pixels in watching.clean(40)]

    verdicts = watching.look(hand)
    back = watching.look(watching.clean(6))

    assert {verdict.problem for verdict in verdicts[6:]} == {"covered"}
    assert back[-1].problem is None


def test_gray_is_told_by_time_when_looks_are_many(day: Street) -> None:
    watching = Watching(day)

    four_seconds = watching.look([GRAY] * 20, every_s=0.2)
    two_more = watching.look([GRAY] * 10, every_s=0.2)

    assert problems(four_seconds) == {None}
    assert two_more[-1].problem == "flat"


def test_a_patrol_that_comes_every_hour_needs_few_looks(day: Street) -> None:
    watching = Watching(day)

    gray = watching.look([GRAY] * 2, every_s=3600)

    assert [verdict.problem for verdict in gray] == [None, "flat"]


def test_a_problem_ends_after_good_looks_and_begins_anew(day: Street) -> None:
    watching = Watching(day)
    watching.look([GRAY] * 4)

    good = watching.look(watching.clean(6))
    again = watching.look([GRAY] * 4)

    assert good[0].problem == "flat"
    assert good[0].usable
    assert good[-1].problem is None
    assert good[-1].since is None
    assert again[-1].since == watching.now - timedelta(seconds=15)


def test_a_frame_out_of_order_changes_nothing(day: Street) -> None:
    watching = Watching(day)
    told = watching.look(watching.clean(1))[0]

    late = watching.examiner.examine(GRAY, watching.now - timedelta(seconds=1))

    assert late is told


def test_what_the_decoder_makes_nothing_of_becomes_a_problem_though_others_are_whole(
    day: Street,
) -> None:
    watching = Watching(day)

    verdicts = [
        verdict
        for picture in watching.clean(4)
        for verdict in (watching.damaged(), *watching.look([picture]))
    ]

    assert [verdict.usable for verdict in verdicts] == [False, True] * 4
    assert verdicts[1].problem is None, "once is no problem yet"
    assert verdicts[-1].problem == "corrupt"
    assert watching.look(watching.clean(8))[-1].problem is None


def test_damaged_slices_are_seen_without_the_decoders_word(day: Street) -> None:
    watching = Watching(day)

    verdicts = watching.look(damaged(watching.clean(36), seed=2, flips=12))

    assert "corrupt" in problems(verdicts)


def test_an_intact_stream_shows_no_damage(day: Street, night: Street) -> None:
    for street in (day, night):
        watching = Watching(street)

        verdicts = watching.look(damaged(watching.clean(36), seed=1, flips=0))

        assert problems(verdicts) == {None}


def test_another_size_begins_anew(day: Street) -> None:
    watching = Watching(day)

    halves = watching.look(np.ascontiguousarray(pixels[::2, ::2]) for pixels in day)

    assert problems(halves) == {None}


def test_a_view_that_a_person_accepts_is_the_usual_one(day: Street) -> None:
    watching = Watching(day)
    turned = [shifted(pixels, 0.15) for pixels in watching.clean(30)]
    before = watching.look(turned)

    watching.examiner.accept_view()
    after = watching.look(turned)
    back = watching.look(watching.clean(20))

    assert before[-1].problem == "moved"
    assert problems(after) == {None}
    assert back[-1].problem == "moved"


def test_a_remembered_view_is_known_after_a_restart(day: Street) -> None:
    stored = Watching(day).examiner.remember()

    watching = Watching(day, Examiner.resumed(stored))
    verdicts = watching.look(shifted(pixels, 0.15) for pixels in watching.clean(20))

    assert verdicts[-1].problem == "moved"
    assert len(stored) < 65_536


def test_what_is_damaged_in_store_begins_anew(day: Street) -> None:
    stored = Watching(day).examiner.remember()

    for broken in (None, b"", b"nonsense", stored[: len(stored) // 2]):
        watching = Watching(day, Examiner.resumed(broken))

        assert problems(watching.look(watching.clean(8))) == {None}


@pytest.mark.parametrize(("width", "height"), [(2, 2), (100, 60), (1279, 719), (2560, 1440)])
def test_a_frame_of_any_size_is_examined(width: int, height: int) -> None:
    pixels = RNG.integers(0, 255, (height, width, 3), dtype=np.uint8)

    verdict = Watching([pixels], Examiner()).look([pixels])[0]

    assert verdict.problem is None
