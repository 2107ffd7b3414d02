"""Cameras of others: subscribed freely, with their owner's consent, or not at all, as their sharing says."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.approvals import service as approvals
from accounts.approvals.model import Approval
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.quotas.errors import QuotaExceeded
from accounts.quotas.model import Quota
from accounts.scope import Scope
from accounts.shares import service as shares
from accounts.shares.model import Share, Terms
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.errors import NotFound
from core.http.etag import Precondition
from registry.catalogue.model import Version
from registry.subscriptions import many, requests, service, unshared
from registry.subscriptions.errors import (
    ConsentLapsed,
    ConsentNeeded,
    NoCameras,
    SeeOnly,
)
from registry.subscriptions.many import Plan, Wish
from registry.subscriptions.model import Subscription
from registry.subscriptions.service import NewSubscription, SubscriptionChange
from tests import make
from tests.registry import cameras, shelf
from tests.registry.conftest import SETTINGS, City, Install

ANY = Precondition("*")


@pytest.fixture
def version(install: Install) -> Version:
    return install()


@pytest.fixture
def roads(session: Session, city: City) -> Scope:
    """Somebody of the roads, who decides about their cameras."""
    return shelf.somebody(session, city.roads, Role.SUBSCRIBER, "approval.vote")


def lent(session: Session, city: City, terms: Terms, name: str = "桥头") -> tuple[UUID, Share]:
    """Add a camera of the roads that the parks may use on some terms."""
    camera = cameras.add(session, city.roads.id, name)
    row = Share(
        owner_id=city.roads.id,
        object_type="cameras",
        object_id=camera,
        organization_id=city.parks.id,
        terms=terms,
    )
    session.add(row)
    session.flush()
    return camera, row


def planned(session: Session, scope: Scope, version: Version, *ids: UUID) -> Plan:
    return many.plan(session, scope, Wish(version.algorithm_id, ids, 60), SETTINGS)


def asked(session: Session, scope: Scope, version: Version, *ids: UUID) -> Approval:
    plan = planned(session, scope, version, *ids)
    return requests.ask(session, scope, plan, "防汛期加密", ManualClock())


def agree(session: Session, scope: Scope, approval: Approval, choice: Any = "approve") -> None:
    effects = {"subscription_requests": requests.effect(SETTINGS)}
    approvals.vote(session, scope, approval.id, choice, "无碍", effects, ManualClock())


def reshare(session: Session, scope: Scope, row: Share, terms: Terms | None) -> None:
    """Share on other terms, or take the share back, with all that follows."""
    clock = ManualClock()
    if terms is None:
        shares.end(session, scope.on("share.delete"), row.id, clock)
    else:
        shares.change(session, scope.on("share.update"), row, terms, clock)
    requests.follow(session, scope, row.object_id, SETTINGS, clock)
    unshared.stop(session, scope, row, clock)


def subscribed(session: Session) -> set[UUID]:
    return {*session.scalars(select(Subscription.camera_id).where(Subscription.enabled))}


@pytest.mark.parametrize("terms", ["subscribe", "consent", "see"])
def test_a_plan_says_what_each_camera_takes(
    session: Session, city: City, gardener: Scope, version: Version, terms: Terms, camera: UUID
) -> None:
    theirs, _ = lent(session, city, terms)
    plan = planned(session, gardener, version, camera, theirs)
    assert {one.camera.id: one.terms for one in plan.cameras} == {
        camera: "subscribe",
        theirs: terms,
    }
    assert plan.cost.cameras == (1 if terms == "see" else 2)
    told = [(one.owner.id, one.camera_ids) for one in plan.consents]
    assert told == ([(city.roads.id, [theirs])] if terms == "consent" else [])


def test_the_most_generous_share_counts_and_reaches_down_and_up(
    session: Session, city: City, gardener: Scope, version: Version
) -> None:
    theirs, _ = lent(session, city, "see")
    parks = session.get_one(Organization, city.parks.id)
    unit = make.organization(session, parks, kind="unit", name_zh="公园", name_en="Gardens")
    row = Share(
        owner_id=city.roads.id, object_type="cameras", object_id=theirs,
        organization_id=unit.id, terms="consent",
    )  # fmt: skip
    session.add(row)
    session.flush()
    below = shelf.somebody(session, unit, Role.SUBSCRIBER, "subscription.create")
    for who in (gardener, below):
        [one] = planned(session, who, version, theirs).cameras
        assert one.terms == "consent"
    row.terms = "subscribe"
    session.flush()
    assert planned(session, below, version, theirs).cameras[0].terms == "subscribe"


def test_a_single_subscription_says_what_stands_against_it(
    session: Session, city: City, gardener: Scope, version: Version, clock: ManualClock
) -> None:
    refused: dict[Terms, type[Exception]] = {"consent": ConsentNeeded, "see": SeeOnly}
    for terms, error in refused.items():
        theirs, _ = lent(session, city, terms)
        with pytest.raises(error, match="Roads"):
            service.create(
                session, gardener, NewSubscription(theirs, version.algorithm_id), SETTINGS, clock
            )
    assert subscribed(session) == set()


def test_many_wait_for_the_consent_that_one_of_them_takes(
    session: Session,
    city: City,
    gardener: Scope,
    roads: Scope,
    version: Version,
    camera: UUID,
    clock: ManualClock,
) -> None:
    free, _ = lent(session, city, "subscribe", "一")
    theirs, _ = lent(session, city, "consent", "二")
    seen, _ = lent(session, city, "see", "三")
    plan = planned(session, gardener, version, camera, free, theirs, seen)
    with pytest.raises(ConsentNeeded):
        many.carry_out(session, gardener, plan, clock)
    approval = asked(session, gardener, version, camera, free, theirs, seen)
    assert subscribed(session) == set()
    agree(session, roads, approval)
    assert approval.state == "approved"
    assert subscribed(session) == {camera, free, theirs}


def test_what_is_only_seen_is_left_out_and_alone_is_nothing(
    session: Session,
    city: City,
    gardener: Scope,
    version: Version,
    camera: UUID,
    clock: ManualClock,
) -> None:
    seen, _ = lent(session, city, "see")
    with pytest.raises(SeeOnly):
        many.carry_out(session, gardener, planned(session, gardener, version, seen), clock)
    with pytest.raises(NoCameras):
        asked(session, gardener, version, seen)
    plan = planned(session, gardener, version, camera, seen)
    assert many.carry_out(session, gardener, plan, clock) == 1
    assert subscribed(session) == {camera}


def test_a_no_subscribes_nothing(
    session: Session, city: City, gardener: Scope, roads: Scope, version: Version, camera: UUID
) -> None:
    theirs, _ = lent(session, city, "consent")
    approval = asked(session, gardener, version, camera, theirs)
    agree(session, roads, approval, "reject")
    assert (approval.state, subscribed(session)) == ("rejected", set())


def test_a_camera_whose_share_ended_meanwhile_is_left_out(
    session: Session, city: City, gardener: Scope, roads: Scope, version: Version
) -> None:
    first, _ = lent(session, city, "consent", "一")
    second, share = lent(session, city, "consent", "二")
    approval = asked(session, gardener, version, first, second)
    reshare(session, roads, share, None)
    assert approval.state == "waiting"
    agree(session, roads, approval)
    assert subscribed(session) == {first}


@pytest.mark.parametrize("terms", [None, "see"])
def test_a_request_of_which_nothing_is_left_is_rejected(
    session: Session, city: City, gardener: Scope, roads: Scope, version: Version, terms: Any
) -> None:
    theirs, share = lent(session, city, "consent")
    approval = asked(session, gardener, version, theirs)
    reshare(session, roads, share, terms)
    assert (approval.state, subscribed(session)) == ("rejected", set())


def test_a_request_that_needs_no_consent_any_more_is_carried_out(
    session: Session, city: City, gardener: Scope, roads: Scope, version: Version
) -> None:
    theirs, share = lent(session, city, "consent")
    approval = asked(session, gardener, version, theirs)
    reshare(session, roads, share, "subscribe")
    assert (approval.state, subscribed(session)) == ("approved", {theirs})


def test_an_owner_who_shares_nothing_of_it_any_more_is_not_waited_for(
    session: Session, city: City, gardener: Scope, roads: Scope, version: Version
) -> None:
    theirs, _ = lent(session, city, "consent")
    water = make.organization(
        session, session.get_one(Organization, city.roads.parent_id), name_zh="水务局"
    )
    other = cameras.add(session, water.id, "水闸")
    share = Share(
        owner_id=water.id, object_type="cameras", object_id=other,
        organization_id=city.parks.id, terms="consent",
    )  # fmt: skip
    session.add(share)
    session.flush()
    keeper = shelf.somebody(session, water, Role.SUBSCRIBER, "approval.vote")
    approval = asked(session, gardener, version, theirs, other)
    agree(session, roads, approval)
    assert (approval.state, subscribed(session)) == ("waiting", set())
    reshare(session, keeper, share, None)
    assert (approval.state, subscribed(session)) == ("approved", {theirs})


def test_a_share_that_asks_for_consent_by_now_is_asked_about_in_a_request_over_the_quota(
    session: Session, city: City, gardener: Scope, roads: Scope, version: Version
) -> None:
    theirs, share = lent(session, city, "subscribe")
    session.add(Quota(organization_id=city.parks.id, resource="looks_per_minute", amount=0))
    session.flush()
    approval = asked(session, gardener, version, theirs)
    reshare(session, roads, share, "consent")
    root = session.get_one(Organization, city.parks.parent_id)
    for role in (Role.SYSTEM, Role.SECURITY):
        agree(session, shelf.somebody(session, root, role, "approval.vote"), approval)
    assert (approval.state, subscribed(session)) == ("waiting", set())
    agree(session, roads, approval)
    assert (approval.state, subscribed(session)) == ("approved", {theirs})


def test_owners_alone_do_not_lift_a_quota(
    session: Session, city: City, gardener: Scope, roads: Scope, version: Version
) -> None:
    theirs, share = lent(session, city, "consent")
    approval = asked(session, gardener, version, theirs)
    session.add(Quota(organization_id=city.parks.id, resource="looks_per_minute", amount=0))
    session.flush()
    with pytest.raises(QuotaExceeded), session.begin_nested():
        agree(session, roads, approval)
    session.refresh(approval)
    assert (approval.state, subscribed(session)) == ("waiting", set())
    reshare(session, roads, share, "subscribe")
    assert (approval.state, subscribed(session)) == ("rejected", set())


@pytest.mark.parametrize(
    ("terms", "runs", "code"),
    [("consent", True, None), ("see", False, "see_only"), (None, False, "unshared")],
)
def test_subscriptions_stop_where_they_are_not_allowed_any_more(
    session: Session,
    city: City,
    gardener: Scope,
    roads: Scope,
    version: Version,
    clock: ManualClock,
    terms: Any,
    runs: bool,
    code: str | None,
) -> None:
    theirs, share = lent(session, city, "subscribe")
    new = NewSubscription(theirs, version.algorithm_id)
    row = service.create(session, gardener, new, SETTINGS, clock)
    reshare(session, roads, share, terms)
    assert row.enabled is runs
    assert (row.state_reason or {}).get("code") == code


def test_what_its_owner_stopped_takes_his_consent_to_go_on(
    session: Session,
    city: City,
    gardener: Scope,
    roads: Scope,
    version: Version,
    clock: ManualClock,
) -> None:
    theirs, share = lent(session, city, "subscribe")
    new = NewSubscription(theirs, version.algorithm_id)
    row = service.create(session, gardener, new, SETTINGS, clock)

    def switch(on: bool) -> None:
        wanted = SubscriptionChange(enabled=on)
        service.change(session, gardener, row.id, wanted, ANY, SETTINGS, clock)

    reshare(session, roads, share, "consent")
    switch(False)
    switch(True)  # it was free when it was made
    reshare(session, roads, share, "see")
    with pytest.raises(SeeOnly):
        switch(True)
    reshare(session, roads, share, "consent")
    with pytest.raises(ConsentLapsed):
        switch(True)
    reshare(session, roads, share, "subscribe")
    switch(True)
    assert row.enabled


def test_a_share_taken_back_while_somebody_subscribes_leaves_nothing_running(
    sessions: Sessions,
    session: Session,
    city: City,
    version: Version,
    gardener: Scope,
    roads: Scope,
) -> None:
    pairs = [lent(session, city, "subscribe", f"桥 {n}") for n in range(8)]
    shared, algorithm_id = [(camera, share.id) for camera, share in pairs], version.algorithm_id
    session.commit()

    def subscribe(camera: UUID) -> None:
        with transaction(sessions) as mine:
            plan = many.plan(mine, gardener, Wish(algorithm_id, [camera], 60), SETTINGS)
            many.carry_out(mine, gardener, plan, ManualClock())

    def take_back(share: UUID) -> None:
        with transaction(sessions) as mine:
            clock, scope = ManualClock(), roads.on("share.delete")
            ended = shares.end(mine, scope, share, clock)
            requests.follow(mine, scope, ended.object_id, SETTINGS, clock)
            unshared.stop(mine, scope, ended, clock)

    jobs = [job for camera, share in shared for job in ((subscribe, camera), (take_back, share))]
    with ThreadPoolExecutor(4) as pool:
        [*pool.map(lambda job: _tried(*job), jobs)]
    with transaction(sessions) as mine:
        assert mine.scalar(select(func.count()).select_from(Share)) == 0
        assert subscribed(mine) == set()


def _tried(job: Any, about: UUID) -> None:
    """Whoever comes too late finds no camera."""
    try:
        job(about)
    except NotFound:
        return
