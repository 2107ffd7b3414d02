"""A frame's way: frames → infer → judge → report."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

import numpy as np

from algorithms.contract.values import Detection, Frame
from cases.detections.ledger import Known, Ledger
from cases.detections.record import Looked
from cases.evidence.detections import as_stored
from cases.rules import Decision, Memory, judge
from cases.rules import Look as Seen
from core.errors import AlgomartError
from core.log import get_logger
from serving.cluster.assignment import Judged
from serving.cluster.batch import Batch, Found
from serving.cluster.tally import Tally
from serving.look import Look
from serving.trying import Answer, Trials

_log = get_logger(__name__)
AT_ONCE = 8
"""Frames of one version that are under way at a time: more would grow old while they wait."""
Lane = Literal["due", "rescue", "shadow"]
"""Looks that count, looks at frames a canary lost, and looks in the shadow: none waits for those after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """A camera's picture, and what is wrong with it."""

    upkeep: Sequence[Judged]
    frame: Frame
    found: Sequence[Detection]
    useless: str | None = None
    """What is so wrong with it that nobody looked at it."""


class Eyes(Protocol):
    """Where due frames come from."""

    def due(self, busy: Collection[UUID], most: int) -> Iterable[Look]:
        """Return due frames, the most urgent first: once per subscription, none of a busy version,
        and of each other version `most` at the most.
        """
        ...

    @property
    def spare(self) -> bool:
        """Whether there is time for more than what is due."""
        ...

    def late(self, look: Look) -> bool:
        """Say whether the looks of its subscription come late now."""
        ...

    def examined(self) -> "Iterable[Examined]":
        """Return the pictures that were examined since this was asked last."""
        ...

    def inferred(self, look: Look) -> None:
        """Take note that this frame was inferred: only that makes a camera `in_view`."""
        ...

    def lost(self, look: Look) -> None:
        """Take note that this frame was lost with its model."""
        ...


class Models(Protocol):
    """Where frames are inferred."""

    def infer(self, batches: Sequence[Batch]) -> "Sequence[Future[Sequence[Found]]]":
        """Send batches; each is answered by itself: an entry a frame, None for one lost with its model."""
        ...


