"""The cameras of one worker: their readers, what is due from them, and what is told about them."""

import math
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import cv2
import numpy as np

from algorithms.contract.values import Frame, Pixels
from algorithms.ops import letterbox
from core.clock import Clock
from serving.cluster.assignment import GLANCE_S, Assignment, Glance, Wanted, Watch
from serving.cluster.pace import LATE_FACTOR, Kept, Pace
from serving.cluster.tally import Tally
from serving.cluster.turns import Turn
from serving.line import Examined, Look
from video.cameras.service import Looked
from video.cameras.state import CameraState, camera_state
from video.cameras.stream import stream_of
from video.quality import Examiner, Verdict
from video.quality.report import AFTER_S, seen
from video.readers import Feed

GLANCED_S = 5.0
"""Somebody watches live for so long after he last asked."""
GLANCE_EARLY = 0.9
SHORT_AFTER = 3
"""So many times in a row looks were left over: there is not time for all."""


@dataclass(eq=False)
class Eye:
    """One camera: its reader, its subscriptions, and when each of them looks."""

    assignment: Assignment
    feed: Feed
    turns: dict[UUID, Turn] = field(default_factory=dict)
    paces: dict[UUID, Pace] = field(default_factory=dict)
    inferred_at: datetime | None = None
    frame: Frame | None = None
    drift_s: float | None = None
    examiner: Examiner = field(default_factory=Examiner)
    verdict: Verdict | None = None
    poor: int = 0
    """Pictures that showed nothing of use, and were kept from the algorithms."""
    glanced_until_s: float = -math.inf
    """Until when somebody watches live."""
    glance_due_s: float = -math.inf

    def assign(self, assignment: Assignment, now_s: float) -> None:
        """Follow other subscriptions; a turn whose interval stays goes on undisturbed."""
        before, self.turns, tightest_s = self.turns, {}, assignment.interval_s
        for watch in assignment.watches:
            known = before.get(watch.subscription_id)
            if known is None or known.interval_s != watch.interval_s:
                known = Turn.of(assignment.camera_id, watch.interval_s, tightest_s, now_s)
            self.turns[watch.subscription_id] = known
        self.assignment = assignment
        self.expect()

    def expect(self) -> None:
        """Tell the reader when the next look is due."""
        due_s = min((turn.from_s for turn in self.turns.values()), default=math.inf)
        glance_s = self.glance_due_s if self.glanced(self.glance_due_s) else math.inf
        self.feed.expect(min(due_s, glance_s))

    def glanced(self, at_s: float) -> bool:
        """Say whether somebody watches live at an instant."""
        return at_s < self.glanced_until_s

    def glance(self, wanted: Wanted) -> Glance | None:
        """Return the last frame, small, where it is another than the one that is known."""
        frame = self.frame
        if frame is None or frame.sequence == wanted.after:
            return None
        return Glance(frame.sequence, frame.taken_at, _small(frame.pixels, wanted.longest_side))

    def pace(self, watch: Watch) -> Pace:
        """Return how a subscription has kept its interval; a changed interval begins anew."""
        known = self.paces.get(watch.subscription_id)
        if known is None or known.interval_s != watch.interval_s:
            known = self.paces[watch.subscription_id] = Pace(watch.interval_s)
        return known

    def due(self, busy: Collection[UUID], now_s: float) -> list[Watch]:
        """Return the subscriptions whose turn it is and whose version is free."""
        free = [watch for watch in self.assignment.watches if watch.version_id not in busy]
        turns = {watch.subscription_id: self.turns[watch.subscription_id] for watch in free}
        if not any(turn.from_s <= now_s for turn in turns.values()):
            return []
        return [watch for watch in free if turns[watch.subscription_id].joins(now_s)]

    def urgency(self, watches: Iterable[Watch], now_s: float) -> float:
        """Return how urgent the most urgent of these looks is."""
        turns = self.turns
        return max(turns[one.subscription_id].urgency(now_s, one.priority) for one in watches)

    def show(self, now_s: float) -> Frame | None:
        """Take the newest frame, for whoever watches live."""
        frame = self.feed.take(now_s)
        if frame is not None:
            self.frame = frame
            self.glance_due_s = now_s + GLANCE_S * GLANCE_EARLY
            if frame.camera_at is not None:
                self.drift_s = (frame.camera_at - frame.taken_at).total_seconds()
            self.expect()
        return frame

    def look(self, watches: Sequence[Watch], now_s: float) -> Iterator[Look]:
        """Yield the newest frame, fitted once per input size, for each of these subscriptions."""
        frame = self.show(now_s)
        if frame is None:
            return
        self.verdict = self.examiner.examine(frame.pixels, frame.taken_at)
        if not self.verdict.usable:
            self.poor += 1
            for watch in watches:
                self.turns[watch.subscription_id].taken(frame.received_s)
            self.expect()
            return
        fitted = {
            size: letterbox(frame.pixels, *size) for size in {_size(watch) for watch in watches}
        }
        for watch in watches:
            self.turns[watch.subscription_id].taken(frame.received_s)
            yield Look(watch, frame, *fitted[_size(watch)])
        self.expect()


