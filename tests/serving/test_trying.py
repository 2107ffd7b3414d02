"""A version in the shadow raises nothing; what a canary loses, the stable version sees."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import numpy as np
import pytest

from algorithms.contract.values import Detection, Frame
from cases.rules import Raise
from core.clock import ManualClock
from core.ids import uuid7
from serving.cluster.assignment import Beside, Judged, Watch
from serving.cluster.batch import Batch, Found
from serving.line import AT_ONCE, Line
from serving.look import Look, Picture
from tests.serving.test_line import FIRE, RULE, RememberingDesk, RememberingEyes, watch_of

STABLE, TRIAL, ROLLOUT = uuid7(), uuid7(), uuid7()


@dataclass
class Models:
    """Answers for each version alike, when it is told to; a version that is held back answers later."""

    answers: dict[UUID, Found]
    held: set[UUID] = field(default_factory=set)
    sent: list[Batch] = field(default_factory=list)
    waiting: list[tuple[Batch, "Future[Sequence[Found]]"]] = field(default_factory=list)

    def infer(self, batches: Sequence[Batch]) -> "Sequence[Future[Sequence[Found]]]":
        self.sent += batches
        self.waiting += [(batch, Future()) for batch in batches]
        futures = [future for _, future in self.waiting[-len(batches) :]]
        self.answer()
        return futures

    def answer(self) -> None:
        for batch, future in self.waiting:
            if batch.version_id not in self.held:
                future.set_result([self.answers[batch.version_id]] * len(batch.camera_ids))
        self.waiting = [one for one in self.waiting if not one[1].done()]

    def frames_of(self, version_id: UUID) -> int:
        return sum(len(one.camera_ids) for one in self.sent if one.version_id == version_id)


@dataclass
class Scene:
    """A line whose cameras take part in a trial."""

    line: Line
    eyes: RememberingEyes
    models: Models
    desk: RememberingDesk
    clock: ManualClock
    watches: list[Watch]

    def turn(self) -> None:
        """Look with every camera, and let what comes back be judged."""
        self.eyes.looks = [look_of(one, self.clock.now()) for one in self.watches]
        self.line.send()
        self.line.collect()
        self.clock.advance(2)

    def counted(self) -> dict[str, float]:
        """Return what was counted of all cameras together since this was asked last."""
        total: dict[str, float] = {}
        for one in self.line.trials.take().values():
            for name, more in one.gained.items():
                total[name] = total.get(name, 0) + more
        return {name: more for name, more in total.items() if more and not name.endswith("_s")}


def look_of(watch: Watch, at: datetime) -> Look:
    frame = Frame(watch.judged[0].source.camera_id, 1, at, np.zeros((36, 64, 3), np.uint8))
    return Picture(frame).look(watch)


def by(watch: Watch, version_id: UUID) -> Watch:
    """Return the same subscription as it looks with another version."""
    judged = tuple(
        Judged(one.rule, replace(one.source, version_id=version_id)) for one in watch.judged
    )
    return replace(watch, version_id=version_id, judged=judged)


def scene(clock: ManualClock, *, shadow: bool, cameras: int = 1) -> Scene:
    stable = [watch_of(uuid7(), STABLE) for _ in range(cameras)]
    watches = [
        replace(one, beside=Beside(ROLLOUT, by(one, TRIAL), shadow=True))
        if shadow
        else replace(by(one, TRIAL), beside=Beside(ROLLOUT, one, shadow=False))
        for one in stable
    ]
    models = Models({STABLE: [], TRIAL: []})
    eyes, desk = RememberingEyes(), RememberingDesk()
    return Scene(Line(eyes, models, desk), eyes, models, desk, clock, watches)


def test_a_shadow_sees_the_same_frames_and_raises_nothing(clock: ManualClock) -> None:
    street = scene(clock, shadow=True)
    street.models.answers = {STABLE: [], TRIAL: [FIRE]}
    for _ in range(4):
        street.turn()
    assert street.models.frames_of(STABLE) == street.models.frames_of(TRIAL) == 4
    same = [one.pixels for one in street.models.sent]
    assert np.array_equal(same[0], same[1])
    assert street.desk.kept == []
    assert {look.watch.version_id for look in street.eyes.seen} == {STABLE}
    assert street.line.looks == 4
    assert street.counted() == {"looks": 4, "only_trial": 4, "raised_trial": 1}


@pytest.mark.parametrize(
    ("stable", "trial", "word"),
    [
        ([], [], "agree"),
        ([FIRE], [FIRE], "agree"),
        ([FIRE], [replace(FIRE, score=0.3)], "only_stable"),
        ([], [FIRE], "only_trial"),
        ([FIRE], [Detection("smoke", 0.9)], "otherwise"),
    ],
)
def test_looks_are_compared_by_what_counts_for_the_rules(
    clock: ManualClock, stable: list[Detection], trial: list[Detection], word: str
) -> None:
    street = scene(clock, shadow=True)
    [watch] = street.watches
    smoke = Judged(
        replace(RULE, event_type="fire.smoke", labels=("smoke",)), watch.judged[0].source
    )
    assert watch.beside is not None
    other = replace(watch.beside.watch, judged=(*watch.judged, smoke))
    street.watches = [replace(watch, beside=replace(watch.beside, watch=other))]
    street.models.answers = {STABLE: stable, TRIAL: trial}
    street.turn()
    [counted] = street.line.trials.take().values()
    assert counted.gained[word] == counted.gained["looks"] == 1
    samples = [(one["seen"], len(one["stable"]), len(one["trial"])) for one in counted.samples]
    assert samples == ([] if word == "agree" else [(word, len(stable), len(trial))])


def test_both_are_judged_over_the_looks_both_have_seen(clock: ManualClock) -> None:
    street = scene(clock, shadow=True)
    street.models.answers = {STABLE: [FIRE], TRIAL: [FIRE]}
    for spare in (True, False, False, True):
        street.eyes.spare = spare
        street.turn()
    assert [type(one) for one in street.desk.kept].count(Raise) == 1
    counted = street.counted()
    assert (counted["looks"], counted["left_out"]) == (2, 2)
    assert counted["raised_stable"] == counted["raised_trial"] == 1


@pytest.mark.parametrize("cause", ["hurried", "late", "busy"])
def test_a_shadow_is_the_first_to_be_left_out(clock: ManualClock, cause: str) -> None:
    street = scene(clock, shadow=True)
    street.eyes.spare, street.eyes.behind = cause != "hurried", cause == "late"
    if cause == "busy":
        street.models.held = {TRIAL}
        street.turn()
    for _ in range(3):
        street.turn()
    looked = 4 if cause == "busy" else 3
    assert street.models.frames_of(STABLE) == looked
    assert street.models.frames_of(TRIAL) == looked - 3
    assert street.counted() == {"left_out": 3}
    assert street.line.looks == looked


def test_a_shadow_has_no_more_frames_under_way_than_any_version(clock: ManualClock) -> None:
    street = scene(clock, shadow=True, cameras=AT_ONCE + 3)
    street.turn()
    assert street.models.frames_of(TRIAL) == AT_ONCE
    assert street.counted() == {"looks": AT_ONCE, "agree": AT_ONCE, "left_out": 3}


def test_a_shadow_that_fails_costs_nothing_but_its_own_looks(clock: ManualClock) -> None:
    street = scene(clock, shadow=True)
    street.models.answers = {STABLE: [FIRE], TRIAL: None}
    for _ in range(3):
        street.turn()
    assert street.line.drops == {}
    assert street.counted() == {"lost": 3}
    street.models.answers = {STABLE: None, TRIAL: None}
    street.turn()
    assert street.line.drops == {"model": 1}
    assert street.counted() == {}, "where both fail it is not the version on trial that does"


def test_a_canary_is_judged_under_its_own_name(clock: ManualClock) -> None:
    street = scene(clock, shadow=False)
    street.models.answers[TRIAL] = [FIRE]
    for _ in range(3):
        street.turn()
    assert street.models.frames_of(STABLE) == 0
    assert {look.watch.judged[0].source.version_id for look in street.eyes.seen} == {TRIAL}
    assert isinstance(street.desk.kept[0], Raise)
    assert street.counted() == {"looks": 3}


def test_what_a_canary_loses_the_stable_version_sees_and_no_look_is_missed(
    clock: ManualClock,
) -> None:
    street = scene(clock, shadow=False, cameras=3)
    street.models.answers = {STABLE: [FIRE], TRIAL: None}
    for _ in range(4):
        street.turn()
    street.watches = []
    street.turn()
    assert street.models.frames_of(TRIAL) == street.models.frames_of(STABLE) == 12
    assert (street.line.looks, street.line.drops, street.eyes.gone) == (12, {}, [])
    seen = sorted((one.frame.camera_id, one.frame.taken_at) for one in street.eyes.seen)
    assert len({*seen}) == 12, "each frame once"
    assert {one.watch.version_id for one in street.eyes.seen} == {STABLE}
    assert [type(one) for one in street.desk.kept].count(Raise) == 3
    assert street.counted() == {"lost": 12}


def test_a_frame_that_both_lose_is_lost_once_and_is_nobodys_fault(clock: ManualClock) -> None:
    street = scene(clock, shadow=False)
    street.models.answers = {STABLE: None, TRIAL: None}
    street.turn()
    street.watches = []
    street.turn()
    street.turn()
    assert street.line.drops == {"model": 1}
    assert len(street.eyes.gone) == 1
    assert street.counted() == {}


def test_of_frames_that_wait_for_the_stable_version_the_newest_is_seen(clock: ManualClock) -> None:
    street = scene(clock, shadow=False)
    street.models.answers = {STABLE: [], TRIAL: None}
    street.models.held = {STABLE}
    for _ in range(4):
        street.turn()
    assert street.models.frames_of(STABLE) == 1, "one is under way, the others wait"
    street.models.held, street.watches = set(), []
    street.models.answer()
    street.turn()
    street.turn()
    assert street.models.frames_of(STABLE) == 2
    first, last = (one.frame.taken_at for one in street.eyes.seen)
    assert (last - first).total_seconds() == 6


def test_what_could_not_be_written_is_counted_again(clock: ManualClock) -> None:
    street = scene(clock, shadow=True)
    street.models.answers = {STABLE: [], TRIAL: [FIRE]}
    street.turn()
    taken = street.line.trials.take()
    street.turn()
    street.line.trials.put_back(taken)
    [counted] = street.line.trials.take().values()
    assert counted.gained["only_trial"] == 2
    at = [one["at"] for one in counted.samples]
    assert at == sorted(at)
    assert len(at) == 2


def test_what_is_remembered_goes_with_the_trial(clock: ManualClock) -> None:
    street = scene(clock, shadow=True)
    street.models.answers = {STABLE: [FIRE], TRIAL: [FIRE]}
    street.turn()
    street.line.trials.keep([])
    street.turn()
    assert "raised_trial" not in street.counted(), "two looks raise it, and the first is forgotten"
    street.line.trials.keep(street.watches)
    street.turn()
    assert street.counted()["raised_trial"] == 1
