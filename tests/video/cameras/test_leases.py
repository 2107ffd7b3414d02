"""Workers write about cameras only while they hold them."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.clock import SystemClock
from core.feed import Change
from tests.video.cameras.conftest import Add
from video.cameras.model import Camera
from video.cameras.service import (
    Looked,
    hold_lease,
    overdue,
    raise_epochs,
    record_looks,
    unwatched,
)
from video.cameras.state import State
from video.history.model import Spell


@pytest.fixture
def camera(add: Add) -> Camera:
    return add()


@pytest.fixture
def now() -> datetime:
    return SystemClock().now()


def look(
    session: Session,
    camera: Camera,
    state: State,
    reason: str | None = None,
    at: datetime | None = None,
    epoch: int | None = None,
) -> None:
    """Write one look as the worker that holds the camera would, then read the camera anew."""
    row = Looked(camera.id, camera.epoch if epoch is None else epoch, state, reason, at)
    record_looks(session, "w-1", [row])
    session.refresh(camera)


def published(session: Session, camera_id: UUID) -> int:
    """Count the changes of a camera in the feed."""
    return session.scalar(select(func.count()).where(Change.object_id == camera_id)) or 0


def test_a_look_is_written_and_only_a_changed_word_is_told(
    session: Session, camera: Camera, now: datetime
) -> None:
    before = published(session, camera.id)
    look(session, camera, "in_view", at=now)
    assert (camera.state, camera.last_inferred_at, camera.worker) == ("in_view", now, "w-1")
    since = camera.state_since
    look(session, camera, "in_view", at=now + timedelta(seconds=5))
    assert camera.state_since == since
    assert published(session, camera.id) == before + 1
    look(session, camera, "offline", "unreachable", at=now)
    assert (camera.state, camera.state_code) == ("offline", "unreachable")
    assert camera.last_inferred_at == now + timedelta(seconds=5)
    assert published(session, camera.id) == before + 2
    assert camera.revision == 1


def test_a_worker_that_lost_its_lease_changes_nothing(
    session: Session, camera: Camera, now: datetime
) -> None:
    assert raise_epochs(session, [camera.id], "w-1") == {camera.id: 1}
    assert raise_epochs(session, [camera.id], "w-2") == {camera.id: 2}
    session.refresh(camera)
    look(session, camera, "in_view", at=now, epoch=1)
    assert (camera.state, camera.worker) == ("new", "w-2")
    assert not hold_lease(session, camera.id, 1)
    assert hold_lease(session, camera.id, 2)


def test_a_paused_camera_stays_paused(session: Session, camera: Camera, now: datetime) -> None:
    camera.enabled, camera.state = False, "paused"
    session.flush()
    look(session, camera, "in_view", at=now)
    assert camera.state == "paused"
    assert not hold_lease(session, camera.id, camera.epoch)


def test_to_a_restarted_worker_a_camera_is_not_new_again(
    session: Session, camera: Camera, now: datetime
) -> None:
    look(session, camera, "new", "connecting")
    assert (camera.state, camera.state_code) == ("new", "connecting")
    look(session, camera, "in_view", at=now)
    look(session, camera, "new", "connecting")
    assert camera.state == "in_view"
    camera.last_inferred_at = now - timedelta(seconds=31)
    session.flush()
    look(session, camera, "new", "connecting")
    assert (camera.state, camera.state_code) == ("late", "connecting")


def test_what_nobody_asks_for_is_paused_and_what_was_never_seen_stays_new(
    session: Session, add: Add, now: datetime
) -> None:
    seen, wanted, fresh = add("a"), add("b"), add("c")
    for camera in (seen, wanted):
        look(session, camera, "in_view", at=now)
    unwatched(session, {wanted.id}, now)
    unwatched(session, {wanted.id}, now)
    for camera in (seen, wanted, fresh):
        session.refresh(camera)
    assert [camera.state for camera in (seen, wanted, fresh)] == ["paused", "in_view", "new"]
    assert (seen.state_code, fresh.state_code) == ("not_subscribed", "not_subscribed")
    assert published(session, seen.id) == 3
    look(session, seen, "new", "connecting")
    assert (seen.state, seen.state_code) == ("new", "connecting")
    unwatched(session, set(), now)
    session.refresh(wanted)
    assert wanted.state == "paused"


def test_a_camera_nobody_reports_on_leaves_view(session: Session, add: Add, now: datetime) -> None:
    quick, patient = add("a"), add("b")
    for camera in (quick, patient):
        look(session, camera, "in_view", at=now)
    overdue(session, {quick.id: 5, patient.id: 60}, now + timedelta(seconds=40))
    for camera in (quick, patient):
        session.refresh(camera)
    assert (quick.state, quick.state_code) == ("late", "no_worker")
    assert patient.state == "in_view"
    overdue(session, {}, now)


def test_many_cameras_are_written_at_once(session: Session, add: Add, now: datetime) -> None:
    cameras = [add(str(number)) for number in range(50)]
    record_looks(session, "w-1", [Looked(one.id, 0, "in_view", None, now) for one in cameras])
    record_looks(session, "w-1", [])
    states = session.scalars(select(Camera.state)).all()
    assert set(states) == {"in_view"}


def spells(session: Session, camera: Camera) -> list[tuple[str, bool]]:
    """Return the states the camera was in, oldest first, and whether each has ended."""
    found = select(Spell).where(Spell.camera_id == camera.id).order_by(Spell.began_at, Spell.id)
    return [(one.state, one.ended_at is not None) for one in session.scalars(found)]


def test_what_a_camera_was_when_is_kept(session: Session, camera: Camera, now: datetime) -> None:
    seen: list[tuple[State, str | None]] = [
        ("in_view", None),
        ("in_view", None),
        ("silent", "stalled"),
        ("silent", "hung_up"),
        ("in_view", None),
    ]
    for state, reason in seen:
        look(session, camera, state, reason, at=now)
    assert spells(session, camera) == [("in_view", True), ("silent", True), ("in_view", False)]
    ends = select(Spell.ended_at).where(Spell.camera_id == camera.id, Spell.state == "silent")
    assert session.scalars(ends).one() == camera.state_since


def test_what_is_known_of_the_stream_stays_until_it_is_known_better(
    session: Session, camera: Camera, now: datetime
) -> None:
    known = '{"mode": "keyframes", "width": 1920}'
    record_looks(session, "w-1", [Looked(camera.id, camera.epoch, "in_view", None, now, known)])
    look(session, camera, "in_view", at=now)
    session.refresh(camera)
    assert camera.stream == {"mode": "keyframes", "width": 1920}
