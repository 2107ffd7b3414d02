"""Quotas, counted on cameras: whose limit, whose rows, two at once, and what is said about it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from accounts.quotas import service
from accounts.quotas.errors import OwnQuota, QuotaExceeded, QuotaMisplaced
from accounts.quotas.listing import describe
from accounts.quotas.model import Quota
from accounts.quotas.resource import RESOURCES, Resource, default_of
from accounts.quotas.service import Wanted
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.registry import cameras
from video.cameras.quota import CAMERAS, require_room


@dataclass
class Tree:
    """A city with two departments, one of which has a unit."""

    root: Organization
    city: Organization
    parks: Organization
    gardens: Organization
    roads: Organization


@pytest.fixture
def tree(sessions: Sessions) -> Tree:
    with transaction(sessions) as session:
        city = make.organization(session)
        parks = make.organization(session, city, name_zh="园林局", name_en="Parks")
        gardens = make.organization(session, parks, kind="unit", name_zh="公园", name_en="Gardens")
        roads = make.organization(session, city, name_zh="道路局", name_en="Roads")
        return Tree(organizations.operator(session), city, parks, gardens, roads)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two cameras each, unless somebody says otherwise."""
    return Settings(home=tmp_path, quota_cameras=2)


def limit(session: Session, organization: Organization, amount: int | None) -> None:
    """Set how many cameras an organization and all below it may have."""
    key = (organization.id, "cameras")
    row = session.get(Quota, key) or Quota(organization_id=key[0], resource=key[1])
    row.amount = amount
    session.add(row)
    session.flush()


def fits(session: Session, organization: Organization, settings: Settings, adding: int = 1) -> bool:
    try:
        require_room(session, organization.id, adding, settings)
    except QuotaExceeded:
        return False
    return True


def test_the_default_bounds_what_an_organization_owns_itself(
    session: Session, tree: Tree, settings: Settings
) -> None:
    for _ in range(2):
        assert fits(session, tree.parks, settings)
        cameras.add(session, tree.parks.id)
    assert not fits(session, tree.parks, settings)
    assert fits(session, tree.gardens, settings)
    assert fits(session, tree.city, settings)


def test_what_is_set_bounds_all_below_too(session: Session, tree: Tree, settings: Settings) -> None:
    limit(session, tree.parks, 3)
    for owner in (tree.gardens, tree.gardens, tree.parks):
        assert fits(session, owner, settings)
        cameras.add(session, owner.id)
    assert not fits(session, tree.parks, settings)
    limit(session, tree.parks, 4)
    assert fits(session, tree.parks, settings)
    assert not fits(session, tree.gardens, settings)  # its own default is 2


def test_what_is_set_above_counts_the_whole_city(
    session: Session, tree: Tree, settings: Settings
) -> None:
    limit(session, tree.city, 2)
    limit(session, tree.roads, 100)
    cameras.add(session, tree.roads.id)
    cameras.add(session, tree.gardens.id)
    for owner in (tree.city, tree.parks, tree.gardens, tree.roads):
        assert not fits(session, owner, settings)
    limit(session, tree.city, None)
    assert fits(session, tree.roads, settings)


def test_a_list_is_asked_for_at_once(session: Session, tree: Tree, settings: Settings) -> None:
    limit(session, tree.parks, 10)
    cameras.add(session, tree.parks.id)
    assert fits(session, tree.parks, settings, 9)
    assert not fits(session, tree.parks, settings, 10)


def test_a_removed_camera_does_not_count(
    session: Session, tree: Tree, settings: Settings, clock: ManualClock
) -> None:
    limit(session, tree.parks, 1)
    camera = cameras.add(session, tree.parks.id)
    assert not fits(session, tree.parks, settings)
    session.execute(
        text("UPDATE cameras SET removed_at = :at WHERE id = :id"),
        {"at": clock.now(), "id": camera},
    )
    assert fits(session, tree.parks, settings)


def test_the_refusal_says_which_limit_whose_it_is_and_who_can_raise_it(
    session: Session, tree: Tree, settings: Settings
) -> None:
    limit(session, tree.city, 1)
    cameras.add(session, tree.roads.id)
    with pytest.raises(QuotaExceeded) as caught:
        require_room(session, tree.gardens.id, 2, settings)
    zh, en = caught.value.message("zh"), caught.value.message("en")
    assert zh == (
        "“示例市”的摄像机数配额为 1，已用 1，本次需再增加 2。可请“平台运营方”的系统管理员调整配额。"
    )
    assert en == (
        "“Sample City” may have 1 cameras, has 1 and needs 2 more. "
        "A system administrator of “Platform operator” can raise it."
    )
    assert (caught.value.code, caught.value.status) == ("quota_exceeded", 409)


def test_the_operators_own_limit_is_a_setting(
    session: Session, tree: Tree, settings: Settings
) -> None:
    with pytest.raises(QuotaExceeded) as caught:
        require_room(session, tree.root.id, 3, settings)
    assert "ALGOMART_QUOTA_CAMERAS" in caught.value.message("zh")


