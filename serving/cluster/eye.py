"""One camera of a worker: its reader, its subscriptions, and what was seen of it."""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import cv2
import numpy as np

from algorithms.contract.values import Frame, Pixels
from serving.cluster.assignment import GLANCE_S, Assignment, Glance, Wanted, Watch
from serving.cluster.lag import Lag
from serving.cluster.pace import Pace
from serving.cluster.turns import Turn
from serving.look import Look, Picture
from video.cameras.service import Looked
from video.cameras.state import CameraState, camera_state
from video.cameras.stream import stream_of
from video.quality import Examiner, Verdict
from video.readers import Feed
from video.views.service import Learned

GLANCE_EARLY = 0.9
KEEP_EVERY = timedelta(hours=6)
"""How often a usual view is kept: it takes two hours to change, and is some 20 KiB."""
_SPOILS = frozenset({"corrupt", "moved"})
"""What a camera suffers from though its last picture is analysed: damage comes and goes with the packets that
are lost, and what a moved camera shows is seen, but is not what was asked for.
"""


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
    lag: Lag = field(default_factory=Lag)
    kept_at: datetime | None = None
    """When its usual view was last kept."""
    poor: int = 0
    """Pictures that showed nothing of use, and were kept from the algorithms."""
    glanced_until_s: float = -math.inf
    """Until when somebody watches live."""
    glance_due_s: float = -math.inf

    def assign(self, assignment: Assignment, now_s: float) -> None:
        """Follow other subscriptions; a turn whose interval stays goes on undisturbed."""
        if assignment.view_accepted_at != self.assignment.view_accepted_at:
            self.examiner.accept_view()
            self.kept_at = None
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

    def latest(self, now: datetime) -> tuple[Watch, float] | None:
        """Return the subscription that is most behind its interval, and the seconds it achieves."""
        paces = [(watch, self.pace(watch)) for watch in self.assignment.watches]
        late = [(watch, pace.lately_s(now) or 0.0) for watch, pace in paces if pace.late(now)]
        return max(late, key=lambda one: one[1] / one[0].interval_s, default=None)

    def paced(self) -> bool:
        """Say whether any subscription has looked twice since the camera was last away."""
        return any(self.pace(one).achieved_s is not None for one in self.assignment.watches)

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
        elif (damaged_at := self.feed.damaged()) is not None:
            self.verdict = self.examiner.damaged(damaged_at)
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
        picture = Picture(frame, self.verdict.problem)
        for watch in watches:
            self.turns[watch.subscription_id].taken(frame.received_s)
            yield picture.look(watch)
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


def to_keep(eye: Eye, now: datetime) -> bool:
    """Say whether its usual view is to be kept."""
    return eye.examiner.knows and (eye.kept_at is None or now - eye.kept_at >= KEEP_EVERY)


def learned(eye: Eye) -> Learned:
    """Return its usual view, as it is kept."""
    one = eye.assignment
    view = eye.examiner.remember()
    return Learned(one.camera_id, one.url_digest, one.view_accepted_at, view)


def state_of(eye: Eye, now: datetime) -> CameraState:
    """Return what the camera may be called now."""
    link, interval_s = eye.feed.link, eye.assignment.interval_s
    verdict = eye.verdict
    poor = verdict is not None and (not verdict.usable or verdict.problem in _SPOILS)
    problem = verdict.problem if poor and verdict else None
    return camera_state(now, interval_s, eye.inferred_at, link, enabled=True, problem=problem)


def looked(eye: Eye, now: datetime) -> Looked:
    """Return what is to be written about it now."""
    one, state = eye.assignment, state_of(eye, now)
    size = eye.frame.pixels.shape[1::-1] if eye.frame else None
    problem = eye.verdict.problem if eye.verdict else None
    known = stream_of(eye.feed.link, size, eye.drift_s, problem)
    stream = known.model_dump_json(exclude_none=True)
    return Looked(one.camera_id, one.epoch, state.state, state.reason, eye.inferred_at, stream)
