"""Trying cameras and looking devices up, through the whole API: who may, and what never comes out."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from accounts.viewings.model import Viewing
from core.blobs import FolderBlobs
from core.clock import ManualClock, SystemClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from serving.api import trials
from tests.serving.conftest import Client, World
from tests.video import clips
from tests.video.sources import onvif_device
from video.cameras.model import Camera
from video.cameras.service import clear_url, url_context
from video.simulator import Channel, SimulatorProcess
from video.sources.onvif import ticket
from video.sources.onvif.errors import TicketInvalid
from video.trial.process import Outcome, try_camera

API = "/api/v1/cameras"


@pytest.fixture
def services(sessions: Sessions, blobs: FolderBlobs, keyring: Keyring, tmp_path: Path) -> Services:
    """Services that may reach this machine's own cameras."""
    settings = Settings(
        home=tmp_path,
        camera_networks="127.0.0.0/8",
        outbound_networks="127.0.0.0/8",
        open_timeout_s=3,
        undo_s=0,
        totp="off",
    )
    return Services(settings, sessions, SystemClock(), blobs, keyring)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a camera that plays."""
    file = clips.render(tmp_path_factory.mktemp("clips") / "gate.mp4")
    with SimulatorProcess({"/gate": Channel(file)}, "viewer", "gate-s3cret") as running:
        yield running.url("/gate", credentials=True)


def _own(services: Services, world: World, url: str) -> UUID:
    """Give the caller's own camera an address."""
    camera_id = world.mine["camera_id"]
    with transaction(services.sessions) as session:
        sealed = services.keyring.seal(url, context=url_context(camera_id))
        session.get_one(Camera, camera_id).url_sealed = sealed
    return camera_id


def _rows(services: Services) -> tuple[list[Viewing], list[AuditEntry]]:
    with transaction(services.sessions) as session:
        mine = select(Viewing).where(Viewing.kind == "live")
        lines = select(AuditEntry).order_by(AuditEntry.id)
        return [*session.scalars(mine)], [*session.scalars(lines)]


def test_a_typed_address_is_tried_seen_and_noted(
    client: Client, services: Services, world: World, gate: str
) -> None:
    subscriber = client(Role.SUBSCRIBER)
    wanted = {"url": gate, "reason": "maintenance", "note": "安装"}
    answer = subscriber.post(f"{API}/test", json=wanted)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["reason"], told["facts"]["codec"]) == (None, "h264")
    picture = cv2.imdecode(np.frombuffer(b64decode(told["picture"]), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (240, 320, 3)
    plain = np.std(picture[150:])  # grey as it was drawn, but for the mark
    assert plain > 2
    (viewing,), lines = _rows(services)
    assert (viewing.object_type, viewing.object_ids) == ("organizations", [world.own.id])
    assert viewing.ended_at is not None
    assert [line.action for line in lines[-3:]] == ["viewing.create", "viewing.end", "camera.test"]
    said = answer.text + "".join(f"{line.after}{line.reason}" for line in lines) + viewing.note
    assert "gate-s3cret" not in said


def test_a_saved_camera_is_tried_without_its_address_travelling(
    client: Client, services: Services, world: World, gate: str
) -> None:
    camera_id = _own(services, world, gate)
    answer = client(Role.SUBSCRIBER).post(f"{API}/{camera_id}/test", json={"reason": "maintenance"})
    assert answer.json()["facts"]["width"] == 320
    (viewing,), _ = _rows(services)
    assert viewing.object_ids == [camera_id]


def test_without_a_reason_nothing_is_shown_and_no_look_is_noted(
    client: Client, services: Services, world: World, gate: str
) -> None:
    camera_id = _own(services, world, gate)
    for role in (Role.SUBSCRIBER, Role.SYSTEM):
        told = client(role).post(f"{API}/{camera_id}/test", json={}).json()
        assert (told["picture"], told["facts"]["height"]) == (None, 240)
    viewings, lines = _rows(services)
    assert viewings == []
    assert lines[-1].after is not None
    assert lines[-1].after["facts"]["codec"] == "h264"


def test_the_system_administrator_tries_but_does_not_look(client: Client, world: World) -> None:
    wanted = {"url": "rtsp://127.0.0.1:9/1", "reason": "maintenance"}
    answer = client(Role.SYSTEM).post(f"{API}/test", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    unknown = client(Role.SUBSCRIBER).post(f"{API}/test", json=wanted | {"reason": "curiosity"})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "look_reason_unknown")


def test_a_camera_that_cannot_be_seen_says_why_in_words(client: Client, world: World) -> None:
    told = client(Role.SYSTEM).post(f"{API}/test", json={"url": "rtsp://127.0.0.1:9/1"}).json()
    assert (told["reason"]["code"], told["facts"], told["picture"]) == ("port_closed", None, None)
    assert told["reason"]["zh"]
    assert told["reason"]["en"]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({}, 422),
        ({"url": "rtsp://127.0.0.1/1", "ticket": "x"}, 422),
        ({"url": "http://127.0.0.1/1"}, 400),
        ({"url": "rtsp://8.8.8.8/1"}, 400),
        ({"ticket": "nonsense"}, 400),
    ],
)
def test_what_cannot_be_tried_is_refused(
    client: Client, world: World, wanted: dict[str, str], status: int
) -> None:
    assert client(Role.SYSTEM).post(f"{API}/test", json=wanted).status_code == status


