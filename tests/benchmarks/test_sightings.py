"""Looks are counted by when their frames were taken, and a gap tells how many are missing."""

from datetime import UTC, datetime
from typing import Any

from benchmarks.sightings import Sighting


def test_a_look_is_noted_once_however_often_it_is_polled() -> None:
    sighting = Sighting()
    for second in (0, 0, 5, 5, 5, 10):
        sighting.note(_camera(second))
    assert sighting.looks == [0, 5, 10]
    assert (sighting.state, sighting.reason) == ("in_view", None)


def test_nothing_is_lost_where_key_frames_move_looks_about() -> None:
    assert _seen(0, 4, 10, 15, 21).lost(5, since=0, until=24) == 0


def test_a_gap_has_lost_the_looks_that_would_have_filled_it() -> None:
    assert _seen(0, 5, 20, 25).lost(5, since=0, until=27) == 2


def test_a_gap_before_the_span_is_not_its_loss() -> None:
    assert _seen(0, 20, 25, 30).lost(5, since=21, until=32) == 0


def test_who_never_comes_back_has_lost_what_has_passed() -> None:
    assert _seen(0, 5).lost(5, since=0, until=15) == 0
    assert _seen(0, 5).lost(5, since=0, until=30) == 4
    assert Sighting().lost(5, since=0, until=30) == 5


def _seen(*seconds: float) -> Sighting:
    return Sighting(looks=list(seconds))


def _camera(second: int) -> dict[str, Any]:
    taken = datetime.fromtimestamp(second, UTC).isoformat()
    return {"state": "in_view", "state_reason": None, "last_inferred_at": taken}
