"""The cameras of one worker: their readers, what is due from them, and what is told about them."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import cv2

from algorithms.contract.values import Detection
from core.clock import Clock
from registry.metering.looks import LATE_FACTOR
from serving.cluster.assignment import GLANCE_S, Assignment, Glance, Wanted, Watch
from serving.cluster.eye import Eye, learned, looked, state_of, to_keep
from serving.cluster.hours import Hours
from serving.cluster.pace import Kept
from serving.cluster.tally import Tally
from serving.cluster.upkeep import behind
from serving.line import Examined
from serving.look import Look
from video.cameras.service import Looked
from video.films import Film
from video.quality import Examiner
from video.quality.report import AFTER_S, seen
from video.readers import Feed
from video.views.service import Learned

GLANCED_S = 5.0
"""Somebody watches live for so long after he last asked."""
SHORT_AFTER = 3
"""So many times in a row looks were left over: there is not time for all."""


Recalled = tuple[Examiner, datetime | None]
"""An examiner, and when its usual view was kept."""


class Eyes:
    """Every camera of a worker."""

    def __init__(
        self,
        open_feed: Callable[[Assignment], Feed],
        clock: Clock,
        poor_after_s: float = AFTER_S,
        monotonic: Callable[[], float] = time.monotonic,
        tally: Tally | None = None,
        *,
        recall: Callable[[Assignment], Recalled] = lambda _: (Examiner(), None),
        behind_after_s: float = AFTER_S,
        hours: Hours | None = None,
    ) -> None:
        self._recall, self._behind_after = recall, timedelta(seconds=behind_after_s)
        self._open_feed = open_feed
        self._clock, self._monotonic = clock, monotonic
        self._eyes: dict[UUID, Eye] = {}
        self._poor_after_s = poor_after_s
        self._examined: list[Examined] = []
        self._glanced: set[UUID] = set()
        self._left_over = 0
        self._tally = tally or Tally()
        self._hours = hours or Hours(clock)

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
    def spare(self) -> bool:
        """Whether every look that was due lately found room."""
        return not self._left_over

    def late(self, look: Look) -> bool:
        """Say whether the looks of its subscription come late now."""
        eye = self._eyes.get(look.frame.camera_id)
        return eye is not None and bool(eye.pace(look.watch).late(self._clock.now()))

    @property
    def short(self) -> bool:
        """Whether looks are due that there is no time for."""
        return self._left_over >= SHORT_AFTER

    def inferred(self, look: Look) -> None:
        """Note that a frame of this camera was inferred."""
        eye = self._eyes.get(look.frame.camera_id)
        if eye is not None:
            eye.inferred_at = look.frame.taken_at
            taken_at, version_id = look.frame.taken_at, look.watch.version_id
            pause_s = eye.pace(look.watch).inferred(taken_at, version_id)
            mode = eye.feed.link.mode
            late = pause_s is not None and pause_s > LATE_FACTOR * look.watch.interval_s
            self._tally.count("done", mode)
            self._tally.count("late", mode, int(late))
            age_s = (self._clock.now() - look.frame.taken_at).total_seconds()
            self._tally.age_s.note(age_s)
            self._hours.inferred(look.watch, pause_s, age_s)

    def lost(self, look: Look) -> None:
        """Note that a frame was lost with its model."""
        eye = self._eyes.get(look.frame.camera_id)
        if eye is not None:
            eye.pace(look.watch).lost += 1
            self._hours.lost(look.watch)

    def states(self) -> list[Looked]:
        """Return what is to be written about each subscribed camera now."""
        now = self._clock.now()
        every = list(self._eyes.values())
        return [looked(eye, now) for eye in every if eye.assignment.watches]

    def kept(self) -> dict[UUID, Kept]:
        """Return how each subscription keeps its promise."""
        now = self._clock.now()
        return {
            watch.subscription_id: eye.pace(watch).kept(now, state_of(eye, now))
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

    def film(self, camera_id: UUID, at_s: float) -> Film | None:
        """Begin a film about an instant of a camera; None where nothing of it was received."""
        eye = self._eyes.get(camera_id)
        return None if eye is None else eye.feed.film(at_s)

    def stuck(self, slack_s: float) -> tuple[UUID, ...]:
        """Return the cameras whose readers hang in a native call, by more than this beyond its time-out."""
        every = list(self._eyes.items())
        return tuple(camera_id for camera_id, eye in every if eye.feed.stuck(slack_s))

    def behind(self) -> int:
        """Return how many cameras' looks have come late for so long that it was told."""
        every = list(self._eyes.values())
        return sum(eye.lag.told and eye.feed.link.state == "streaming" for eye in every)

    def learned(self, most: int) -> list[tuple[Learned, int]]:
        """Return usual views that are to be kept, so many at the most, each with its epoch."""
        now = self._clock.now()
        due = [eye for eye in list(self._eyes.values()) if to_keep(eye, now)][:most]
        for eye in due:
            eye.kept_at = now
        return [(learned(eye), eye.assignment.epoch) for eye in due]

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
            late = self._late(eye, eye.frame.taken_at)
            useless = None if eye.verdict.usable else eye.verdict.problem
            seen_of_it = (*found, *late)
            self._examined.append(Examined(eye.assignment.upkeep, eye.frame, seen_of_it, useless))
        return looks

    def _late(self, eye: Eye, at: datetime) -> Iterator[Detection]:
        """Yield that a camera's looks come late, once they have for long."""
        latest = eye.latest(at)
        away = eye.verdict is not None and not eye.verdict.usable  # told as such already
        late = latest is not None if eye.paced() and not away else None
        if eye.lag.note(late, at, self._behind_after) and latest is not None:
            watch, achieved_s = latest
            yield behind(achieved_s, watch.interval_s)

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
            eye.examiner, eye.kept_at = self._recall(assignment)
            feed.start()
        eye.assign(assignment, self._monotonic())
        self._pace(eye)
        return eye
