import pickle
from collections.abc import Sequence

from numpy.random import default_rng

from algorithms.contract.values import Pixels
from benchmarks.faulty import clocked, damaged, noisy
from tests.video.quality.looks import Watching, problems

Street = Sequence[Pixels]


def test_a_repeated_picture_is_frozen_after_fifteen_seconds(day: Street, night: Street) -> None:
    for street in (day, night):
        watching = Watching(street)

        verdicts = watching.look([street[20]] * 4)

        assert [verdict.problem for verdict in verdicts] == [None] * 3 + ["frozen"]
        assert not verdicts[-1].usable


def test_a_frozen_picture_with_a_running_clock_takes_two_minutes(day: Street) -> None:
    watching = Watching(day)

    verdicts = watching.look(clocked(day[20], look) for look in range(25))

    assert problems(verdicts[:24]) == {None}
    assert verdicts[-1].problem == "frozen"


def test_an_empty_street_with_a_sensors_noise_is_alive(day: Street, night: Street) -> None:
    rng = default_rng(1)
    for street in (day, night):
        watching = Watching(street)

        verdicts = watching.look(noisy(street[20], 1.0, rng) for _ in range(60))

        assert problems(verdicts) == {None}


def test_an_empty_street_is_alive_behind_an_encoder_too(night: Street) -> None:
    rng = default_rng(2)
    still = [noisy(night[20], 2.0, rng) for _ in range(150)]
    watching = Watching(night)

    verdicts = watching.look(damaged(still, seed=1, flips=0), every_s=1)

    assert problems(verdicts) == {None}


def test_an_examiner_stays_below_64_kib(day: Street) -> None:
    watching = Watching(day)
    watching.look(watching.clean(20))

    assert len(pickle.dumps(watching.examiner)) < 65_536
