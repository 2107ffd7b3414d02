"""What is due of a worker's cameras, and in which order, with readers that hold what a test gives them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import cv2
import numpy as np
import pytest

from algorithms.contract.values import Frame, Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO
from core.clock import ManualClock
from core.ids import uuid7
from serving.cluster.assignment import Assignment, Watch
from serving.cluster.eyes import SHORT_AFTER, Eyes
from serving.cluster.tally import Tally
from serving.look import Look
from video.quality import Examiner
from video.readers import Feed, Link

STREET: Pixels = np.asarray(
    cv2.resize(next(iter(Film(DEMO["quiet_day"]).shots())).pixels, (320, 180)), np.uint8
)


@dataclass(eq=False)
class HeldFeed:
    """A reader that always has a frame."""

    camera_id: UUID
    clock: ManualClock
    due_s: float = 0.0
    taken: int = 0
    paced: list[dict[str, Any]] = field(default_factory=list)
    stopped: bool = False
    dark: bool = False
    damages: int = 0
    """Each so manieth picture cannot be decoded."""
    damaged_at: datetime | None = None

    def picture(self, number: int) -> Pixels:
        """Return a street with a sensor's noise, or darkness."""
        if self.dark:
            return np.zeros_like(STREET)
        noise = np.random.default_rng(number).normal(0, 3, STREET.shape)
        return np.clip(STREET + noise, 0, 255).astype(np.uint8)

    @property
    def link(self) -> Link:
        return Link("streaming", None, self.clock.now(), mode="keyframes")

    def start(self) -> None: ...

    def stop(self, _timeout_s: float) -> bool:
        self.stopped = True
        return True

    def damaged(self) -> datetime | None:
        damaged_at, self.damaged_at = self.damaged_at, None
        return damaged_at

    def expect(self, due_s: float) -> None:
        self.due_s = due_s

    def pace(self, interval_s: float, **means: bool) -> None:
        self.paced.append({"interval_s": interval_s, **means})

    def holds(self, now_s: float) -> bool:
        return now_s >= self.due_s

    def take(self, now_s: float) -> Frame | None:
        self.taken += 1
        if self.damages and self.taken % self.damages == 0:
            self.damaged_at = self.clock.now()
            return None
        pixels = self.picture(self.taken)
        return Frame(self.camera_id, self.taken, self.clock.now(), pixels, received_s=now_s)


@dataclass(eq=False)
class Street:
    """Eyes over held feeds, and a clock for both kinds of time."""

    clock: ManualClock
    now_s: float = 1000.0
    feeds: dict[UUID, HeldFeed] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    recalled: dict[UUID, tuple[Examiner, datetime | None]] = field(default_factory=dict)
    eyes: Eyes = field(init=False)

    def __post_init__(self) -> None:
        self.eyes = Eyes(
            self._open,
            self.clock,
            monotonic=lambda: self.now_s,
            tally=self.tally,
            recall=lambda one: self.recalled.get(one.camera_id, (Examiner(), None)),
            behind_after_s=60,
        )

    def _open(self, assignment: Assignment) -> Feed:
        feed = self.feeds[assignment.camera_id] = HeldFeed(assignment.camera_id, self.clock)
        return cast(Feed, feed)

    def advance(self, seconds: float) -> None:
        self.now_s += seconds
        self.clock.advance(seconds)

    def look(self, busy: Sequence[UUID] = (), most: int = 8) -> list[Look]:
        looks = list(self.eyes.due(busy, most))
        for look in looks:
            self.eyes.inferred(look)
        return looks


def watch(
    interval_s: float = 5.0, version_id: UUID | None = None, size: int = 64, **more: Any
) -> Watch:
    return Watch(uuid7(), version_id or uuid7(), interval_s, size, size, 114, (), **more)


def camera(*watches: Watch) -> Assignment:
    return Assignment(uuid7(), 1, "digest", watches)


@pytest.fixture
def street(clock: ManualClock) -> Street:
    return Street(clock)


def test_four_algorithms_look_at_one_frame_fitted_once_per_size(street: Street) -> None:
    one = camera(watch(), watch(), watch(size=32), watch(size=32))
    street.eyes.assign([one])
    looks = street.look()
    assert len(looks) == 4
    assert len({id(look.frame) for look in looks}) == 1
    assert len({id(look.pixels) for look in looks}) == 2
    assert street.feeds[one.camera_id].taken == 1