def test_a_name_with_braces_is_shown_as_it_is(
    session: Session, tree: Tree, settings: Settings
) -> None:
    session.get_one(Organization, tree.parks.id).name_zh = "{园林}"
    session.get_one(Organization, tree.city.id).name_zh = "{0}市"
    with pytest.raises(QuotaExceeded) as caught:
        require_room(session, tree.parks.id, 3, settings)
    assert "“{园林}”" in caught.value.message("zh")
    assert "“{0}市”" in caught.value.message("zh")


@pytest.mark.parametrize("whose", ["parks", "city"])
def test_two_who_add_at_once_get_one_place(
    sessions: Sessions, tree: Tree, settings: Settings, whose: str
) -> None:
    with transaction(sessions) as session:
        limit(session, getattr(tree, whose), 1)
    together = Barrier(2)

    def add(owner: UUID) -> bool:
        together.wait()
        try:
            with transaction(sessions) as session:
                require_room(session, owner, 1, settings)
                cameras.add(session, owner)
        except QuotaExceeded:
            return False
        return True

    beside = tree.parks.id if whose == "parks" else tree.roads.id
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, [tree.parks.id, beside])) == [False, True]


@pytest.fixture
def held(sessions: Sessions, tree: Tree, settings: Settings) -> Iterator[None]:
    """Somebody adds a camera to the parks and takes his time."""
    with transaction(sessions) as session:
        require_room(session, tree.parks.id, 1, settings)
        yield


@pytest.mark.usefixtures("held")
def test_nobody_else_waits_for_it(sessions: Sessions, tree: Tree, settings: Settings) -> None:
    with transaction(sessions) as session:
        session.execute(text("SET LOCAL lock_timeout = '500ms'"))
        require_room(session, tree.roads.id, 1, settings)
        require_room(session, tree.gardens.id, 1, settings)
        cameras.add(session, tree.parks.id)  # refers to the locked organization
        make.user(session, session.get_one(Organization, tree.parks.id))


def administrator(session: Session, place: Organization) -> User:
    return make.user(session, session.get_one(Organization, place.id), roles=["system"])


def test_quotas_are_set_from_above_only(session: Session, tree: Tree, clock: ManualClock) -> None:
    wanted = {Resource.CAMERAS: 7}
    scope = make.scope_of(administrator(session, tree.city), "quota.update")
    parks, city = (session.get_one(Organization, one.id) for one in (tree.parks, tree.city))
    service.change(session, scope, parks, wanted, clock)
    assert session.get_one(Quota, (parks.id, "cameras")).amount == 7
    with pytest.raises(OwnQuota):
        service.change(session, scope, city, wanted, clock)
    line = session.scalars(select(AuditEntry).filter_by(action="quota.update")).one()
    assert (line.before, line.after) == ({"cameras": None}, {"cameras": 7})


def test_a_department_has_no_quota_of_versions(
    session: Session, tree: Tree, clock: ManualClock
) -> None:
    scope = make.scope_of(administrator(session, tree.city), "quota.update")
    parks = session.get_one(Organization, tree.parks.id)
    with pytest.raises(QuotaMisplaced):
        service.change(session, scope, parks, {Resource.VERSIONS: 7}, clock)


def test_the_list_tells_limits_use_and_what_bounds_from_above(
    session: Session, tree: Tree, settings: Settings
) -> None:
    limit(session, tree.city, 10)
    limit(session, tree.parks, 1)
    for owner in (tree.parks, tree.gardens, tree.gardens):
        cameras.add(session, owner.id)
    order = [session.get_one(Organization, one.id) for one in (tree.city, tree.parks, tree.gardens)]
    told = describe(session, order, {Resource.CAMERAS: CAMERAS}, settings)
    city, parks, gardens = (
        next(one for one in listed.quotas if one.resource == "cameras") for listed in told
    )
    assert (city.limit, city.used, city.is_default, city.over) == (10, 3, False, False)
    assert (parks.limit, parks.used, parks.is_default, parks.over) == (1, 3, False, True)
    assert (gardens.limit, gardens.used, gardens.is_default) == (2, 2, True)
    assert [bound.limit for bound in gardens.above] == [10, 1]
    assert [listed.revision for listed in told] == [2, 2, 1]


def test_every_resource_has_its_setting() -> None:
    assert all(default_of(resource, Settings()) > 0 for resource in RESOURCES)


def test_those_who_add_at_different_heights_of_the_tree_never_wait_in_a_circle(
    sessions: Sessions, tree: Tree, settings: Settings
) -> None:
    """One resource is bounded at the city, the other at the parks; both are asked for everywhere at once."""
    with transaction(sessions) as session:
        limit(session, tree.parks, 1000)
        session.add(Quota(organization_id=tree.city.id, resource="storage_gb", amount=1000))
    wanted = [Wanted(Resource.CAMERAS, 1, CAMERAS), Wanted(Resource.STORAGE_GB, 1)]
    owners = [tree.gardens.id, tree.parks.id, tree.city.id, tree.roads.id]

    def add(owner: UUID) -> None:
        for _ in range(10):
            with transaction(sessions) as session:
                service.require(session, owner, wanted, settings)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add, owner) for owner in owners]:
            done.result(timeout=60)
