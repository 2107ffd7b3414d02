"""A vendor's two versions, and a department that follows the stable one on some cameras."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from accounts.policy import Role
from accounts.scope import Scope
from core.clock import ManualClock
from registry.catalogue.model import Version
from registry.rollouts import service
from registry.rollouts.model import Mode, Rollout
from registry.rollouts.service import Part, Wish
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from tests.registry import cameras, shelf
from tests.registry.conftest import SETTINGS, City, Install

Begin = Callable[..., Rollout]


@pytest.fixture
def stable(install: Install, clock: ManualClock) -> Version:
    version = install("1.0.0")
    clock.advance(60)
    return version


@pytest.fixture
def trial(session: Session, install: Install, stable: Version) -> Version:
    """A newer version that is published; the older one is stable."""
    newer = install("1.1.0")
    shelf.mean(session, newer.algorithm_id, stable.id)
    return newer


@pytest.fixture
def vendor(session: Session, city: City) -> Scope:
    return shelf.somebody(session, city.vendor, Role.VENDOR, "rollout.create")


@pytest.fixture
def eyes(session: Session, gardener: Scope, stable: Version, clock: ManualClock) -> list[UUID]:
    """Cameras of the parks that follow the stable version: three more in each larger share."""
    ids = cameras.drawn(stable.algorithm_id, 200, 300, 400, 500, 700, 1000, each=3)
    return [follow(session, gardener, stable, clock, camera_id=one) for one in ids]


def follow(
    session: Session,
    scope: Scope,
    version: Version,
    clock: ManualClock,
    meant: str | UUID = "stable",
    camera_id: UUID | None = None,
) -> UUID:
    """Subscribe another camera; return it."""
    camera_id = cameras.add(session, scope.user.organization_id, camera_id=camera_id)
    new = NewSubscription(camera_id, version.algorithm_id, meant=meant)
    subscriptions.create(session, scope, new, SETTINGS, clock)
    return camera_id


@pytest.fixture
def begin(session: Session, vendor: Scope, trial: Version, clock: ManualClock) -> Begin:
    """Begin a trial of the newer version."""

    def with_(mode: Mode = "canary", permille: int = 300, scope: Scope = vendor) -> Rollout:
        wish = Wish(trial.id, mode, Part(permille), "误报更少")
        return service.begin(session, scope, trial.algorithm_id, wish, clock)

    return with_
