"""Live pictures over a real server: marked, within the quota, for as long as one may look."""

import json
from base64 import b64decode
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from accounts.policy import Role
from cases.evidence import jpeg
from core.ids import uuid7
from serving.api import live
from serving.cluster.post import WorkerProcess
from serving.live.errors import LiveFull
from serving.live.wall import LARGE_PX, TILE_PX, Wall
from tests.cases.evidence.scenes import likeness
from tests.serving.conftest import World
from tests.serving.showing import STREET, City, shown


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def address(app: FastAPI, city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the API on a real socket, beside a cluster that shows pictures."""
    monkeypatch.setattr(live, "FRAME_S", 0.02)
    monkeypatch.setattr(live, "CHECK_S", 0.1)
    with shown(app, city, every_s=0.01) as origin:
        yield f"{origin}/api/v1"


@pytest.fixture
def viewer(address: str, world: World) -> Iterator[httpx.Client]:
    cookies = {"algomart_session": world.secrets[Role.VIEWER]}
    with httpx.Client(base_url=address, cookies=cookies, timeout=30) as client:
        yield client


def look(viewer: httpx.Client, *camera_ids: UUID) -> str:
    """Say why, and return the viewing."""
    wish: dict[str, Any] = {"kind": "live", "object_type": "cameras", "reason": "maintenance"}
    answer = viewer.post("/viewings", json=wish | {"object_ids": [str(one) for one in camera_ids]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def pictures(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_one_stream_carries_marked_pictures_of_all_cameras_until_the_look_ends(
    viewer: httpx.Client, world: World, city: City
) -> None:
    camera_id = world.mine["camera_id"]
    viewing = look(viewer, camera_id)
    with viewer.stream("GET", "/live", params={"viewing_id": viewing}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        seen = pictures(stream.iter_lines())
        shown = [next(seen) for _ in range(3)]
        assert {one["camera_id"] for one in shown} == {str(camera_id)}
        picture = jpeg.decode(b64decode(shown[0]["jpeg"]))
        assert picture.shape == STREET.shape
        assert likeness(picture, STREET) < 1, "it carries a mark"
        assert viewer.delete(f"/viewings/{viewing}").status_code == 204
        assert len(list(seen)) < 500, "the stream ends with the look"
    assert {one.longest_side for asked in city.worker.asked for one in asked.values()} == {TILE_PX}
    assert city.glanced


def test_one_camera_is_shown_as_mjpeg(viewer: httpx.Client, world: World) -> None:
    camera_id = world.mine["camera_id"]
    query = {"viewing_id": look(viewer, camera_id)}
    with viewer.stream("GET", f"/cameras/{camera_id}/live", params=query) as stream:
        assert stream.headers["content-type"] == "multipart/x-mixed-replace; boundary=picture"
        data = b""
        for part in stream.iter_raw():
            data += part
            if data.count(b"--picture") >= 3:
                break
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
    taken_at = datetime.fromisoformat(head.partition(b"X-Taken-At: ")[2].decode())
    assert taken_at.tzinfo is not None
    assert jpeg.decode(body[:length]).shape == STREET.shape


def test_without_an_open_look_there_is_no_stream(viewer: httpx.Client, world: World) -> None:
    camera_id = world.mine["camera_id"]
    assert viewer.get("/live", params={"viewing_id": str(uuid7())}).status_code == 403
    viewing = look(viewer, camera_id)
    viewer.delete(f"/viewings/{viewing}")
    refused = viewer.get(f"/cameras/{camera_id}/live", params={"viewing_id": viewing})
    assert (refused.status_code, refused.json()["code"]) == (403, "viewing_required")


def test_another_user_s_look_opens_nothing(
    viewer: httpx.Client, world: World, address: str
) -> None:
    viewing = look(viewer, world.mine["camera_id"])
    cookies = {"algomart_session": world.secrets[Role.DISPATCHER]}
    with httpx.Client(base_url=address, cookies=cookies) as other:
        assert other.get("/live", params={"viewing_id": viewing}).status_code == 403


def test_the_quota_of_live_cameras_is_said(
    viewer: httpx.Client, world: World, app: FastAPI
) -> None:
    with app.state.cluster.wall.watching([uuid7() for _ in range(64)], TILE_PX):
        viewing = look(viewer, world.mine["camera_id"])
        refused = viewer.get("/live", params={"viewing_id": viewing})
    assert (refused.status_code, refused.json()["code"]) == (409, "live_full")
    assert "64" in refused.json()["detail"]


def test_pictures_are_fetched_once_for_all_viewers_and_forgotten_with_the_last(city: City) -> None:
    wall, camera_id = Wall(2), uuid7()
    with wall.watching([camera_id], TILE_PX), wall.watching([camera_id], TILE_PX):
        wall.fetch(city)
        assert [list(asked) for asked in city.worker.asked] == [[camera_id]]
        assert wall.picture(camera_id, TILE_PX) is not None
        assert wall.picture(camera_id, LARGE_PX) is None
        with pytest.raises(LiveFull):
            wall.require_room([uuid7(), uuid7()])
    assert wall.picture(camera_id, TILE_PX) is None
    wall.fetch(city)
    assert len(city.worker.asked) == 1


def test_a_worker_that_has_gone_costs_only_its_pictures() -> None:
    wall, camera_id = Wall(), uuid7()

    class Nobody(City):
        def workers_of(self, camera_ids: Collection[UUID]) -> dict[UUID, WorkerProcess]:
            return {}

    with wall.watching([camera_id], TILE_PX):
        wall.fetch(Nobody())
        assert wall.picture(camera_id, TILE_PX) is None
