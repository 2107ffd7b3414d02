"""A rush that passes tells nobody; what lasts is told until it is over for a while."""

from datetime import UTC, datetime, timedelta

from serving.cluster.lag import Lag

BEGAN, AFTER = datetime(2026, 11, 26, tzinfo=UTC), timedelta(seconds=300)


def run(lag: Lag, *looks: tuple[int, bool | None]) -> list[bool]:
    """Note looks at these seconds."""
    return [lag.note(late, BEGAN + timedelta(seconds=at), AFTER) for at, late in looks]


def test_it_is_told_once_it_lasts_and_until_it_is_over_for_a_minute() -> None:
    told = run(Lag(), (0, True), (299, True), (300, True), (310, False), (369, False), (370, False))
    assert told == [False, False, True, True, True, False]


def test_a_look_in_time_begins_the_wait_anew_until_it_was_told() -> None:
    lag = Lag()
    assert run(lag, (0, True), (200, False), (210, True), (400, True)) == [False] * 4
    assert run(lag, (510, True), (520, False), (530, True), (590, False)) == [True] * 4


def test_a_camera_that_was_away_begins_anew() -> None:
    assert run(Lag(), (0, True), (300, True), (310, None), (320, True)) == [
        False,
        True,
        False,
        False,
    ]
