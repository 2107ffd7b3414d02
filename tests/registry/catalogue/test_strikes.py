"""Many frames of several cameras condemn a version; one frame or one camera of many does not."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from core.clock import ManualClock
from core.feed import Change
from core.ids import uuid7
from registry.catalogue import service as catalogue
from registry.catalogue.errors import NoHealthyVersion
from registry.catalogue.model import Version
from registry.catalogue.strikes import strike
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from tests.registry import cameras
from tests.registry.conftest import SETTINGS, City, Install


@pytest.fixture
def version(install: Install) -> Version:
    return install()


def subscribe(session: Session, scope: Scope, version: Version, count: int) -> list[UUID]:
    added = [cameras.add(session, scope.user.organization_id) for _ in range(count)]
    for camera_id in added:
        new = NewSubscription(camera_id, version.algorithm_id)
        subscriptions.create(session, scope, new, SETTINGS, ManualClock())
    return added


def test_five_frames_of_three_cameras_quarantine(
    session: Session, city: City, gardener: Scope, version: Version, clock: ManualClock
) -> None:
    eyes = subscribe(session, gardener, version, 4)
    struck = [
        strike(session, version.id, eyes[i % 3], f"frame {i}", "SIGSEGV", clock) for i in range(5)
    ]
    assert struck == [False] * 4 + [True]
    assert version.state == "quarantined"
    assert version.state_reason is not None
    assert "SIGSEGV" in version.state_reason["zh"]
    with pytest.raises(NoHealthyVersion):
        catalogue.runnable(session, version.algorithm_id)
    told = session.scalars(select(Change.topic).where(Change.owner_id == city.parks.id)).all()
    assert told.count("subscription") == 4 + 4
    assert not strike(session, version.id, eyes[3], "frame 9", "SIGSEGV", clock)


def test_one_poison_frame_condemns_nobody(
    session: Session, gardener: Scope, version: Version, clock: ManualClock
) -> None:
    eyes = subscribe(session, gardener, version, 3)
    for camera_id in eyes * 5:
        assert not strike(session, version.id, camera_id, "the same frame", "SIGFPE", clock)
    assert version.state == "published"


def test_one_camera_of_many_condemns_nobody(
    session: Session, gardener: Scope, version: Version, clock: ManualClock
) -> None:
    eyes = subscribe(session, gardener, version, 3)
    for i in range(20):
        assert not strike(session, version.id, eyes[i % 2], f"frame {i}", "timeout", clock)
    assert version.state == "published"


def test_the_only_camera_it_runs_on_is_enough(
    session: Session, gardener: Scope, version: Version, clock: ManualClock
) -> None:
    (eye,) = subscribe(session, gardener, version, 1)
    struck = [strike(session, version.id, eye, f"frame {i}", "timeout", clock) for i in range(5)]
    assert struck == [False] * 4 + [True]


def test_old_strikes_are_forgotten(
    session: Session, gardener: Scope, version: Version, clock: ManualClock
) -> None:
    (eye,) = subscribe(session, gardener, version, 1)
    for i in range(4):
        strike(session, version.id, eye, f"frame {i}", "timeout", clock)
    clock.advance(2 * 86400)
    assert not strike(session, version.id, eye, "frame 5", "timeout", clock)


def test_the_previous_version_takes_over(
    session: Session, install: Install, version: Version, clock: ManualClock
) -> None:
    clock.advance(60)
    second = install("2.0.0")
    for i in range(5):
        strike(session, second.id, uuid7(), f"frame {i}", "SIGSEGV", clock)
    assert second.state == "quarantined"
    assert catalogue.runnable(session, version.algorithm_id).version_id == version.id
    assert install("2.0.0").state == "quarantined", "the next start must not bring it back"