def test_nobody_tries_without_a_pause(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "PER_MINUTE", 1)
    somebody = client(Role.SYSTEM)
    wanted = {"url": "rtsp://127.0.0.1:9/1"}
    assert somebody.post(f"{API}/test", json=wanted).status_code == 200
    again = somebody.post(f"{API}/test", json=wanted)
    assert (again.status_code, again.json()["code"]) == (429, "trials_too_often")
    assert int(again.headers["retry-after"]) > 0


def test_a_looked_up_stream_becomes_a_camera_without_the_password_travelling_again(
    client: Client, services: Services, world: World
) -> None:
    somebody = client(Role.SUBSCRIBER)
    with onvif_device.running() as device:
        asked = {
            "host": "127.0.0.1",
            "port": device.port,
            "user": onvif_device.USER,
            "password": onvif_device.PASSWORD,
        }
        found = somebody.post(f"{API}/lookup", json=asked)
        wrong = somebody.post(f"{API}/lookup", json=asked | {"password": "no"}).json()
    assert (wrong["reason"]["code"], wrong["streams"]) == ("bad_credentials", [])
    main, sub = found.json()["streams"]
    assert main["url"] == (
        "rtsp://***@127.0.0.1:8554/Streaming/Channels/101?profile=101&unicast=true"
    )
    body = {"ticket": sub["ticket"], "name_zh": "东门", "name_en": "East gate"}
    made = somebody.post(f"{API}/from-lookup", json=body)
    assert made.status_code == 201, made.text
    with transaction(services.sessions) as session:
        url = clear_url(session, services.keyring, UUID(made.json()["id"]))
    assert url.startswith(
        "rtsp://admin:dev%26ice-%3Cs3cret%3E@127.0.0.1:8554/Streaming/Channels/102"
    )
    _, lines = _rows(services)
    assert "s3cret" not in found.text + made.text + "".join(str(line.after) for line in lines)
    tried = somebody.post(f"{API}/test", json={"ticket": main["ticket"]}).json()
    assert tried["reason"]["code"] == "port_closed"


def test_a_ticket_is_one_persons_and_runs_out(
    client: Client, services: Services, world: World
) -> None:
    old = ManualClock()
    who = world.users[Role.SUBSCRIBER].id
    stale = ticket.issue(services.keyring, "rtsp://127.0.0.1/1", who, old)
    fresh = ticket.issue(services.keyring, "rtsp://127.0.0.1/1", who, services.clock)
    names = {"name_zh": "东门", "name_en": "East gate"}

    def made(somebody: TestClient, given: str) -> str:
        return str(somebody.post(f"{API}/from-lookup", json=names | {"ticket": given}).json())

    old.advance(ticket.LIFE.total_seconds() + 1)
    with pytest.raises(TicketInvalid):
        ticket.redeem(services.keyring, stale, who, old)
    assert "ticket_invalid" in made(client(Role.SYSTEM), fresh)
    assert "ticket_invalid" not in made(client(Role.SUBSCRIBER), fresh)


def test_the_local_network_is_searched_only_where_the_operator_lets_it(
    client: Client, world: World
) -> None:
    answer = client(Role.SYSTEM).post(f"{API}/discovery")
    assert (answer.status_code, answer.json()["code"]) == (409, "discovery_off")


def test_a_host_outside_the_cameras_networks_is_refused(client: Client, world: World) -> None:
    for host in ("8.8.8.8", "169.254.169.254", "0x7f.1", "[::1]"):
        answer = client(Role.SYSTEM).post(f"{API}/lookup", json={"host": host})
        assert answer.status_code == 400, (host, answer.text)


def test_no_transaction_is_open_while_a_camera_is_waited_for(
    client: Client, world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def tried(url: str, settings: Settings) -> Outcome:
        with engine.connect() as connection:
            held.append(connection.scalar(text(_OPEN)) or 0)
        return try_camera(url, settings)

    monkeypatch.setattr(trials, "try_camera", tried)
    client(Role.SYSTEM).post(f"{API}/test", json={"url": "rtsp://127.0.0.1:9/1"})
    assert held == [0]


_OPEN = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'
"""
