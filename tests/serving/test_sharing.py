"""Cameras lent to another organization, and taken back."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from accounts.tokens import service as tokens
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.subscriptions.model import Subscription
from tests import make
from tests.serving.belongings import user
from tests.serving.conftest import Client, World

SHARES, CAMERAS = "/api/v1/shares", "/api/v1/cameras"


@pytest.fixture
def gardener(client: Client) -> TestClient:
    """A subscriber of the parks, who own a camera."""
    return client(Role.SUBSCRIBER)


def share(browser: TestClient, world: World, receiver: UUID) -> Any:
    body = {
        "object_type": "cameras",
        "object_id": str(world.mine["camera_id"]),
        "organization_id": str(receiver),
    }
    answer = browser.post(SHARES, json=body)
    return answer.json() | {"http": answer.status_code}


def subscription(world: World, owner: UUID, camera: UUID, *, enabled: bool = True) -> Subscription:
    """Return a subscription as an earlier day left it."""
    now = ManualClock().now()
    return Subscription(
        owner_id=owner,
        camera_id=camera,
        algorithm_id=world.mine["algorithm_id"],
        interval_s=5,
        rule={},
        enabled=enabled,
        state="waiting" if enabled else "off",
        state_since=now,
        created_at=now,
    )


def test_a_shared_camera_is_listed_with_who_may_see_it(gardener: TestClient, world: World) -> None:
    made = share(gardener, world, world.other.id)
    assert made["http"] == 201
    [listed] = gardener.get(SHARES).json()["items"]
    assert listed["organization"]["name_en"] == "Roads"
    assert listed["object_id"] == str(world.mine["camera_id"])
    again = share(gardener, world, world.other.id)
    assert (again["http"], again["code"]) == (409, "already_shared")


def test_it_is_needless_to_share_with_the_owner_or_above(
    gardener: TestClient, world: World
) -> None:
    assert world.own.parent_id is not None
    for receiver in (world.own.id, world.own.parent_id):
        assert share(gardener, world, receiver)["code"] == "share_needless"


def test_nothing_is_shared_with_a_vendor(
    gardener: TestClient, world: World, services: Services
) -> None:
    with transaction(services.sessions) as session:
        vendor = make.organization(session, kind="vendor")
    assert share(gardener, world, vendor.id)["http"] == 404


def test_a_share_lets_others_see_and_ends_what_they_made_of_it(
    gardener: TestClient, world: World, services: Services
) -> None:
    made = share(gardener, world, world.other.id)
    with transaction(services.sessions) as session:
        mender = user(session, world.other, Role.SUBSCRIBER)
        secret = tokens.issue(session, None, mender, tokens.Wanted("t", 90), services.clock).secret
        row = subscription(world, world.other.id, world.mine["camera_id"])
        mine = subscription(world, world.own.id, world.mine["camera_id"])
        session.add_all([row, mine])
    camera, headers = f"{CAMERAS}/{world.mine['camera_id']}", {"authorization": f"Bearer {secret}"}
    assert gardener.get(camera, headers=headers).status_code == 200
    assert gardener.patch(camera, json={"place": "x"}, headers=headers).status_code == 404
    assert gardener.delete(f"{SHARES}/{made['id']}").status_code == 204
    assert gardener.get(SHARES).json()["items"] == []
    assert gardener.get(camera, headers=headers).status_code == 404
    with transaction(services.sessions) as session:
        stopped = session.get_one(Subscription, row.id)
        assert (stopped.enabled, stopped.state) == (False, "off")
        assert stopped.state_reason is not None
        assert stopped.state_reason["code"] == "unshared"
        assert session.get_one(Subscription, mine.id).enabled
        actions = set(session.scalars(select(AuditEntry.action)))
    assert {"share.create", "share.delete", "subscription.stop"} <= actions


def test_a_subscription_to_what_one_no_longer_sees_is_not_switched_on_again(
    client: Client, world: World, services: Services, gardener: TestClient
) -> None:
    theirs = world.objects["camera_id"]
    with transaction(services.sessions) as session:
        row = subscription(world, world.own.id, theirs, enabled=False)
        session.add(row)
    answer = gardener.patch(f"/api/v1/subscriptions/{row.id}", json={"enabled": True})
    assert answer.status_code == 404