class Desk(Protocol):
    """Where decisions are stored."""

    def report(self, judged: Judged, decision: Decision, frame: Frame) -> None:
        """Commit the decision, or keep it on disk until the database is back; raise if neither."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """A batch that is under way."""

    lane: Lane
    looks: Sequence[Look]
    answer: "Future[Sequence[Found]]"
    sent_s: float


@dataclass(eq=False)
class Line:
    """The way of every frame of one worker.

    `send` starts what is due, `collect` takes what has come back: a model that is slow or hangs keeps
    only its own frames waiting.
    """

    eyes: Eyes
    models: Models
    desk: Desk
    returned: Callable[[], None] = lambda: None
    """Called, in any thread, when an answer is there to be collected."""
    ledger: Ledger = field(default_factory=Ledger)
    """Where looks are kept for replays."""
    memories: dict[tuple[UUID, str], Memory] = field(default_factory=dict)
    looks: int = 0
    drops: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)
    trials: Trials = field(default_factory=Trials)
    _sent: dict[tuple[Lane, UUID], Sent] = field(default_factory=dict)

    def send(self) -> None:
        """Send every due frame whose version has none under way, and what is looked at beside."""
        due = [(lane, *each) for lane, looks in self._due() for each in batches(looks)]
        answers = self.models.infer([batch for *_, batch in due]) if due else ()
        for (lane, looks, batch), answer in zip(due, answers, strict=True):
            self._sent[lane, batch.version_id] = Sent(lane, looks, answer, time.monotonic())
            self.tally.batch.note(len(looks))
            answer.add_done_callback(lambda _: self.returned())
        for picture in self.eyes.examined():
            if picture.useless is not None:
                self.ledger.note(picture.frame.camera_id, _useless(picture))
            self._judge(picture.upkeep, picture.frame, as_stored(picture.found))

    def collect(self) -> None:
        """Judge what the models have answered."""
        for key, sent in list(self._sent.items()):
            if sent.answer.done():
                del self._sent[key]
                self._answered(sent)

    def _due(self) -> Iterable[tuple[Lane, Sequence[Look]]]:
        rescued = self.trials.rescues(self._busy("rescue"))
        looks = list(self.eyes.due(self._busy("due"), AT_ONCE))
        spare = self.eyes.spare
        shadows = self.trials.shadows(
            looks, self._busy("shadow"), AT_ONCE, lambda look: spare and not self.eyes.late(look)
        )
        return ("due", looks), ("rescue", rescued), ("shadow", shadows)

    def _busy(self, wanted: Lane) -> set[UUID]:
        """Return the versions that have frames under way in a lane."""
        return {version_id for lane, version_id in self._sent if lane == wanted}

    def _answered(self, sent: Sent) -> None:
        seconds = time.monotonic() - sent.sent_s
        self.tally.inference_s.note(seconds)
        for look, found in zip(sent.looks, sent.answer.result(), strict=True):
            answer = Answer(None if found is None else as_stored(found), seconds)
            if sent.lane == "shadow":
                self.trials.shadow_answered(look, answer)
            else:
                self._counts(look, answer)

    def _counts(self, look: Look, answer: Answer) -> None:
        """Judge a look that counts."""
        if answer.found is None:
            if not self.trials.lost(look):
                self.drops["model"] += 1
                self.eyes.lost(look)
            return
        self.looks += 1
        self.eyes.inferred(look)
        self._note(look, answer.found)
        self._judge(look.watch.judged, look.frame, answer.found)
        self.trials.answered(look, answer)

    def _note(self, look: Look, found: tuple[Detection, ...]) -> None:
        """Record a look and what it will be judged with."""
        every = look.watch.judged
        digest = every[0].source.model_digest if every else None
        looked = Looked(
            look.frame.taken_at,
            look.watch.subscription_id,
            digest,
            look.size,
            found,
            look.problem,
        )
        known = [Known(one.rule, one.calendar, self._memory(one)) for one in every]
        self.ledger.note(look.frame.camera_id, looked, known)

    def _memory(self, judged: Judged) -> Memory:
        key = (judged.source.watcher_id, judged.rule.incident_key)
        return self.memories.setdefault(key, Memory())

    def _judge(self, every: Sequence[Judged], frame: Frame, found: tuple[Detection, ...]) -> None:
        seen = Seen(frame.taken_at, found, _size(frame))
        for judged in every:
            key = (judged.source.watcher_id, judged.rule.incident_key)
            before = self._memory(judged)
            memory, decisions = judge(judged.rule, before, seen, judged.calendar)
            self.ledger.judged(judged.source.watcher_id, judged.rule, memory)
            for decision in decisions:
                if not self._reported(judged, decision, frame):
                    # What was not stored was not decided: the next look decides it again.
                    memory = memory.undecided(decision.incident.key, before)
            self.memories[key] = memory

    def _reported(self, judged: Judged, decision: Decision, frame: Frame) -> bool:
        try:
            self.desk.report(judged, decision, frame)
        except AlgomartError as error:
            self.drops["report"] += 1
            _log.warning(
                "a decision was not stored", kind=type(decision).__name__, error=str(error)
            )
            return False
        return True


def _size(frame: Frame) -> tuple[int, int]:
    height, width = frame.pixels.shape[:2]
    return width, height


def _useless(picture: Examined) -> Looked:
    frame = picture.frame
    return Looked(frame.taken_at, None, None, _size(frame), problem=picture.useless)


def batches(looks: Iterable[Look]) -> Iterable[tuple[list[Look], Batch]]:
    """Gather looks into one batch per model version."""
    by_version: dict[UUID, list[Look]] = {}
    for look in looks:
        by_version.setdefault(look.watch.version_id, []).append(look)
    for version_id, gathered in by_version.items():
        yield (
            gathered,
            Batch(
                version_id,
                tuple(look.frame.camera_id for look in gathered),
                np.stack([look.pixels for look in gathered]),
                tuple(look.letterbox for look in gathered),
            ),
        )