def test_each_subscription_keeps_its_own_interval_on_shared_frames(street: Street) -> None:
    often, seldom = watch(2), watch(6)
    one = camera(often, seldom)
    street.eyes.assign([one])
    looks: list[Look] = []
    for _ in range(1200):
        looks += street.look()
        street.advance(0.1)
    counted = [sum(look.watch is wanted for look in looks) for wanted in (often, seldom)]
    assert counted[0] == pytest.approx(60, abs=2)
    assert counted[1] == pytest.approx(20, abs=2)
    assert street.feeds[one.camera_id].taken <= counted[0] + 4


def test_a_busy_version_keeps_only_its_own_looks_waiting(street: Street) -> None:
    slow, quick = watch(), watch()
    street.eyes.assign([camera(slow), camera(quick)])
    assert [look.watch for look in street.look(busy=[slow.version_id])] == [quick]
    assert [look.watch for look in street.look()] == [slow]


def test_when_there_is_not_time_for_all_the_urgent_look_first(street: Street) -> None:
    version = uuid7()
    patient = [camera(watch(5, version, priority="low")) for _ in range(6)]
    urgent = [camera(watch(5, version, priority="high")) for _ in range(3)]
    street.eyes.assign([*patient, *urgent])
    first = {look.frame.camera_id for look in street.look(most=3)}
    assert first == {one.camera_id for one in urgent}
    rest = {look.frame.camera_id for _ in range(2) for look in street.look(most=3)}
    assert rest == {one.camera_id for one in patient}


def test_nobody_waits_for_ever_however_short_the_time(street: Street) -> None:
    version = uuid7()
    patient = camera(watch(5, version, priority="low"))
    street.eyes.assign([patient, *(camera(watch(1, version, priority="high")) for _ in range(8))])
    seen = 0
    for _ in range(400):
        seen += sum(look.frame.camera_id == patient.camera_id for look in street.look(most=2))
        street.advance(0.5)
    assert seen >= 3


def test_being_short_is_noticed_told_to_the_readers_and_over_again(street: Street) -> None:
    version = uuid7()
    crowd = [camera(watch(1, version)) for _ in range(12)]
    street.eyes.assign(crowd)
    for _ in range(SHORT_AFTER + 1):
        street.look(most=2)
        street.advance(2)
    assert street.eyes.short
    assert all(feed.paced[-1]["short"] for feed in street.feeds.values())
    street.look(most=100)
    assert not street.eyes.short
    assert not any(feed.paced[-1]["short"] for feed in street.feeds.values())


def test_late_looks_are_counted(street: Street) -> None:
    street.eyes.assign([camera(watch(5))])
    looks = 0
    for step_s in (*[0.5] * 60, 12, *[0.5] * 20):
        looks += len(street.look())
        street.advance(step_s)
    assert street.tally.labels("late") == {"keyframes": 1}
    assert street.tally.labels("asked") == street.tally.labels("done") == {"keyframes": looks}


def test_cameras_that_leave_are_stopped_and_those_that_stay_go_on(street: Street) -> None:
    stays, leaves = camera(watch()), camera(watch())
    street.eyes.assign([stays, leaves])
    feed = street.feeds[stays.camera_id]
    street.eyes.assign([stays])
    assert street.feeds[leaves.camera_id].stopped
    assert street.feeds[stays.camera_id] is feed
    assert not feed.stopped
    assert street.eyes.modes() == {"keyframes": 1}


def test_a_picture_of_no_use_reaches_no_algorithm_and_is_told(street: Street) -> None:
    one = camera(watch(1))
    street.eyes.assign([one])
    seen = 0
    for _ in range(10):
        seen += len(street.look())
        street.advance(0.5)
    assert seen >= 4
    assert [state.state for state in street.eyes.states()] == ["in_view"]
    street.feeds[one.camera_id].dark = True
    for _ in range(400):
        street.look()
        street.advance(1)
    told = list(street.eyes.examined())
    assert street.look() == []
    state = street.eyes.states()[0]
    assert (state.state, state.reason) == ("poor_picture", "black")
    assert street.eyes.drops()["poor_picture"] > 300
    labels = [[one.label for one in picture.found] for picture in told]
    assert labels[0] == []
    assert labels[-1] == ["black"]
    street.feeds[one.camera_id].dark = False
    looks = 0
    for _ in range(30):
        looks += len(street.look())
        street.advance(1)
    assert looks >= 20
    assert street.eyes.states()[0].state == "in_view"


