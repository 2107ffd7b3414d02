"""The routes of cameras: what is shown, who may, and what never leaves."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from accounts.audit.model import AuditEntry
from accounts.users.model import User
from core.database.engine import Sessions, transaction
from core.feed import Change
from core.secrets import Keyring
from tests.video.cameras.conftest import URL, City
from video.cameras.model import Camera
from video.cameras.service import clear_url

Browser = Callable[[User], TestClient]
BODY = {"name_zh": "东门", "name_en": "East gate", "url": URL, "place": "中山路 1 号"}


@pytest.fixture
def gardener(browser: Browser, city: City) -> TestClient:
    return browser(city.gardener)


def created(client: TestClient, **fields: Any) -> dict[str, Any]:
    answer = client.post("/cameras", json=BODY | fields)
    assert answer.status_code == 201, answer.text
    camera: dict[str, Any] = answer.json()
    return camera


def test_a_new_camera_is_shown_masked_and_stored_sealed(
    gardener: TestClient, sessions: Sessions, keyring: Keyring, city: City
) -> None:
    camera = created(gardener, longitude=120.387733, latitude=36.067376, coordinate_system="gcj02")
    assert camera["url"] == "rtsp://***@10.0.0.7:554/Streaming/Channels/102"
    assert (camera["owner_zh"], camera["owner_en"]) == ("园林局", "Parks")
    assert (camera["state"], camera["state_reason"], camera["subscriptions"]) == ("new", None, 0)
    assert camera["longitude"] == pytest.approx(120.3826, abs=1e-5)
    assert camera["latitude"] == pytest.approx(36.0671, abs=1e-5)
    with transaction(sessions) as session:
        row = session.scalars(select(Camera)).one()
        assert b"s3cret" not in row.url_sealed
        assert clear_url(session, keyring, row.id) == URL
        assert row.owner_id == city.parks.id


def test_no_answer_no_trail_and_no_refusal_repeats_the_password(
    gardener: TestClient, sessions: Sessions
) -> None:
    camera = created(gardener)
    path = f"/cameras/{camera['id']}"
    headers = {"If-Match": "*"}
    moved = URL.replace("10.0.0.7", "10.0.0.8")
    answers = [
        gardener.get("/cameras"),
        gardener.get(path),
        gardener.patch(path, json={"url": moved}, headers=headers),
        gardener.post("/cameras", json=BODY | {"url": URL.replace("rtsp", "http")}),
        gardener.post("/cameras", json=BODY | {"url": URL + "x" * 5000}),
        gardener.post("/cameras", json=BODY | {"url": [URL]}),
        gardener.post("/cameras", json={"url": URL}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 400, 422, 422, 422]
    with transaction(sessions) as session:
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        shown = "".join(json.dumps([entry.before, entry.after]) for entry in trail)
    assert "10.0.0.8" in shown
    assert "s3cret" not in shown + "".join(answer.text for answer in answers)


def test_a_change_needs_the_revision_it_is_based_on(gardener: TestClient) -> None:
    camera = created(gardener)
    path = f"/cameras/{camera['id']}"
    tag = gardener.get(path).headers["etag"]
    assert gardener.patch(path, json={"name_en": "x"}).status_code == 428
    first = gardener.patch(path, json={"name_en": "West gate"}, headers={"If-Match": tag})
    assert (first.status_code, first.json()["name_en"]) == (200, "West gate")
    assert first.json()["url"] == camera["url"]
    late = gardener.patch(path, json={"name_en": "North"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "stale")


def test_the_masked_address_sent_back_changes_nothing_and_masks_cannot_be_saved(
    gardener: TestClient, sessions: Sessions, keyring: Keyring
) -> None:
    camera = created(gardener)
    path, headers = f"/cameras/{camera['id']}", {"If-Match": "*"}
    assert gardener.patch(path, json={"url": camera["url"]}, headers=headers).status_code == 200
    elsewhere = camera["url"].replace("10.0.0.7", "evil.test")
    refused = gardener.patch(path, json={"url": elsewhere}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (400, "camera_url_invalid")
    with transaction(sessions) as session:
        assert clear_url(session, keyring, session.scalars(select(Camera.id)).one()) == URL


def test_a_camera_switched_off_is_paused_and_on_again_new(gardener: TestClient) -> None:
    path = f"/cameras/{created(gardener)['id']}"
    off = gardener.patch(path, json={"enabled": False}, headers={"If-Match": "*"}).json()
    assert (off["state"], off["state_reason"]["code"]) == ("paused", "disabled")
    assert off["state_reason"]["zh"] == "已停用"
    on = gardener.patch(path, json={"enabled": True}, headers={"If-Match": "*"}).json()
    assert (on["state"], on["state_reason"]) == ("new", None)


def test_half_a_position_is_refused_and_none_clears_it(gardener: TestClient) -> None:
    assert gardener.post("/cameras", json=BODY | {"longitude": 120}).status_code == 400
    assert (
        gardener.post("/cameras", json=BODY | {"longitude": 181, "latitude": 0}).status_code == 422
    )
    path = f"/cameras/{created(gardener, longitude=120, latitude=36)['id']}"
    named = gardener.patch(path, json={"place": ""}, headers={"If-Match": "*"}).json()
    assert (named["longitude"], named["place"]) == (120, "")
    body = {"longitude": None, "latitude": None}
    assert gardener.patch(path, json=body, headers={"If-Match": "*"}).json()["longitude"] is None


def test_lists_are_paged_filtered_and_searched(gardener: TestClient) -> None:
    for number in range(5):
        created(gardener, name_zh=f"路口{number}", name_en=f"Crossing_{number}%")
    first = gardener.get("/cameras?limit=3").json()
    rest = gardener.get(f"/cameras?limit=3&cursor={first['next_cursor']}").json()
    names = [camera["name_zh"] for camera in first["items"] + rest["items"]]
    assert names == [f"路口{number}" for number in (4, 3, 2, 1, 0)]
    assert (first["count"], rest["next_cursor"]) == (5, None)
    assert gardener.get("/cameras?q=口3").json()["count"] == 1
    assert gardener.get("/cameras?q=crossing_1%25").json()["count"] == 1
    assert gardener.get("/cameras?q=g%25").json()["count"] == 0
    assert gardener.get("/cameras?q=中山路").json()["count"] == 5
    assert gardener.get("/cameras?state=new").json()["count"] == 5
    assert gardener.get("/cameras?state=offline").json()["count"] == 0
    assert gardener.get("/cameras?state=running").status_code == 422


def test_another_department_finds_nothing(
    gardener: TestClient, browser: Browser, city: City
) -> None:
    path = f"/cameras/{created(gardener)['id']}"
    mender = browser(city.mender)
    assert mender.get("/cameras").json()["items"] == []
    headers = {"If-Match": "*"}
    assert mender.get(path).status_code == 404
    assert mender.patch(path, json={"name_en": "x"}, headers=headers).status_code == 404
    assert mender.delete(path).status_code == 404
    body = BODY | {"owner_id": str(city.parks.id)}
    assert mender.post("/cameras", json=body).status_code == 404
    assert browser(city.dispatcher).get(path).status_code == 200


def test_a_dispatcher_looks_but_does_not_touch(
    gardener: TestClient, browser: Browser, city: City
) -> None:
    path = f"/cameras/{created(gardener)['id']}"
    dispatcher = browser(city.dispatcher)
    headers = {"If-Match": "*"}
    assert dispatcher.post("/cameras", json=BODY).status_code == 403
    assert dispatcher.patch(path, json={"enabled": False}, headers=headers).status_code == 403
    assert dispatcher.delete(path).status_code == 403


def test_a_camera_in_use_stays_and_a_removed_one_keeps_only_its_name(
    gardener: TestClient, sessions: Sessions
) -> None:
    camera = created(gardener)
    path = f"/cameras/{camera['id']}"
    with transaction(sessions) as session:
        session.execute(_SUBSCRIBE, {"id": camera["id"], "owner": camera["owner_id"]})
    assert gardener.get(path).json()["subscriptions"] == 1
    refused = gardener.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "camera_in_use")
    with transaction(sessions) as session:
        session.execute(text("DELETE FROM subscriptions"))
    assert gardener.delete(path).status_code == 204
    assert gardener.delete(path).status_code == 404
    assert gardener.get(path).status_code == 404
    assert gardener.get("/cameras").json()["count"] == 0
    with transaction(sessions) as session:
        row = session.scalars(select(Camera)).one()
        assert (row.name_en, row.url_sealed, row.enabled) == ("East gate", b"", False)


def test_every_change_is_in_the_trail_and_in_the_feed(
    gardener: TestClient, sessions: Sessions
) -> None:
    camera = created(gardener)
    path = f"/cameras/{camera['id']}"
    gardener.patch(path, json={"place": "x"}, headers={"If-Match": "*"})
    gardener.delete(path)
    with transaction(sessions) as session:
        trail = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        feed = session.scalars(select(Change.object_id).where(Change.topic == "camera")).all()
    assert [one for one in trail if one.startswith("camera.")] == [
        "camera.create",
        "camera.update",
        "camera.delete",
    ]
    assert [str(one) for one in feed] == [camera["id"]] * 3


_SUBSCRIBE = text(
    """
    WITH algorithm AS (
        INSERT INTO algorithms (id, owner_id, slug, title_zh, title_en, summary_zh, summary_en,
            created_at)
        VALUES (gen_random_uuid(), :owner, 'fire', '', '', '', '', now()) RETURNING id
    )
    INSERT INTO subscriptions (id, owner_id, camera_id, algorithm_id, interval_s, rule, state_since,
        created_at)
    SELECT gen_random_uuid(), :owner, :id, algorithm.id, 5, '{}', now(), now() FROM algorithm
    """
)
