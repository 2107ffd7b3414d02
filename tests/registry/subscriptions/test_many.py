"""Many cameras are subscribed at once, all or none, within the quota or by an approval."""

from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.approvals.service import Decision
from accounts.audit.model import AuditEntry
from accounts.quotas.errors import QuotaExceeded
from accounts.quotas.model import Quota
from accounts.scope import Scope
from core.clock import ManualClock
from core.errors import NotFound
from core.feed import Change
from core.ids import uuid7
from registry.catalogue.model import Version
from registry.subscriptions import many, requests, service
from registry.subscriptions.errors import NoCameras
from registry.subscriptions.many import EACH, Plan, Wish
from registry.subscriptions.model import Subscription, SubscriptionRequest
from registry.subscriptions.service import NewSubscription
from tests.registry import cameras
from tests.registry.conftest import SETTINGS, City, Install
from video.cameras.model import Camera


@pytest.fixture
def version(install: Install) -> Version:
    return install()


@pytest.fixture
def crowd(session: Session, city: City) -> list[UUID]:
    """More cameras of the parks than are each told of."""
    return [cameras.add(session, city.parks.id, f"门 {n}") for n in range(EACH + 10)]


def planned(
    session: Session, scope: Scope, version: Version, ids: list[UUID], interval_s: float = 60
) -> Plan:
    return many.plan(session, scope, Wish(version.algorithm_id, ids, interval_s), SETTINGS)


def held(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Subscription)) or 0


def limit(session: Session, city: City, looks_per_minute: int) -> None:
    amount = {"resource": "looks_per_minute", "amount": looks_per_minute}
    session.add(Quota(organization_id=city.parks.id, **amount))
    session.flush()


def test_a_plan_writes_nothing_and_says_what_it_takes(
    session: Session, gardener: Scope, crowd: list[UUID], version: Version, clock: ManualClock
) -> None:
    first = NewSubscription(crowd[0], version.algorithm_id)
    service.create(session, gardener, first, SETTINGS, clock)
    plan = planned(session, gardener, version, crowd, 10)
    assert held(session) == 1
    assert {one.camera.id for one in plan.cameras} == {*crowd}
    assert [one.camera.id for one in plan.cameras if one.subscribed] == [crowd[0]]
    count = len(crowd) - 1
    assert (plan.cost.cameras, plan.cost.camera_hours_per_day) == (count, 24 * count)
    assert plan.cost.looks_per_minute == count * 6
    assert plan.cost.cores == pytest.approx(count / 10 * plan.cost.cpu_ms / 1000)
    [share] = plan.cost.shares
    assert (share.used, share.after) == (12, 12 + count * 6)
    assert plan.exceeded is None


def test_all_come_at_once_with_one_line_and_one_word_to_followers(
    session: Session,
    city: City,
    gardener: Scope,
    crowd: list[UUID],
    version: Version,
    clock: ManualClock,
) -> None:
    plan = planned(session, gardener, version, crowd)
    assert many.carry_out(session, gardener, plan, clock) == len(crowd)
    assert {row.camera_id for row in service.enabled(session)} == {*crowd}
    [line] = session.scalars(select(AuditEntry).filter_by(action="subscription.create"))
    assert line.after is not None
    assert (len(line.after["cameras"]), line.after["subscriptions"]) == (len(crowd),) * 2
    told = select(Change.object_id).filter_by(topic="subscription")
    assert session.scalars(told).all() == [city.parks.id]
    again = planned(session, gardener, version, crowd)
    with pytest.raises(NoCameras):
        many.carry_out(session, gardener, again, clock)


def test_a_camera_that_cannot_be_seen_stops_them_all(
    session: Session, mender: Scope, crowd: list[UUID], version: Version
) -> None:
    for missing in (crowd[0], uuid7()):
        with pytest.raises(NotFound):
            planned(session, mender, version, [missing])
    assert held(session) == 0


def test_over_the_quota_nothing_is_written_and_it_can_be_asked_for(
    session: Session,
    city: City,
    gardener: Scope,
    crowd: list[UUID],
    version: Version,
    clock: ManualClock,
) -> None:
    limit(session, city, len(crowd) - 1)
    plan = planned(session, gardener, version, crowd)
    assert plan.exceeded is not None
    with pytest.raises(QuotaExceeded):
        many.carry_out(session, gardener, plan, clock)
    assert held(session) == 0
    approval = requests.ask(session, gardener, plan, "防汛期加密", clock)
    request = session.get_one(SubscriptionRequest, approval.object_id)
    assert (approval.state, approval.owner_id) == ("waiting", city.parks.id)
    assert str(len(crowd)) in approval.title_zh
    assert request.why["code"] == "quota_exceeded"
    assert held(session) == 0


def test_what_two_approve_is_subscribed_where_it_may_still_be_seen(
    session: Session,
    city: City,
    gardener: Scope,
    crowd: list[UUID],
    version: Version,
    clock: ManualClock,
) -> None:
    limit(session, city, 0)
    plan = planned(session, gardener, version, crowd)
    approval = requests.ask(session, gardener, plan, "防汛期加密", clock)
    session.get_one(Camera, crowd[0]).removed_at = clock.now()
    session.get_one(Camera, crowd[1]).owner_id = city.roads.id
    session.flush()
    refused = Decision(approval.id, approval.object_id, False, "不必")
    requests.decide(session, gardener, refused, clock, settings=SETTINGS)
    assert held(session) == 0
    decision = Decision(approval.id, approval.object_id, True, "同意")
    requests.decide(session, gardener, decision, clock, settings=SETTINGS)
    rows = session.scalars(select(Subscription)).all()
    assert {row.camera_id for row in rows} == {*crowd[2:]}
    assert {(row.owner_id, row.interval_s, row.alias) for row in rows} == {
        (city.parks.id, 60, "stable")
    }


def test_nothing_is_asked_for_that_needs_no_approval(
    session: Session, gardener: Scope, crowd: list[UUID], version: Version, clock: ManualClock
) -> None:
    plan = planned(session, gardener, version, crowd[:2])
    with pytest.raises(NoCameras):
        requests.ask(session, gardener, plan, "想要", clock)
