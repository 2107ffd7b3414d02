"""The registry's routes, as the console calls them."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from core.clock import ManualClock
from core.database.engine import Sessions
from core.ids import uuid7
from registry.catalogue.model import Version
from tests.registry.conftest import City, Install, bearer

API = "/api/v1"


@pytest.fixture
def version(install: Install) -> Version:
    return install()


@pytest.fixture
def gardener_headers(
    session: Session,
    sessions: Sessions,
    city: City,
    camera: UUID,
    version: Version,
    clock: ManualClock,
) -> dict[str, str]:
    """What is there is committed; the gardener has a token."""
    session.commit()
    return bearer(sessions, city.gardener, clock)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "火"}, True),  # its title
        ({"q": "明火 厂商"}, True),  # its summary, and who sells it
        ({"q": "SMOKE"}, True),
        ({"q": "fire.flame"}, True),  # an event it raises
        ({"q": "积水"}, False),
        ({"q": "火 积水"}, False),
        ({"q": "threshold"}, False),  # a word of the manifest's form, not of its meaning
        ({"q": "%"}, False),
        ({"event_type": "fire.flame"}, True),
        ({"event_type": "fire"}, False),
        ({"owner_id": str(uuid7())}, False),
    ],
)
def test_the_shelf_is_searched(
    client: TestClient, gardener_headers: dict[str, str], asked: dict[str, str], found: bool
) -> None:
    page = client.get(f"{API}/algorithms", params=asked, headers=gardener_headers).json()
    assert page["count"] == len(page["items"]) == found


def test_the_shelf_says_what_it_can_be_asked_for(
    client: TestClient, gardener_headers: dict[str, str], city: City
) -> None:
    choices = client.get(f"{API}/algorithms/choices", headers=gardener_headers).json()
    assert ("fire.flame", 1) in [(one["id"], one["count"]) for one in choices["event_types"]]
    assert [(one["id"], one["title_en"], one["count"]) for one in choices["vendors"]] == [
        (str(city.vendor.id), "Vendor", 1)
    ]


def test_the_shelf_shows_what_is_published(
    client: TestClient, gardener_headers: dict[str, str], version: Version
) -> None:
    page = client.get(f"{API}/algorithms", headers=gardener_headers).json()
    (shown,) = page["items"]
    assert page["count"] == 1
    assert (shown["slug"], shown["title_zh"], shown["vendor"]["name_en"]) == (
        "fire",
        "火情",
        "Vendor",
    )
    assert shown["stable"] == {
        "version_id": str(version.id),
        "version": "1.0.0",
        "state": "published",
        "licence_weights": "Apache-2.0",
        "remote": None,
    }
    assert shown["events"][0]["event_type"] == "fire.flame"
    assert (shown["interval_s"], shown["subscriptions"]) == (5, 0)
    detail = client.get(f"{API}/algorithms/{shown['id']}", headers=gardener_headers).json()
    assert detail["readme"].startswith("# 火情")
    assert detail["versions"][0]["digest"] == version.digest
    assert detail["versions"][0]["gate"]["passed"]


def test_an_unknown_algorithm_is_a_problem(
    client: TestClient, gardener_headers: dict[str, str]
) -> None:
    answer = client.get(f"{API}/algorithms/{uuid7()}", headers=gardener_headers)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert "算法" in answer.json()["detail"]


def test_nobody_looks_without_signing_in(client: TestClient) -> None:
    for path in ("algorithms", f"algorithms/{uuid7()}", "subscriptions"):
        assert client.get(f"{API}/{path}").status_code == 401


def test_a_subscription_lives_through_the_api(
    client: TestClient, gardener_headers: dict[str, str], camera: UUID, version: Version
) -> None:
    client.headers.update(gardener_headers)
    body = {"camera_id": str(camera), "algorithm_id": str(version.algorithm_id)}
    made = client.post(f"{API}/subscriptions", json=body)
    assert made.status_code == 201
    assert made.json()["camera"]["name_en"] == "East gate"
    assert client.post(f"{API}/subscriptions", json=body).json()["code"] == "already_subscribed"
    path = f"{API}/subscriptions/{made.json()['id']}"
    tag = client.get(path).headers["ETag"]
    changed = client.patch(path, json={"rule": {"k": 1}}, headers={"If-Match": tag})
    assert changed.json()["rule"]["k"] == 1
    assert client.patch(path, json={}, headers={"If-Match": tag}).status_code == 412
    assert client.get(f"{API}/algorithms").json()["items"][0]["subscriptions"] == 1
    assert client.get(f"{API}/subscriptions").json()["count"] == 1
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_a_subscription_is_pinned_through_the_api(
    client: TestClient, gardener_headers: dict[str, str], camera: UUID, version: Version
) -> None:
    client.headers.update(gardener_headers | {"If-Match": "*"})
    body = {"camera_id": str(camera), "algorithm_id": str(version.algorithm_id)}
    both = {"alias": "stable", "version_id": str(version.id)}
    refused = client.post(f"{API}/subscriptions", json=body | both)
    assert (refused.status_code, refused.json()["code"]) == (400, "subscription_meant_twice")
    made = client.post(f"{API}/subscriptions", json=body).json()
    assert (made["alias"], made["version_id"]) == ("stable", None)
    assert (made["version"]["version"], made["running_version"]) == ("1.0.0", None)
    path = f"{API}/subscriptions/{made['id']}"
    pinned = client.patch(path, json={"version_id": str(version.id)}).json()
    assert pinned["version_id"] == str(version.id)
    assert client.patch(path, json={"alias": "stable"}).json()["version_id"] is None


def test_bad_fields_are_named(
    client: TestClient, gardener_headers: dict[str, str], camera: UUID, version: Version
) -> None:
    body = {"camera_id": str(camera), "algorithm_id": str(version.algorithm_id), "interval_s": 0}
    answer = client.post(f"{API}/subscriptions", json=body, headers=gardener_headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "interval_s"
