"""A subscription follows an alias, or is pinned to a version, and says which one it means."""

from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from core.clock import ManualClock
from core.errors import NotFound
from core.feed import Change
from core.http.etag import Precondition
from core.ids import uuid7
from registry.catalogue import service as catalogue
from registry.catalogue.errors import NoHealthyVersion, VersionOffShelf
from registry.catalogue.model import Version
from registry.subscriptions import service
from registry.subscriptions.service import NewSubscription, SubscriptionChange
from tests.registry import shelf
from tests.registry.conftest import SETTINGS, Install

ANY = Precondition("*")


@pytest.fixture
def two(install: Install, clock: ManualClock) -> tuple[Version, Version]:
    """An older version, and the one that is stable."""
    older = install("1.0.0")
    clock.advance(60)
    return older, install("1.1.0")


def test_it_follows_stable_unless_it_is_told_otherwise(
    session: Session,
    gardener: Scope,
    camera: UUID,
    two: tuple[Version, Version],
    clock: ManualClock,
) -> None:
    older, newer = two
    new = NewSubscription(camera, older.algorithm_id)
    row = service.create(session, gardener, new, SETTINGS, clock)
    assert (row.alias, row.version_id) == ("stable", None)
    assert service.describe(session, row).version is newer
    shelf.mean(session, older.algorithm_id, older.id)
    assert service.describe(session, row).version is older


def test_it_is_pinned_and_follows_again(
    session: Session,
    gardener: Scope,
    camera: UUID,
    two: tuple[Version, Version],
    clock: ManualClock,
) -> None:
    older, newer = two
    new = NewSubscription(camera, older.algorithm_id, meant=older.id)
    row = service.create(session, gardener, new, SETTINGS, clock)
    assert service.describe(session, row).version is older
    wanted = SubscriptionChange(meant="stable")
    service.change(session, gardener, row.id, wanted, ANY, SETTINGS, clock)
    assert service.describe(session, row).version is newer
    wanted = SubscriptionChange(meant=older.id)
    service.change(session, gardener, row.id, wanted, ANY, SETTINGS, clock)
    assert catalogue.runnable(session, row.algorithm_id, row.meant).version_id == older.id


def test_a_pin_stays_where_it_is_when_its_version_leaves_the_shelf(
    session: Session,
    gardener: Scope,
    camera: UUID,
    two: tuple[Version, Version],
    clock: ManualClock,
) -> None:
    older, _ = two
    new = NewSubscription(camera, older.algorithm_id, meant=older.id)
    row = service.create(session, gardener, new, SETTINGS, clock)
    older.state = "withdrawn"
    session.flush()
    with pytest.raises(VersionOffShelf, match=r"1\.0\.0 of fire is withdrawn"):
        catalogue.served(session, row.algorithm_id, row.meant)
    assert service.describe(session, row).version is older


def test_what_is_not_there_cannot_be_meant(
    session: Session,
    gardener: Scope,
    camera: UUID,
    two: tuple[Version, Version],
    clock: ManualClock,
) -> None:
    older, newer = two
    newer.published_at = None
    session.flush()
    for meant, refused in (
        ("trial", NoHealthyVersion),
        (uuid7(), NotFound),
        (newer.id, NotFound),  # its vendor has not shown it yet
    ):
        new = NewSubscription(camera, older.algorithm_id, meant=meant)
        with pytest.raises(refused):
            service.create(session, gardener, new, SETTINGS, clock)


def test_the_version_that_looked_last_is_shown_and_is_news(
    session: Session,
    gardener: Scope,
    camera: UUID,
    two: tuple[Version, Version],
    clock: ManualClock,
) -> None:
    older, newer = two
    new = NewSubscription(camera, older.algorithm_id)
    row = service.create(session, gardener, new, SETTINGS, clock)
    for version in (older, older, newer):
        service.observe(session, row.id, "running", None, 5.0, clock, version_id=version.id)
    assert service.describe(session, row).running is newer
    news = select(func.count()).select_from(Change).where(Change.object_id == row.id)
    assert session.scalar(news) == 3, "made, seen by the older one, seen by the newer one"
    wanted = SubscriptionChange(enabled=False)
    service.change(session, gardener, row.id, wanted, ANY, SETTINGS, clock)
    assert service.describe(session, row).running is None
