"""The link to the city's media server: for whom, on record, and never without a reason."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from accounts.viewings.model import Viewing
from core.database.engine import transaction
from core.http.services import Services
from core.settings import Settings
from tests.serving.conftest import Client, World
from video.cameras.model import Camera

MEDIA = "https://media.city.example/play"


def _path(world: World) -> str:
    return f"/api/v1/cameras/{world.mine['camera_id']}/live-link"


def _linked(app: FastAPI, services: Services, pattern: str | None) -> None:
    settings = services.settings.model_copy(update={"live_link": pattern})
    app.state.services = replace(services, settings=settings)


def _known_as(services: Services, camera_id: UUID, ids: Mapping[str, str]) -> None:
    with transaction(services.sessions) as session:
        camera = session.get_one(Camera, camera_id)
        for name, value in ids.items():
            setattr(camera, name, value)


def test_who_says_why_gets_the_address_and_is_on_record(
    app: FastAPI, client: Client, services: Services, world: World
) -> None:
    _linked(app, services, f"{MEDIA}/<parent_id>/<gb_id>?c=<source_id>")
    ids = {"gb_id": "37020000001320000001", "parent": "p/1", "source": "import", "source_id": "a&b"}
    _known_as(services, world.mine["camera_id"], ids)
    answer = client(Role.DISPATCHER).post(_path(world), json={"reason": "maintenance"})
    assert answer.json() == {"url": f"{MEDIA}/p%2F1/37020000001320000001?c=a%26b"}
    with transaction(services.sessions) as session:
        (viewing,) = session.scalars(select(Viewing).where(Viewing.kind == "live"))
        lines = [*session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert viewing.object_ids == [world.mine["camera_id"]]
    assert (viewing.reason, viewing.note) == ("maintenance", "→ media.city.example")
    assert viewing.ended_at is not None
    assert [line.action for line in lines[-2:]] == ["viewing.create", "viewing.end"]


@pytest.mark.parametrize("wanted", [{"reason": "boredom"}, {"reason": "other"}])
def test_without_a_reason_there_is_none(
    client: Client, services: Services, world: World, wanted: dict[str, str]
) -> None:
    answer = client(Role.DISPATCHER).post(_path(world), json=wanted)
    assert answer.json()["code"] == "look_reason_unknown"
    with transaction(services.sessions) as session:
        assert session.scalars(select(Viewing).where(Viewing.kind == "live")).all() == []


def test_who_runs_the_product_does_not_look(client: Client, world: World) -> None:
    answer = client(Role.SYSTEM).post(_path(world), json={"reason": "maintenance"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("pattern", "status", "code"),
    [(None, 404, "live_link_off"), (f"{MEDIA}/<gb_id>", 409, "live_link_incomplete")],
)
def test_where_there_is_no_address_it_says_why(
    app: FastAPI,
    client: Client,
    services: Services,
    world: World,
    pattern: str | None,
    status: int,
    code: str,
) -> None:
    _linked(app, services, pattern)
    who = client(Role.DISPATCHER)
    answer = who.post(_path(world), json={"reason": "maintenance"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_wrong_pattern_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALGOMART_LIVE_LINK", "http://media.city.example/<gb_id>")
    with pytest.raises(ValueError, match="https"):
        Settings()
