"""Looking through a camera: a reason first, one record for as long as it lasts, a mark on every picture."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from accounts.shares.model import Share
from cases.evidence import jpeg
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests.cases.evidence.scenes import likeness, street
from tests.serving.conftest import Client, World

SCENE = street(640, 360)


class OneCamera:
    """A cluster whose cameras all show the same street."""

    def picture(self, _camera_id: object) -> bytes:
        return jpeg.encode(SCENE, kind="live")


@pytest.fixture
def viewer(app: FastAPI, client: Client) -> TestClient:
    """A viewer of a department with one camera."""
    app.state.cluster = OneCamera()
    return client(Role.VIEWER)


def begin(viewer: TestClient, world: World, **change: Any) -> Response:
    """Say why one looks through the camera."""
    wish: dict[str, Any] = {"kind": "live", "object_type": "cameras", "reason": "maintenance"}
    wish["object_ids"] = [str(world.mine["camera_id"])]
    return viewer.post("/api/v1/viewings", json=wish | change)


def picture(viewer: TestClient, world: World) -> Response:
    """Ask what the camera shows."""
    return viewer.get(f"/api/v1/cameras/{world.mine['camera_id']}/picture")


def test_without_a_reason_there_is_no_picture(viewer: TestClient, world: World) -> None:
    refused = picture(viewer, world)
    assert (refused.status_code, refused.json()["code"]) == (403, "viewing_required")


def test_with_a_reason_pictures_come_marked_and_one_record_is_kept(
    viewer: TestClient, world: World, sessions: Sessions, clock: ManualClock
) -> None:
    viewing = begin(viewer, world).json()
    for _ in range(20):
        clock.advance(5)
        shown = picture(viewer, world)
        assert shown.status_code == 200
    assert shown.headers["cache-control"] == "no-store"
    seen = jpeg.decode(shown.content)
    assert 0.85 < likeness(seen, SCENE) < 0.999
    assert viewer.delete(f"/api/v1/viewings/{viewing['id']}").status_code == 204
    assert picture(viewer, world).status_code == 403
    with sessions() as session:
        found = select(AuditEntry).where(AuditEntry.action.like("%viewing%"))
        by = found.filter_by(user_id=world.users[Role.VIEWER].id)
        told = [*session.scalars(by.order_by(AuditEntry.id))]
        assert [line.action for line in told] == ["viewing.create", "viewing.end"]
        assert told[1].after is not None
        assert told[1].after["cameras"] == [str(world.mine["camera_id"])]
        assert session.scalars(select(AuditEntry).filter_by(action="camera.picture")).all() == []


def test_a_look_that_nobody_keeps_alive_is_over(
    viewer: TestClient, world: World, clock: ManualClock
) -> None:
    begin(viewer, world)
    clock.advance(61)
    assert picture(viewer, world).json()["code"] == "viewing_required"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"reason": "curious"}, 400, "look_reason_unknown"),
        ({"reason": "other"}, 400, "look_reason_unknown"),
        ({"kind": "evidence"}, 400, "look_mismatch"),
        ({"object_ids": []}, 422, "invalid_fields"),
        ({"object_type": "users"}, 422, "invalid_fields"),
    ],
)
def test_what_is_no_look_is_refused(
    viewer: TestClient, world: World, change: dict[str, Any], status: int, code: str
) -> None:
    refused = begin(viewer, world, **change)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_one_foreign_camera_among_one_s_own_spoils_the_look(
    viewer: TestClient, world: World
) -> None:
    both = [str(world.mine["camera_id"]), str(world.objects["camera_id"])]
    assert begin(viewer, world, object_ids=both).status_code == 404


def test_an_event_s_page_tells_whether_its_pictures_are_clear(
    app: FastAPI, client: Client, world: World, sessions: Sessions
) -> None:
    """The event belongs to the other department, whose share lets this one look."""
    event_id = world.objects["event_id"]
    with transaction(sessions) as session:
        share = Share(object_type="events", object_id=event_id, organization_id=world.own.id)
        share.owner_id = world.other.id
        session.add(share)
    viewer = client(Role.VIEWER)
    page = f"/api/v1/events/{event_id}"
    assert {one["clear"] for one in viewer.get(page).json()["evidence"]} == {False}
    wish = {"kind": "evidence", "object_type": "events", "object_ids": [str(event_id)]}
    made = viewer.post("/api/v1/viewings", json=wish | {"reason": "case_check"}).json()
    assert made["owner_id"] == str(world.other.id)
    assert {one["clear"] for one in viewer.get(page).json()["evidence"]} == {True}
