"""Cameras of two departments, subscribed with their consent over the API: asked for, decided, withdrawn."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.quotas.model import Quota
from accounts.shares.model import Share
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.subscriptions.model import Subscription
from tests import make
from tests.registry import cameras, goods, shelf
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import Client, World
from tests.serving.test_approvals import Browser, operators, vote

__all__ = ["operators"]

Sent = Callable[[str], TestClient]
BULK, SHARES = "/api/v1/subscriptions/bulk", "/api/v1/shares"


@pytest.fixture
def bridges(services: Services, world: World) -> dict[str, UUID]:
    """A camera of the roads and one of the water office, which the parks may subscribe with consent."""
    with transaction(services.sessions) as session:
        city = session.get_one(Organization, world.own.parent_id)
        water = make.organization(session, city, name_zh="河道局", name_en="Rivers")
        named = {"water": water.id}
        for name, owner in (("road", world.other.id), ("sluice", water.id)):
            named[name] = cameras.add(session, owner, name, name)
            row = Share(
                owner_id=owner, object_type="cameras", object_id=named[name],
                organization_id=world.own.id, terms="consent",
            )  # fmt: skip
            session.add(row)
            session.flush()
            named[f"{name}_share"] = row.id
        algorithm_id = world.mine["algorithm_id"]
        version = session.scalars(select(Version).filter_by(algorithm_id=algorithm_id)).one()
        version.manifest = goods.manifest()
        shelf.mean(session, algorithm_id, version.id)
    return named


@pytest.fixture
def people(
    app: FastAPI, services: Services, world: World, bridges: dict[str, UUID]
) -> Iterator[Sent]:
    """Browsers of subscribers: of the roads, of the water office, of the city above both."""
    opened: list[TestClient] = []

    def browser(place: str) -> TestClient:
        with transaction(services.sessions) as session:
            ids = {
                "roads": world.other.id, "water": bridges["water"], "city": world.own.parent_id,
            }  # fmt: skip
            owner = session.get_one(Organization, ids[place])
            cookie = signed_in(session, services, user(session, owner, Role.SUBSCRIBER))[0]
        made = TestClient(app)
        made.cookies.set(COOKIE, cookie)
        made.headers.update({"origin": "http://testserver", "if-match": "*"})
        opened.append(made)
        return made

    yield browser
    for one in opened:
        one.close()


def wanted(world: World, bridges: dict[str, UUID], *names: str, **more: Any) -> dict[str, Any]:
    ids = [str(bridges[one]) for one in names]
    return {"algorithm_id": str(world.mine["algorithm_id"]), "camera_ids": ids} | more


def asked(client: Client, world: World, bridges: dict[str, UUID], *names: str) -> str:
    body = wanted(world, bridges, *names, reason="防汛期联合值守")
    answer = client(Role.SUBSCRIBER).post(BULK, json=body)
    assert (answer.status_code, answer.json()["created"]) == (201, 0)
    approval: str = answer.json()["approval_id"]
    return approval


def held(services: Services, world: World) -> set[UUID]:
    with transaction(services.sessions) as session:
        mine = select(Subscription.camera_id).where(
            Subscription.owner_id == world.own.id, Subscription.enabled
        )
        return {*session.scalars(mine)}


def test_two_owners_agree_and_then_it_runs(
    client: Client, people: Sent, world: World, bridges: dict[str, UUID], services: Services
) -> None:
    checked = client(Role.SUBSCRIBER).post(
        BULK, json=wanted(world, bridges, "road", "sluice", dry_run=True)
    )
    assert {one["name_en"]: one["cameras"] for one in checked.json()["consents"]} == {
        "Roads": 1,
        "Rivers": 1,
    }
    refused = client(Role.SUBSCRIBER).post(BULK, json=wanted(world, bridges, "road", "sluice"))
    assert (refused.status_code, refused.json()["code"]) == (409, "consent_needed")
    approval = asked(client, world, bridges, "road", "sluice")
    roads, water = people("roads"), people("water")
    [listed] = roads.get("/api/v1/approvals").json()["items"]
    assert (listed["id"], listed["missing"]) == (approval, [])
    yours = {one["name_en"]: one["yours"] for one in listed["missing_owners"]}
    assert yours == {"Roads": True, "Rivers": False}
    first = vote(roads, approval)
    assert first.status_code == 201
    facts = first.json()["object"]
    named = {one["name_en"]: [each["name_en"] for each in one["named"]] for one in facts["owners"]}
    assert named == {"Roads": ["road"], "Rivers": []}  # the roads do not see the rivers' cameras
    assert (facts["cameras"], facts["why"]["code"], facts["barred"]) == (2, "consent_needed", 0)
    assert [one["name_en"] for one in first.json()["missing_owners"]] == ["Rivers"]
    assert held(services, world) == set()
    second = vote(water, approval)
    assert second.json()["state"] == "approved"
    assert held(services, world) == {bridges["road"], bridges["sluice"]}
    mine = client(Role.SUBSCRIBER).get(f"/api/v1/approvals/{approval}").json()
    assert [one["organization"]["name_en"] for one in mine["votes"]] == ["Roads", "Rivers"]
    late = vote(roads, approval)
    assert (late.status_code, late.json()["code"]) == (409, "approval_decided")


def test_one_owner_refuses_with_a_reason_that_the_asker_reads(
    client: Client, people: Sent, world: World, bridges: dict[str, UUID], services: Services
) -> None:
    approval = asked(client, world, bridges, "road", "sluice")
    said = vote(people("water"), approval, "reject")
    assert said.json()["state"] == "rejected"
    mine = client(Role.SUBSCRIBER).get(f"/api/v1/approvals/{approval}").json()
    [voice] = mine["votes"]
    assert (voice["reason"], voice["organization"]["name_en"]) == ("已核对", "Rivers")
    assert vote(people("roads"), approval).status_code == 409
    assert held(services, world) == set()


def test_a_quota_and_two_owners_all_have_to_agree(
    client: Client,
    people: Sent,
    operators: Browser,
    world: World,
    bridges: dict[str, UUID],
    services: Services,
) -> None:
    with transaction(services.sessions) as session:
        session.add(Quota(organization_id=world.own.id, resource="looks_per_minute", amount=0))
    approval = asked(client, world, bridges, "road", "sluice")
    for one in (people("roads"), operators(Role.SECURITY), people("water")):
        assert vote(one, approval).json()["state"] == "waiting"
    assert held(services, world) == set()
    assert vote(operators(Role.SYSTEM), approval).json()["state"] == "approved"
    assert held(services, world) == {bridges["road"], bridges["sluice"]}


def test_who_decides_is_the_owner_or_who_stands_above(
    client: Client, people: Sent, operators: Browser, world: World, bridges: dict[str, UUID]
) -> None:
    approval = asked(client, world, bridges, "road")
    own = vote(client(Role.SUBSCRIBER), approval)
    assert (own.status_code, own.json()["code"]) == (403, "approval_own_request")
    assert vote(people("water"), approval).status_code == 404
    for role in (Role.SYSTEM, Role.SECURITY):
        answer = vote(operators(role), approval)
        assert (answer.status_code, answer.json()["code"]) == (403, "approval_not_asked")
    assert vote(people("city"), approval).json()["state"] == "approved"
    again = vote(people("roads"), approval)
    assert (again.status_code, again.json()["code"]) == (409, "approval_decided")


def test_the_asker_takes_it_back(
    client: Client, people: Sent, world: World, bridges: dict[str, UUID]
) -> None:
    approval = asked(client, world, bridges, "road")
    address, why = f"/api/v1/approvals/{approval}/withdrawal", {"reason": "改用本局摄像机"}
    assert people("roads").post(address, json=why).status_code == 404
    taken = client(Role.SUBSCRIBER).post(address, json=why)
    assert (taken.status_code, taken.json()["state"]) == (201, "withdrawn")
    assert vote(people("roads"), approval).status_code == 409


def test_two_of_one_owner_at_once_are_one_vote(
    client: Client, people: Sent, world: World, bridges: dict[str, UUID], services: Services
) -> None:
    approval = asked(client, world, bridges, "road", "sluice")
    pair = [people("roads"), people("roads")]
    with ThreadPoolExecutor(2) as pool:
        codes = [*pool.map(lambda one: vote(one, approval).status_code, pair)]
    assert sorted(codes) == [201, 409]
    assert held(services, world) == set()


def test_a_share_taken_back_in_between_leaves_its_camera_out(
    client: Client, people: Sent, world: World, bridges: dict[str, UUID], services: Services
) -> None:
    approval = asked(client, world, bridges, "road", "sluice")
    roads, water = people("roads"), people("water")
    assert vote(roads, approval).json()["state"] == "waiting"
    assert water.delete(f"{SHARES}/{bridges['sluice_share']}").status_code == 204
    mine = client(Role.SUBSCRIBER).get(f"/api/v1/approvals/{approval}").json()
    assert (mine["state"], mine["object"]["barred"]) == ("approved", 1)
    assert held(services, world) == {bridges["road"]}
    assert water.get(f"/api/v1/approvals/{approval}").status_code == 404
    assert roads.delete(f"{SHARES}/{bridges['road_share']}").status_code == 204
    assert held(services, world) == set()


def test_terms_are_changed_by_who_read_them_last(
    client: Client, people: Sent, world: World, bridges: dict[str, UUID], services: Services
) -> None:
    roads = people("roads")
    listed = roads.get(SHARES, params={"object_id": str(bridges["road"])}).json()["items"]
    [share] = listed
    assert (share["terms"], share["revision"]) == ("consent", 1)
    address, free = f"{SHARES}/{bridges['road_share']}", {"terms": "subscribe"}
    answer = roads.patch(address, json=free, headers={"if-match": '"1"'})
    assert (answer.status_code, answer.json()["terms"]) == (200, "subscribe")
    assert answer.headers["etag"] == '"2"'
    stale = roads.patch(address, json={"terms": "see"}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    done = client(Role.SUBSCRIBER).post(BULK, json=wanted(world, bridges, "road"))
    assert done.json()["created"] == 1
    assert roads.patch(address, json={"terms": "see"}).status_code == 200
    assert held(services, world) == set()
    mine = client(Role.SUBSCRIBER).get("/api/v1/subscriptions").json()["items"]
    assert [one["state_reason"]["code"] for one in mine if one["state_reason"]] == ["see_only"]


def test_a_share_is_free_unless_it_says_otherwise(
    client: Client, world: World, services: Services
) -> None:
    body = {
        "object_type": "cameras",
        "object_id": str(world.mine["camera_id"]),
        "organization_id": str(world.other.id),
    }
    made = client(Role.SUBSCRIBER).post(SHARES, json=body)
    assert (made.status_code, made.json()["terms"]) == (201, "subscribe")
    wrong = client(Role.SUBSCRIBER).post(SHARES, json=body | {"terms": "own"})
    assert wrong.status_code == 422


def test_both_sides_find_it_on_their_trail(
    client: Client, people: Sent, world: World, bridges: dict[str, UUID], services: Services
) -> None:
    approval = asked(client, world, bridges, "road")
    vote(people("roads"), approval)
    with transaction(services.sessions) as session:
        lines = session.scalars(
            select(AuditEntry).where(AuditEntry.action.startswith("approval."))
        ).all()
        told = {(one.owner_id, one.action) for one in lines if one.object_id is not None}
    asks = {(world.own.id, f"approval.{one}") for one in ("request", "vote", "decide")}
    assert asks | {(world.other.id, "approval.consent")} <= told
