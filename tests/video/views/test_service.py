"""A usual view survives its worker, and ends with its address or by a person's word."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from accounts.scope import Scope
from core.clock import ManualClock
from core.errors import NotFound
from core.feed import Change
from tests import make
from tests.registry import cameras
from video.cameras.model import Camera
from video.cameras.service import raise_epochs
from video.views import service
from video.views.service import Learned


@pytest.fixture
def dispatcher(session: Session) -> Scope:
    return make.scope_of(
        make.user(session, make.organization(session), roles=[Role.DISPATCHER]),
        "camera.accept_view",
    )


@pytest.fixture
def camera_id(session: Session, dispatcher: Scope) -> UUID:
    """A camera a worker holds under the epoch 1."""
    camera_id = cameras.add(session, dispatcher.user.organization_id)
    raise_epochs(session, [camera_id], "w-1")
    return camera_id


@pytest.fixture
def learned(camera_id: UUID) -> Learned:
    return Learned(camera_id, "digest", None, b"edges")


def test_a_view_is_given_back_at_its_address_and_nowhere_else(
    session: Session, learned: Learned, clock: ManualClock
) -> None:
    assert service.recall(session, learned.camera_id, "digest", None) is None
    service.keep(session, learned, 1, clock)
    service.keep(session, replace(learned, view=b"newer"), 1, clock)
    kept = service.recall(session, learned.camera_id, "digest", None)
    assert kept is not None
    assert (kept.view, kept.stored_at) == (b"newer", clock.now())
    assert service.recall(session, learned.camera_id, "another", None) is None


def test_a_worker_that_lost_its_lease_keeps_nothing(
    session: Session, learned: Learned, clock: ManualClock
) -> None:
    raise_epochs(session, [learned.camera_id], "w-2")
    service.keep(session, learned, 1, clock)
    assert service.recall(session, learned.camera_id, "digest", None) is None


def test_once_a_person_accepts_what_it_shows_the_old_view_is_worth_nothing(
    session: Session, learned: Learned, dispatcher: Scope, clock: ManualClock
) -> None:
    service.keep(session, learned, 1, clock)
    camera = service.accept(session, dispatcher, learned.camera_id, clock)
    assert camera.view_accepted_at == clock.now()
    assert service.recall(session, camera.id, "digest", camera.view_accepted_at) is None
    clock.advance(1)
    service.keep(session, replace(learned, view=b"late"), 1, clock)
    assert service.recall(session, camera.id, "digest", camera.view_accepted_at) is None
    fresh = replace(learned, accepted_at=camera.view_accepted_at, view=b"fresh")
    service.keep(session, fresh, 1, clock)
    kept = service.recall(session, camera.id, "digest", camera.view_accepted_at)
    assert kept is not None
    assert kept.view == b"fresh"


def test_accepting_is_in_the_trail_and_told_to_who_supervises(
    session: Session, camera_id: UUID, dispatcher: Scope, clock: ManualClock
) -> None:
    service.accept(session, dispatcher, camera_id, clock)
    session.flush()
    entry = session.scalars(select(AuditEntry).filter_by(action="camera.accept_view")).one()
    assert (entry.object_id, (entry.before or {})["view_accepted_at"]) == (camera_id, None)
    assert session.scalars(select(Change).filter_by(object_id=camera_id)).all()


def test_another_department_s_camera_is_not_accepted(
    session: Session, dispatcher: Scope, clock: ManualClock
) -> None:
    other = cameras.add(session, make.organization(session, name_zh="别局").id)
    with pytest.raises(NotFound):
        service.accept(session, dispatcher, other, clock)
    assert session.get_one(Camera, other).view_accepted_at is None
