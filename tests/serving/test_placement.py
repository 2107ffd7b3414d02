"""Who watches what, and who may connect how often: pure arithmetic."""

import pytest

from core.ids import uuid7
from serving.cluster.assignment import Watch
from serving.cluster.placement import Limits, Room, best, bounds, crowded, weight
from serving.queries.demands import Demanded

LIMITS = Limits(
    cameras_per_worker=4,
    patrol_from_s=30,
    connects_per_s=50,
    recorder_sessions=8,
    recorder_connects_per_s=10,
)


def camera(interval_s: float = 5.0, recorder: str = "nvr:554") -> Demanded:
    watch = Watch(uuid7(), uuid7(), interval_s, 640, 640, 114, ())
    return Demanded(uuid7(), "digest", recorder, (watch,))


def test_cameras_of_a_recorder_are_kept_together_while_there_is_room() -> None:
    rooms = [Room(0, 0.0, frozenset()), Room(1, 3.0, frozenset({"nvr:554"}))]
    assert best(rooms, camera(), 1, LIMITS) == 1
    assert best(rooms, camera(recorder="other"), 1, LIMITS) == 0
    assert best([Room(0, 4.0, frozenset())], camera(), 1, LIMITS) is None


def test_visited_cameras_weigh_little() -> None:
    assert weight(camera(5), LIMITS) == 1
    assert weight(camera(60), LIMITS) < 0.2


def test_of_a_crowded_recorder_the_patient_take_turns() -> None:
    patient = [camera(10) for _ in range(4)]
    urgent = [camera(2) for _ in range(6)]
    elsewhere = [camera(2, "other") for _ in range(8)]
    taking_turns = crowded([*patient, *urgent, *elsewhere], LIMITS)
    assert taking_turns == {one.camera_id for one in patient}


def test_the_shares_of_all_workers_are_the_bound() -> None:
    shares = bounds([{"nvr": 3, "a": 1}, {"nvr": 1}], LIMITS)
    of_nvr = [one.of("nvr") for one in shares]
    assert [one.sessions for one in of_nvr] == [6, 2]
    assert sum(one.attempts_per_s for one in of_nvr) == pytest.approx(10)
    assert sum(one.attempts_per_s for one in shares) == pytest.approx(50)
    assert shares[0].of("a").sessions == LIMITS.recorder_sessions
