"""Many cameras over the API: by name and by filter, checked, subscribed, or asked for and approved by two."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.policy import Role
from accounts.quotas.model import Quota
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.subscriptions.model import Subscription
from tests.registry import cameras, goods, shelf
from tests.serving.conftest import Client, World
from tests.serving.test_approvals import Browser, operators, vote
from video.cameras.model import Camera

__all__ = ["operators"]

HIGH = {"height_m": [3, 12]}


@pytest.fixture
def crossing(services: Services, world: World) -> list[UUID]:
    """Three cameras with a tag, one of them too low, and goods that say how high one must hang."""
    with transaction(services.sessions) as session:
        ids = [cameras.add(session, world.own.id, f"路口 {n}") for n in range(3)]
        for one in session.scalars(select(Camera).where(Camera.id.in_(ids))):
            one.tags, one.height_m = ["路口"], 6.0
        session.get_one(Camera, ids[0]).height_m = 2.0
        algorithm_id = world.mine["algorithm_id"]
        version = session.scalars(select(Version).filter_by(algorithm_id=algorithm_id)).one()
        version.manifest = goods.manifest() | {"camera": HIGH}
        shelf.mean(session, algorithm_id, version.id)
    return ids


def asked(client: TestClient, world: World, **more: Any) -> Any:
    body = {"algorithm_id": str(world.mine["algorithm_id"]), "filters": [{"tag": "路口"}]}
    return client.post("/api/v1/subscriptions/bulk", json=body | more)


def held(services: Services) -> set[UUID]:
    with transaction(services.sessions) as session:
        return {*session.scalars(select(Subscription.camera_id))}


def test_it_is_checked_and_then_done(
    client: Client, world: World, services: Services, crossing: list[UUID]
) -> None:
    subscriber, before = client(Role.SUBSCRIBER), held(services)
    both = {"camera_ids": [str(crossing[1])]}
    checked = asked(subscriber, world, dry_run=True, **both)
    assert checked.status_code == 200
    said = {one["id"]: one["misfits"] for one in checked.json()["cameras"]}
    assert {*said} == {*map(str, crossing)}
    [misfit] = said.pop(str(crossing[0]))
    assert (misfit["code"], [*said.values()]) == ("height", [[], []])
    assert held(services) == before
    done = asked(subscriber, world, **both)
    assert (done.status_code, done.json()["created"]) == (201, 3)
    assert held(services) == before | {*crossing}
    again = asked(subscriber, world)
    assert (again.status_code, again.json()["code"]) == (400, "no_cameras")


def test_beyond_the_quota_it_is_asked_for_and_two_decide(
    client: Client, operators: Browser, world: World, services: Services, crossing: list[UUID]
) -> None:
    before = held(services)
    with transaction(services.sessions) as session:
        nothing = {"resource": "looks_per_minute", "amount": 0}
        session.add(Quota(organization_id=world.own.id, **nothing))
    subscriber = client(Role.SUBSCRIBER)
    refused = asked(subscriber, world)
    assert (refused.status_code, refused.json()["code"]) == (409, "quota_exceeded")
    waits = asked(subscriber, world, reason="防汛期加密")
    assert (waits.status_code, waits.json()["created"]) == (201, 0)
    approval = waits.json()["approval_id"]
    assert held(services) == before
    seen = subscriber.get("/api/v1/approvals", params={"object_type": "subscription_requests"})
    assert [one["id"] for one in seen.json()["items"]] == [approval]
    first = vote(operators(Role.SYSTEM), approval)
    facts = first.json()["object"]
    assert (facts["cameras"], facts["why"]["code"]) == (3, "quota_exceeded")
    assert held(services) == before
    assert vote(operators(Role.SECURITY), approval).json()["state"] == "approved"
    assert held(services) == before | {*crossing}