def test_a_camera_with_damaged_pictures_is_told_though_every_other_one_is_whole(
    street: Street,
) -> None:
    one = camera(watch(1))
    street.eyes.assign([one])
    street.look()
    street.feeds[one.camera_id].damages = 2
    looks = 0
    for _ in range(20):
        street.advance(1)
        looks += len(street.look())
    assert looks in (9, 10), "what is whole is looked at all the same"
    state = street.eyes.states()[0]
    assert (state.state, state.reason) == ("poor_picture", "corrupt")
    for _ in range(400):
        street.advance(1)
        street.look()
    assert "corrupt" in labels(street)[-1]
    street.feeds[one.camera_id].damages = 0
    for _ in range(60):
        street.advance(1)
        street.look()
    assert street.eyes.states()[0].state == "in_view"


def labels(street: Street) -> list[list[str]]:
    """Return what was found wrong at each look since this was asked last."""
    return [[one.label for one in picture.found] for picture in street.eyes.examined()]


def test_a_camera_whose_looks_come_late_for_long_is_told_until_they_are_in_time_for_a_while(
    street: Street,
) -> None:
    street.eyes.assign([camera(watch(5))])
    for _ in range(6):
        street.look()
        street.advance(20)
    assert labels(street)[-1] == ["behind"]
    assert street.eyes.behind() == 1
    for _ in range(12):
        street.look()
        street.advance(5)
    assert street.eyes.behind() == 1, "a few looks in time are no end yet"
    for _ in range(20):
        street.look()
        street.advance(5)
    assert street.eyes.behind() == 0
    assert labels(street)[-1] == []


def test_a_rush_that_passes_is_not_told(street: Street) -> None:
    street.eyes.assign([camera(watch(5))])
    for step_s in (*[1] * 30, 20, *[1] * 100):
        street.look()
        street.advance(step_s)
    assert [one for one in labels(street) if one] == []


def test_a_usual_view_is_kept_once_it_is_known_and_again_hours_later(street: Street) -> None:
    one = camera(watch(5))
    street.eyes.assign([one])
    street.look()
    assert street.eyes.learned(9) == []
    for _ in range(8):
        street.advance(5)
        street.look()
    ((learned, epoch),) = street.eyes.learned(9)
    assert (learned.camera_id, learned.url_digest, epoch) == (one.camera_id, "digest", 1)
    assert Examiner.resumed(learned.view).knows
    assert street.eyes.learned(9) == []
    street.advance(7 * 3600)
    assert len(street.eyes.learned(9)) == 1


def test_a_worker_resumes_the_view_another_one_learned(street: Street) -> None:
    one, known = camera(watch(5)), Examiner()
    for number in range(8):
        street.advance(5)
        known.examine(HeldFeed(one.camera_id, street.clock).picture(number), street.clock.now())
    street.recalled[one.camera_id] = known, street.clock.now()
    street.eyes.assign([one])
    assert street.eyes.learned(9) == [], "it is kept already"
    street.eyes.assign([replace(one, view_accepted_at=street.clock.now())])
    assert not known.knows, "a person accepted another view: it begins anew"
    for _ in range(8):
        street.advance(5)
        street.look()
    ((learned, _),) = street.eyes.learned(9)
    assert learned.accepted_at is not None


def test_a_subscription_says_which_version_inferred_its_last_look(street: Street) -> None:
    before = watch()
    one = camera(before)
    street.eyes.assign([one])
    assert street.eyes.kept()[before.subscription_id].version_id is None
    street.look()
    assert street.eyes.kept()[before.subscription_id].version_id == before.version_id
    after = replace(before, version_id=uuid7())
    street.eyes.assign([replace(one, watches=(after,))])
    assert street.eyes.kept()[before.subscription_id].version_id == before.version_id
    street.advance(10)  # the first look is off the grid: an interval and a half may lie behind it
    (look,) = street.look()
    assert look.watch == after
    assert street.eyes.kept()[before.subscription_id].version_id == after.version_id
