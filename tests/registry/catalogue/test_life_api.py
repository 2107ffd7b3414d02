"""Versions and aliases through the API: a vendor puts a version on the shelf, and moves an alias to it."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from accounts.policy import Role
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions
from registry.catalogue.model import Version
from tests.registry import shelf
from tests.registry.conftest import City, Install, bearer

API = "/api/v1"


@pytest.fixture
def keeper(session: Session, city: City) -> User:
    """Somebody of the vendor."""
    scope = shelf.somebody(session, city.vendor, Role.VENDOR, "version.act")
    return session.get_one(User, scope.user.id)


@pytest.fixture
def shop(
    session: Session, keeper: User, install: Install, clock: ManualClock
) -> tuple[Version, Version]:
    """A version on the shelf, and one that is approved; all is committed."""
    older = install("1.0.0")
    clock.advance(60)
    newer = install("1.1.0")
    newer.state, newer.published_at = "approved", None
    shelf.mean(session, older.algorithm_id, older.id)
    session.commit()
    return older, newer


@pytest.fixture
def vendor(
    sessions: Sessions,
    keeper: User,
    shop: tuple[Version, Version],
    client: TestClient,
    clock: ManualClock,
) -> TestClient:
    client.headers.update(bearer(sessions, keeper, clock))
    return client


def test_a_version_is_published_moved_to_deprecated_and_withdrawn(
    vendor: TestClient, shop: tuple[Version, Version], clock: ManualClock
) -> None:
    older, newer = shop
    steps = f"{API}/versions/{newer.id}/steps"
    shown = vendor.post(steps, json={"action": "publish"}).json()
    assert (shown["state"], shown["allowed"]) == ("published", ["deprecate", "withdraw"])
    alias = f"{API}/algorithms/{older.algorithm_id}/aliases/stable"
    known = vendor.get(alias)
    assert (known.json()["version"], known.headers["ETag"]) == ("1.0.0", '"3"')
    body = {"version_id": str(newer.id), "reason": "试用良好"}
    assert vendor.put(alias, json=body).status_code == 428
    seen = {"If-Match": known.headers["ETag"]}
    moved = vendor.put(alias, json=body, headers=seen)
    assert (moved.json()["version"], moved.headers["ETag"]) == ("1.1.0", '"4"')
    last = moved.json()["moves"][0]
    assert (last["from_version"], last["by"], last["reason"]["zh"]) == ("1.0.0", "张三", "试用良好")
    assert vendor.put(alias, json=body, headers=seen).status_code == 412
    assert vendor.put(alias, json=body | {"reason": " "}, headers=seen).status_code == 422
    refused = vendor.post(steps, json={"action": "deprecate", "reason": "旧"})
    assert (refused.status_code, refused.json()["code"]) == (400, "version_step_incomplete")
    until = (clock.now() + timedelta(days=30)).isoformat()
    shown = vendor.post(steps, json={"action": "deprecate", "reason": "旧", "until": until}).json()
    assert (shown["state"], shown["state_reason"]["zh"]) == ("deprecated", "旧")
    assert shown["deprecated_until"]
    assert vendor.post(steps, json={"action": "approve"}).status_code == 422
    detail = vendor.get(f"{API}/algorithms/{older.algorithm_id}").json()
    assert detail["may_move"]
    assert [one["version"] for one in detail["aliases"]] == ["1.1.0", None]


def test_a_subscriber_sees_what_became_of_a_version_and_may_do_nothing(
    sessions: Sessions, city: City, client: TestClient,
    shop: tuple[Version, Version], clock: ManualClock,
) -> None:  # fmt: skip
    older, newer = shop
    headers = bearer(sessions, city.gardener, clock)
    detail = client.get(f"{API}/algorithms/{older.algorithm_id}", headers=headers).json()
    (shown,) = detail["versions"]
    assert [one["action"] for one in shown["steps"]] == ["publish"]
    assert (shown["allowed"], detail["may_move"]) == ([], False)
    body = {"action": "publish"}
    path = f"{API}/versions/{newer.id}/steps"
    assert client.post(path, json=body, headers=headers).status_code == 403