def _small(pixels: Pixels, longest_side: int) -> bytes:
    """Return a frame as JPEG, its longer side no longer than this."""
    height, width = pixels.shape[:2]
    scale = min(1.0, longest_side / max(height, width))
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return encoded.tobytes()


def _size(watch: Watch) -> tuple[int, int, int]:
    return watch.input_width, watch.input_height, watch.input_fill


class Eyes:
    """Every camera of a worker."""

    def __init__(
        self,
        open_feed: Callable[[Assignment], Feed],
        clock: Clock,
        poor_after_s: float = AFTER_S,
        monotonic: Callable[[], float] = time.monotonic,
        tally: Tally | None = None,
    ) -> None:
        self._open_feed = open_feed
        self._clock, self._monotonic = clock, monotonic
        self._eyes: dict[UUID, Eye] = {}
        self._poor_after_s = poor_after_s
        self._examined: list[Examined] = []
        self._glanced: set[UUID] = set()
        self._left_over = 0
        self._tally = tally or Tally()

    def assign(self, assignments: Sequence[Assignment]) -> None:
        """Watch exactly these cameras; a reader whose camera stays goes on undisturbed."""
        wanted = {one.camera_id: one for one in assignments}
        for camera_id in set(self._eyes) - set(wanted):
            self._eyes.pop(camera_id).feed.stop(0)
        for camera_id, assignment in wanted.items():
            self._eyes[camera_id] = self._placed(self._eyes.get(camera_id), assignment)

    def due(self, busy: Collection[UUID], most: int) -> Iterable[Look]:
        """Return what is due, the most urgent first, `most` frames a version at the most."""
        now_s = self._monotonic()
        self._forget_glances(now_s)
        found: list[Look] = []
        room, left_over = Counter[UUID](), False
        for eye, watches in self._candidates(busy, now_s):
            chosen = [watch for watch in watches if room[watch.version_id] < most]
            left_over = left_over or len(chosen) < len(watches)
            looks = self._look(eye, chosen, now_s) if chosen else []
            self._tally.count("asked", eye.feed.link.mode, len(looks))
            room.update(look.watch.version_id for look in looks)
            found += looks
        self._note(left_over=left_over)
        return found

    def examined(self) -> Iterable[Examined]:
        """Return the pictures that were examined since this was asked last."""
        examined, self._examined = self._examined, []
        return examined

    @property
    def short(self) -> bool:
        """Whether looks are due that there is no time for."""
        return self._left_over >= SHORT_AFTER

    def inferred(self, look: Look) -> None:
        """Note that a frame of this camera was inferred."""
        eye = self._eyes.get(look.frame.camera_id)
        if eye is not None:
            eye.inferred_at = look.frame.taken_at
            pause_s = eye.pace(look.watch).inferred(look.frame.taken_at)
            mode = eye.feed.link.mode
            late = pause_s is not None and pause_s > LATE_FACTOR * look.watch.interval_s
            self._tally.count("done", mode)
            self._tally.count("late", mode, int(late))
            self._tally.age_s.note((self._clock.now() - look.frame.taken_at).total_seconds())

    def lost(self, look: Look) -> None:
        """Note that a frame was lost with its model."""
        eye = self._eyes.get(look.frame.camera_id)
        if eye is not None:
            eye.pace(look.watch).lost += 1

    def states(self) -> list[Looked]:
        """Return what is to be written about each subscribed camera now."""
        now = self._clock.now()
        every = list(self._eyes.values())
        return [_looked(eye, now) for eye in every if eye.assignment.watches]

    def kept(self) -> dict[UUID, Kept]:
        """Return how each subscription keeps its promise."""
        now = self._clock.now()
        return {
            watch.subscription_id: eye.pace(watch).kept(now, _state(eye, now))
            for eye in list(self._eyes.values())
            for watch in eye.assignment.watches
        }

    def picture(self, camera_id: UUID) -> bytes | None:
        """Return the last frame that was looked at, as JPEG."""
        eye = self._eyes.get(camera_id)
        if eye is None or eye.frame is None:
            return None
        done, encoded = cv2.imencode(".jpg", eye.frame.pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])
        return encoded.tobytes() if done else None

    def glance(self, wanted: Mapping[UUID, Wanted]) -> dict[UUID, Glance]:
        """Return what cameras show now, where that is newer, and look at them often for a while."""
        now_s = self._monotonic()
        found = {}
        for camera_id, one in wanted.items():
            eye = self._eyes.get(camera_id)
            if eye is None:
                continue
            eye.glanced_until_s = now_s + GLANCED_S
            if camera_id not in self._glanced:
                self._glanced.add(camera_id)
                eye.glance_due_s = now_s
                self._pace(eye)
                eye.expect()
            if (glance := eye.glance(one)) is not None:
                found[camera_id] = glance
        return found

    def stuck(self, slack_s: float) -> int:
        """Return how many readers hang in a native call, by more than this beyond its time-out."""
        return sum(eye.feed.stuck(slack_s) for eye in list(self._eyes.values()))

    def drops(self) -> Counter[str]:
        """Return frames lost before inference, by cause."""
        total: Counter[str] = Counter()
        for eye in list(self._eyes.values()):
            total.update(eye.feed.link.drops)
            total["poor_picture"] += eye.poor
        return +total

    def modes(self) -> Mapping[str, int]:
        """Return how many cameras are read in which way."""
        return Counter(eye.feed.link.mode for eye in list(self._eyes.values()))

    def close(self) -> None:
        """Stop every reader."""
        self.assign([])

    def _look(self, eye: Eye, watches: Sequence[Watch], now_s: float) -> list[Look]:
        """Take a camera's frame for these subscriptions, and have its picture judged as well."""
        before = eye.frame
        looks = list(eye.look(watches, now_s))
        if eye.frame is not None and eye.frame is not before and eye.verdict is not None:
            found = seen(eye.verdict, eye.frame.taken_at, self._poor_after_s)
            self._examined.append(Examined(eye.assignment.upkeep, eye.frame, found))
        return looks

    def _note(self, *, left_over: bool) -> None:
        """Count how often in a row looks were left over; tell the readers when that begins or ends."""
        before = self.short
        self._left_over = self._left_over + 1 if left_over else 0
        if self.short != before:
            for eye in list(self._eyes.values()):
                self._pace(eye)

    def _forget_glances(self, now_s: float) -> None:
        """Read cameras as before that nobody watches live any more."""
        for camera_id in list(self._glanced):
            eye = self._eyes.get(camera_id)
            if eye is None or not eye.glanced(now_s):
                self._glanced.discard(camera_id)
                if eye is not None:
                    self._pace(eye)
                    eye.expect()

    def _pace(self, eye: Eye) -> None:
        one = eye.assignment
        glanced = eye.glanced(self._monotonic())
        interval_s = min(one.interval_s, GLANCE_S) if glanced else one.interval_s
        eye.feed.pace(interval_s, crowded=one.crowded, short=self.short)

    def _candidates(
        self, busy: Collection[UUID], now_s: float
    ) -> Iterable[tuple[Eye, list[Watch]]]:
        """Return the cameras that have a fresh frame for somebody whose turn it is."""
        ready = (eye for eye in list(self._eyes.values()) if eye.feed.holds(now_s))
        due = [(eye, eye.due(busy, now_s)) for eye in ready]
        for eye in (eye for eye, watches in due if not watches and eye.glanced(now_s)):
            eye.show(now_s)
        due = [(eye, watches) for eye, watches in due if watches]
        return sorted(due, key=lambda one: -one[0].urgency(one[1], now_s))

    def _placed(self, eye: Eye | None, assignment: Assignment) -> Eye:
        if eye is None or eye.assignment.url_digest != assignment.url_digest:
            before, feed = eye, self._open_feed(assignment)
            if before is not None:
                before.feed.stop(0)
            eye = Eye(assignment, feed, inferred_at=before.inferred_at if before else None)
            feed.start()
        eye.assign(assignment, self._monotonic())
        self._pace(eye)
        return eye


def _state(eye: Eye, now: datetime) -> CameraState:
    link, interval_s = eye.feed.link, eye.assignment.interval_s
    poor = eye.verdict is not None and not eye.verdict.usable
    problem = eye.verdict.problem if poor and eye.verdict else None
    return camera_state(now, interval_s, eye.inferred_at, link, enabled=True, problem=problem)


def _looked(eye: Eye, now: datetime) -> Looked:
    one, state = eye.assignment, _state(eye, now)
    size = eye.frame.pixels.shape[1::-1] if eye.frame else None
    stream = stream_of(eye.feed.link, size, eye.drift_s).model_dump_json(exclude_none=True)
    return Looked(one.camera_id, one.epoch, state.state, state.reason, eye.inferred_at, stream)
