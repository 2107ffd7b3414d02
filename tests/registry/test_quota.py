"""Quotas where the registry keeps to them: looks, evidence, versions, packages."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from accounts.quotas.errors import QuotaExceeded
from accounts.quotas.model import Measured
from accounts.scope import Scope
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.http.etag import Precondition
from core.settings import Settings
from registry.catalogue import quota
from registry.catalogue import service as catalogue
from registry.subscriptions import service
from registry.subscriptions.model import Subscription
from registry.subscriptions.service import NewSubscription, SubscriptionChange
from tests.registry import cameras, goods
from tests.registry.conftest import LIMITS, City, Install

ANY = Precondition("*")


@pytest.fixture
def few(tmp_path: Path) -> Settings:
    """A city that may look twenty times a minute, and keep one gigabyte."""
    return Settings(home=tmp_path, quota_looks_per_minute=20, quota_storage_gb=1)


@pytest.fixture
def subscription(
    session: Session,
    gardener: Scope,
    camera: UUID,
    install: Install,
    few: Settings,
    clock: ManualClock,
) -> Subscription:
    """A subscription that looks twelve times a minute."""
    new = NewSubscription(camera, install().algorithm_id, interval_s=5)
    return service.create(session, gardener, new, few, clock)


def test_looks_are_counted_over_all_that_runs(
    session: Session, gardener: Scope, city: City, subscription: Subscription, few: Settings
) -> None:
    clock = ManualClock()
    other = cameras.add(session, city.parks.id)
    new = NewSubscription(other, subscription.algorithm_id, interval_s=5)
    with pytest.raises(QuotaExceeded) as caught:
        service.create(session, gardener, new, few, clock)
    assert "已用 12，本次需再增加 12" in caught.value.message("zh")
    slow = NewSubscription(other, subscription.algorithm_id, interval_s=10)
    assert service.create(session, gardener, slow, few, clock).interval_s == 10


def test_to_look_more_often_takes_room_and_to_look_less_often_does_not(
    session: Session, gardener: Scope, subscription: Subscription, few: Settings
) -> None:
    def change(**wanted: float | bool) -> Subscription:
        how = SubscriptionChange(**wanted)  # type: ignore[arg-type]
        return service.change(session, gardener, subscription.id, how, ANY, few, ManualClock())

    with pytest.raises(QuotaExceeded):
        change(interval_s=2)
    assert change(interval_s=3).interval_s == 3  # exactly twenty
    change(enabled=False)
    change(interval_s=1)
    with pytest.raises(QuotaExceeded):
        change(enabled=True)
    assert change(interval_s=6, enabled=True).enabled


def test_over_its_storage_an_organization_begins_nothing_new(
    session: Session, gardener: Scope, city: City, subscription: Subscription, few: Settings
) -> None:
    row = Measured(
        organization_id=city.parks.id,
        resource="storage_gb",
        amount=1.0,
        measured_at=ManualClock().now(),
    )
    session.add(row)
    session.flush()
    other = cameras.add(session, city.parks.id)
    new = NewSubscription(other, subscription.algorithm_id, interval_s=60)
    row.amount = 1.5
    session.flush()
    with pytest.raises(QuotaExceeded) as caught:
        service.create(session, gardener, new, few, ManualClock())
    assert "证据存储" in caught.value.message("zh")
    row.amount = 1.0
    session.flush()
    assert service.create(session, gardener, new, few, ManualClock()).enabled


@pytest.mark.usefixtures("quick_gate")
def test_a_vendor_hands_in_so_many_versions(
    session: Session, city: City, tmp_path: Path, blobs: FolderBlobs, clock: ManualClock
) -> None:
    one = Settings(home=tmp_path, quota_versions=1)

    def hand_in(version: str) -> str:
        folder = goods.write(tmp_path / version, described=goods.manifest(version))
        made = catalogue.install_builtin(
            session, folder, city.vendor.id, "0.1.0", blobs, one, clock, LIMITS
        )
        return made.version

    assert hand_in("1.0.0") == "1.0.0"
    assert hand_in("1.0.0") == "1.0.0"  # the same package again is no new one
    with pytest.raises(QuotaExceeded):
        hand_in("1.0.1")


def test_a_package_is_not_larger_than_it_may_be(
    session: Session, city: City, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, quota_upload_mb=2)
    quota.require_room(session, city.vendor.id, 2_000_000, settings)
    with pytest.raises(QuotaExceeded):
        quota.require_room(session, city.vendor.id, 2_000_001, settings)
