"""The cameras of one worker: their readers, what is due from them, and what is told about them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import cv2

from algorithms.contract.values import Frame
from algorithms.ops import letterbox
from core.clock import Clock
from serving.cluster.assignment import Assignment, Watch
from serving.cluster.pace import Kept, Pace
from serving.line import Look
from video.cameras.service import Looked
from video.cameras.state import CameraState, camera_state
from video.readers import Feed

EARLY = 0.9
"""A subscription's turn has come when this share of its interval has passed."""


@dataclass(eq=False)
class Eye:
    """One camera: its reader, its subscriptions, and when each of them last looked."""

    assignment: Assignment
    feed: Feed
    looked_at: dict[UUID, datetime] = field(default_factory=dict)
    paces: dict[UUID, Pace] = field(default_factory=dict)
    inferred_at: datetime | None = None
    frame: Frame | None = None

    def pace(self, watch: Watch) -> Pace:
        """Return how a subscription has kept its interval; a changed interval begins anew."""
        known = self.paces.get(watch.subscription_id)
        if known is None or known.interval_s != watch.interval_s:
            known = self.paces[watch.subscription_id] = Pace(watch.interval_s)
        return known

    def due(self, now: datetime) -> Iterator[Look]:
        """Yield the newest frame, fitted once per input size, for each subscription whose turn it is."""
        watches = [watch for watch in self.assignment.watches if self._turn_of(watch, now)]
        frame = self.feed.take(now) if watches else None
        if frame is None:
            return
        self.frame = frame
        fitted = {
            size: letterbox(frame.pixels, *size) for size in {_size(watch) for watch in watches}
        }
        for watch in watches:
            self.looked_at[watch.subscription_id] = now
            yield Look(watch, frame, *fitted[_size(watch)])

    def _turn_of(self, watch: Watch, now: datetime) -> bool:
        last = self.looked_at.get(watch.subscription_id)
        return last is None or (now - last).total_seconds() >= watch.interval_s * EARLY


def _size(watch: Watch) -> tuple[int, int, int]:
    return watch.input_width, watch.input_height, watch.input_fill


class Eyes:
    """Every camera of a worker."""

    def __init__(self, open_feed: Callable[[Assignment], Feed], clock: Clock) -> None:
        self._open_feed = open_feed
        self._clock = clock
        self._eyes: dict[UUID, Eye] = {}

    def assign(self, assignments: Sequence[Assignment]) -> None:
        """Watch exactly these cameras; a reader whose camera and interval stay goes on undisturbed."""
        wanted = {one.camera_id: one for one in assignments}
        for camera_id in set(self._eyes) - set(wanted):
            self._eyes.pop(camera_id).feed.stop(0)
        for camera_id, assignment in wanted.items():
            self._eyes[camera_id] = self._placed(self._eyes.get(camera_id), assignment)

    def due(self) -> Iterable[Look]:
        """Return what is due of every camera."""
        now = self._clock.now()
        return [look for eye in list(self._eyes.values()) for look in eye.due(now)]

    def inferred(self, look: Look) -> None:
        """Note that a frame of this camera was inferred."""
        eye = self._eyes.get(look.frame.camera_id)
        if eye is not None:
            eye.inferred_at = look.frame.taken_at
            eye.pace(look.watch).inferred(look.frame.taken_at)

    def lost(self, look: Look) -> None:
        """Note that a frame was lost with its model."""
        eye = self._eyes.get(look.frame.camera_id)
        if eye is not None:
            eye.pace(look.watch).lost += 1

    def states(self) -> list[Looked]:
        """Return what is to be written about each camera now."""
        now = self._clock.now()
        return [_looked(eye, now) for eye in list(self._eyes.values())]

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

    def stuck(self, limit_s: float) -> int:
        """Return how many readers have been inside one native call for longer than this."""
        return sum(eye.feed.stuck(limit_s) for eye in list(self._eyes.values()))

    def drops(self) -> dict[str, int]:
        """Return frames lost before inference, by cause."""
        total: dict[str, int] = {}
        for eye in list(self._eyes.values()):
            for cause, count in eye.feed.link.drops.items():
                total[cause] = total.get(cause, 0) + count
        return total

    def close(self) -> None:
        """Stop every reader."""
        self.assign([])

    def _placed(self, eye: Eye | None, assignment: Assignment) -> Eye:
        if eye is not None and eye.assignment.url_digest == assignment.url_digest:
            eye.assignment = assignment
            eye.feed.pace(assignment.interval_s)
            return eye
        if eye is not None:
            eye.feed.stop(0)
        feed = self._open_feed(assignment)
        feed.start()
        return Eye(assignment, feed, inferred_at=eye.inferred_at if eye else None)


def _state(eye: Eye, now: datetime) -> CameraState:
    link, interval_s = eye.feed.link, eye.assignment.interval_s
    return camera_state(now, interval_s, eye.inferred_at, link, enabled=True)


def _looked(eye: Eye, now: datetime) -> Looked:
    one, state = eye.assignment, _state(eye, now)
    return Looked(one.camera_id, one.epoch, state.state, state.reason, eye.inferred_at)
