"""A frame's way, with the eyes, the models and the desk replaced by ones that remember."""

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from algorithms.contract.values import Detection, Frame
from algorithms.ops import letterbox
from cases.events.report import Source
from cases.rules import Decision, End, Raise, Rule, Update
from core.clock import ManualClock
from core.errors import Unavailable
from core.ids import uuid7
from core.text import Text
from serving.cluster.assignment import Judged, Watch
from serving.cluster.batch import Batch, Found
from serving.line import Examined, Line, batches
from serving.look import Look

FIRE = Detection("fire", 0.9, (0.1, 0.1, 0.5, 0.5))
RULE = Rule("fire.flame", ("fire",), 0.5, k=2, n=3, cooldown_s=0, end_after_s=4)


def watch_of(camera_id: UUID, version_id: UUID) -> Watch:
    """Return a subscription for fire on a camera."""
    subscription_id = uuid7()
    source = Source(
        uuid7(), subscription_id, camera_id, uuid7(), version_id, "d" * 64, Text("烟火", "Fire")
    )
    return Watch(subscription_id, version_id, 2.0, 64, 64, 114, (Judged(RULE, source),))


def look_of(watch: Watch, at: datetime) -> Look:
    """Return a look of a subscription at an instant."""
    pixels = np.zeros((36, 64, 3), np.uint8)
    frame = Frame(watch.judged[0].source.camera_id, 1, at, pixels)
    return Look(watch, frame, *letterbox(pixels, 64, 64))


@dataclass
class RememberingEyes:
    """Gives out the looks it was handed, once."""

    looks: list[Look] = field(default_factory=list)
    seen: list[Look] = field(default_factory=list)
    gone: list[Look] = field(default_factory=list)
    pictures: list[Examined] = field(default_factory=list)

    def due(self, busy: Collection[UUID], most: int) -> Iterable[Look]:
        looks, self.looks = self.looks, []
        return looks

    spare: bool = True
    behind: bool = False

    def late(self, look: Look) -> bool:
        return self.behind

    def examined(self) -> Iterable[Examined]:
        examined, self.pictures = self.pictures, []
        return examined

    def inferred(self, look: Look) -> None:
        self.seen.append(look)

    def lost(self, look: Look) -> None:
        self.gone.append(look)


@dataclass
class ScriptedModels:
    """Answers every frame alike."""

    answer: Found = field(default_factory=list)
    sent: list[Batch] = field(default_factory=list)

    def infer(self, batches: Sequence[Batch]) -> "Sequence[Future[Sequence[Found]]]":
        return [self._answer(batch) for batch in batches]

    def _answer(self, batch: Batch) -> "Future[Sequence[Found]]":
        self.sent.append(batch)
        future: Future[Sequence[Found]] = Future()
        future.set_result([self.answer] * len(batch.camera_ids))
        return future


@dataclass
class RememberingDesk:
    """Keeps decisions, or refuses them."""

    kept: list[Decision] = field(default_factory=list)
    refuses: bool = False

    def report(self, judged: Judged, decision: Decision, frame: Frame) -> None:
        if self.refuses:
            raise Unavailable(reason="the disk is full")
        self.kept.append(decision)


@pytest.fixture
def watch() -> Watch:
    """One subscription."""
    return watch_of(uuid7(), uuid7())


def _line() -> tuple[Line, RememberingEyes, ScriptedModels, RememberingDesk]:
    eyes, models, desk = RememberingEyes(), ScriptedModels([FIRE]), RememberingDesk()
    return Line(eyes, models, desk), eyes, models, desk


def _turn(line: Line) -> None:
    """Let what is due go all the way."""
    line.send()
    line.collect()


def test_a_fire_is_raised_updated_and_ended(watch: Watch, clock: ManualClock) -> None:
    line, eyes, models, desk = _line()
    for answer in ([FIRE], [FIRE], [FIRE], [], [], []):
        models.answer = answer
        eyes.looks = [look_of(watch, clock.now())]
        _turn(line)
        clock.advance(2)
    assert [type(one) for one in desk.kept] == [Raise, Update, End]
    assert line.looks == len(eyes.seen) == 6


def test_frames_of_many_cameras_travel_in_one_call_per_version(clock: ManualClock) -> None:
    first, second = uuid7(), uuid7()
    looks = [look_of(watch_of(uuid7(), version), clock.now()) for version in (first, first, second)]
    gathered = {batch.version_id: batch for _, batch in batches(looks)}
    assert gathered[first].pixels.shape == (2, 64, 64, 3)
    assert gathered[second].pixels.shape == (1, 64, 64, 3)


def test_a_frame_lost_with_its_model_is_counted_and_judged_by_nobody(
    watch: Watch, clock: ManualClock
) -> None:
    line, eyes, models, desk = _line()
    models.answer = None
    eyes.looks = [look_of(watch, clock.now())]
    _turn(line)
    assert line.drops == {"model": 1}
    assert (line.looks, len(eyes.gone)) == (0, 1)
    assert eyes.seen == []
    assert desk.kept == []


def test_what_could_not_be_stored_is_decided_again_by_the_next_look(
    watch: Watch, clock: ManualClock
) -> None:
    line, eyes, _, desk = _line()
    desk.refuses = True
    for _ in range(3):
        eyes.looks = [look_of(watch, clock.now())]
        _turn(line)
        clock.advance(2)
    assert line.drops == {"report": 2}
    desk.refuses = False
    eyes.looks = [look_of(watch, clock.now() + timedelta(seconds=1))]
    _turn(line)
    assert [type(one) for one in desk.kept] == [Raise]


def test_a_poor_picture_is_judged_and_reported_as_any_incident(
    watch: Watch, clock: ManualClock
) -> None:
    line, eyes, _, desk = _line()
    look = look_of(watch, clock.now())
    source = replace(watch.judged[0].source, subscription_id=None, algorithm_id=None)
    rule = Rule("camera_picture", ("black",), 0.5, k=1, n=1, cooldown_s=0, end_after_s=1)
    for found in ((Detection("black", 1.0),), (), ()):
        frame = Frame(look.frame.camera_id, 1, clock.now(), look.frame.pixels)
        eyes.pictures = [Examined((Judged(rule, source),), frame, found)]
        _turn(line)
        clock.advance(2)
    assert [type(one) for one in desk.kept] == [Raise, End]
    assert line.memories.keys() == {(look.frame.camera_id, "camera_picture")}
