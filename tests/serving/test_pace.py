"""The word for a subscription follows from its looks and its camera, never from hope."""

import pytest

from core.clock import ManualClock
from serving.cluster.pace import Pace
from video.cameras.state import CameraState

IN_VIEW = CameraState("in_view")


def _paced(clock: ManualClock, interval_s: float, achieved_s: float, looks: int = 5) -> Pace:
    pace = Pace(interval_s)
    for number in range(looks):
        if number:
            clock.advance(achieved_s)
        pace.inferred(clock.now())
    return pace


@pytest.mark.parametrize(
    ("achieved_s", "state"), [(2.0, "running"), (2.9, "running"), (3.1, "late"), (20.0, "late")]
)
def test_the_achieved_interval_decides(clock: ManualClock, achieved_s: float, state: str) -> None:
    kept = _paced(clock, 2, achieved_s).kept(clock.now(), IN_VIEW)
    assert (kept.state, kept.achieved_interval_s) == (state, achieved_s)


def test_the_look_that_is_awaited_counts_as_well(clock: ManualClock) -> None:
    pace = _paced(clock, 2, 2)
    assert pace.late(clock.now()) is False
    clock.advance(2)
    assert pace.late(clock.now()) is False
    clock.advance(30)
    assert pace.late(clock.now()) is True
    assert Pace(2).late(clock.now()) is None


def test_one_look_that_is_lost_is_no_lateness_and_two_are(clock: ManualClock) -> None:
    pace = _paced(clock, 5, 5, looks=12)
    clock.advance(10)
    pace.inferred(clock.now())
    assert pace.kept(clock.now(), IN_VIEW).state == "running"
    clock.advance(5)
    pace.inferred(clock.now())
    clock.advance(10)
    kept = pace.kept(clock.now(), IN_VIEW)
    assert (kept.state, kept.achieved_interval_s) == ("late", 5.5)
    assert kept.reason is not None
    assert "8.3" in kept.reason["en"]


def test_it_says_by_how_much_it_is_late(clock: ManualClock) -> None:
    kept = _paced(clock, 2, 7).kept(clock.now(), IN_VIEW)
    assert kept.reason is not None
    assert "7.0" in kept.reason["zh"]
    assert "2" in kept.reason["en"]


def test_a_camera_that_is_down_is_named_with_its_reason(clock: ManualClock) -> None:
    kept = _paced(clock, 2, 2).kept(clock.now(), CameraState("refused", "bad_credentials"))
    assert kept.state == "camera_down"
    assert kept.reason is not None
    assert kept.reason["code"] == "bad_credentials"


def test_a_camera_that_is_back_is_not_late_for_having_been_away(clock: ManualClock) -> None:
    pace = _paced(clock, 2, 2)
    clock.advance(90)
    pace.kept(clock.now(), CameraState("offline", "port_closed"))
    pace.inferred(clock.now())
    assert pace.kept(clock.now(), IN_VIEW).state == "running"
    clock.advance(2)
    assert pace.inferred(clock.now()) == 2
    assert pace.kept(clock.now(), IN_VIEW).achieved_interval_s == 2


def test_a_camera_that_is_not_analysed_in_time_stays_late(clock: ManualClock) -> None:
    pace = _paced(clock, 2, 31)
    pace.kept(clock.now(), CameraState("late", "not_inferred"))
    pace.inferred(clock.now())
    assert pace.kept(clock.now(), IN_VIEW).state == "late"


def test_an_algorithm_that_loses_frame_after_frame_is_failing(clock: ManualClock) -> None:
    pace = _paced(clock, 2, 2)
    pace.lost = 3
    assert pace.kept(clock.now(), IN_VIEW).state == "failing"
    pace.inferred(clock.now())
    assert pace.kept(clock.now(), IN_VIEW).state == "running"


def test_before_its_first_look_it_waits(clock: ManualClock) -> None:
    kept = Pace(2).kept(clock.now(), CameraState("new"))
    assert (kept.state, kept.achieved_interval_s) == ("waiting", None)
