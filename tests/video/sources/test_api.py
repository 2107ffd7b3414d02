"""Platforms over the API: registered, changed, asked, removed; no secret ever comes out."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.tokens import service as tokens
from accounts.users.model import User
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http import problems
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from tests.video.sources.conftest import PATTERN, Bench
from tests.video.sources.platform import PASSWORD, Platform
from video.sources.api import routes
from video.sources.model import CameraSource

BODY = {
    "name": "市平台",
    "base_url": "http://127.0.0.1:9/",
    "account": "algomart",
    "secret": PASSWORD,
    "stream_url": PATTERN,
}


@pytest.fixture
def owner(
    bench: Bench,
    sessions: Sessions,
    clock: ManualClock,
    blobs: FolderBlobs,
    keyring: Keyring,
    settings: Settings,
    tmp_path: Path,
) -> Iterator[TestClient]:
    """A client of the platform's owner."""
    app = FastAPI()
    told = {"home": tmp_path, "database_url": SecretStr("postgresql://unused")}
    app.state.services = Services(settings.model_copy(update=told), sessions, clock, blobs, keyring)
    app.include_router(routes)
    problems.install(app)
    with transaction(sessions) as session:
        user = session.get_one(User, bench.user.id)
        secret = tokens.issue(session, None, user, tokens.Wanted("t", 90), clock).secret
    with TestClient(app, raise_server_exceptions=False) as client:
        client.headers.update({"authorization": f"Bearer {secret}", "if-match": "*"})
        yield client


def test_a_platform_is_shown_with_how_it_went_and_without_its_secrets(
    owner: TestClient, bench: Bench, sessions: Sessions
) -> None:
    made = owner.post("/camera-sources", json=BODY)
    assert made.status_code == 201, made.text
    bench.synchronize()
    listed = owner.get("/camera-sources")
    broken, fine = listed.json()["items"]
    assert broken["base_url"] == "http://127.0.0.1:9"
    assert broken["error"]["code"] == "unreachable"
    assert broken["error"]["zh"]
    assert (fine["error"], fine["counts"]["created"], fine["running"]) == (None, 3, False)
    assert fine["stream_url"].startswith("rtsp://***@10.0.0.8:554/rtp/")
    changed = owner.patch(f"/camera-sources/{fine['id']}", json={"secret": "s3cret-two"})
    with transaction(sessions) as session:
        trail = "".join(
            f"{line.before}{line.after}" for line in session.scalars(select(AuditEntry))
        )
    said = made.text + listed.text + changed.text + trail
    assert not any(secret in said for secret in (PASSWORD, "m3dia-s3cret", "s3cret-two"))


def test_what_it_listed_is_told_and_what_vanished_can_be_asked_for(
    owner: TestClient, bench: Bench, wvp: Platform
) -> None:
    bench.synchronize()
    del wvp.channels[0]
    bench.synchronize()
    path = f"/camera-sources/{bench.source_id}/channels"
    assert owner.get(path).json()["count"] == 3
    (gone,) = owner.get(path, params={"vanished": True}).json()["items"]
    assert (gone["channel_id"], gone["facts"]["name"]) == ("1", "路口1")
    assert owner.get(path, params={"vanished": False}).json()["count"] == 2


def test_a_synchronization_is_asked_for_once(
    owner: TestClient, bench: Bench, sessions: Sessions, clock: ManualClock
) -> None:
    bench.synchronize()
    path = f"/camera-sources/{bench.source_id}"
    asked = owner.post(f"{path}/synchronization")
    assert asked.status_code == 202
    assert bench.source().due_at <= clock.now()
    with transaction(sessions) as session:
        session.get_one(CameraSource, bench.source_id).claimed_until = clock.now()
    busy = owner.post(f"{path}/synchronization")
    assert (busy.status_code, busy.json()["code"]) == (409, "source_busy")
    owner.patch(path, json={"enabled": False})
    off = owner.post(f"{path}/synchronization")
    assert (off.status_code, off.json()["code"]) == (409, "source_off")


def test_a_removed_platform_forgets_its_secrets_and_keeps_its_cameras(
    owner: TestClient, bench: Bench
) -> None:
    bench.synchronize()
    path = f"/camera-sources/{bench.source_id}"
    assert owner.delete(path).status_code == 204
    assert owner.get(path).status_code == 404
    source = bench.source()
    assert (source.secret_sealed, source.stream_sealed, source.stream_masked) == (b"", b"", "")
    assert [camera.removed_at for camera in bench.cameras()] == [None, None, None]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"base_url": "ftp://10.0.0.1"}, "source_url_refused"),
        ({"base_url": "http://user:pw@wvp.test"}, "source_url_refused"),
        ({"base_url": "http://wvp.test/?token=1"}, "source_url_refused"),
        ({"base_url": "http://wvp.test:x"}, "source_url_refused"),
        ({"base_url": "http://10.0.0.1"}, "address_not_allowed"),
        ({"base_url": "http://169.254.169.254"}, "address_never_allowed"),
        ({"stream_url": "rtsp://10.0.0.8/rtp/one-for-all"}, "stream_pattern_refused"),
        ({"stream_url": "rtsp://10.0.0.8/<gb_id>/<what>"}, "stream_pattern_refused"),
        ({"stream_url": "http://10.0.0.8/<gb_id>"}, "camera_url_invalid"),
        ({"stream_url": "rtsp://8.8.8.8/<gb_id>"}, "address_not_allowed"),
        ({"account": ""}, "source_secret_missing"),
    ],
)
def test_what_is_no_platform_is_refused(
    owner: TestClient, wanted: dict[str, Any], code: str
) -> None:
    answer = owner.post("/camera-sources", json=BODY | wanted)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert PASSWORD not in answer.text


def test_a_secret_is_not_taken_along_to_another_address(owner: TestClient, bench: Bench) -> None:
    path = f"/camera-sources/{bench.source_id}"
    moved = {"base_url": "http://127.0.0.2:9"}
    answer = owner.patch(path, json=moved)
    assert (answer.status_code, answer.json()["code"]) == (400, "source_secret_missing")
    assert owner.patch(path, json=moved | {"secret": "new"}).status_code == 200


def test_somebody_else_finds_nothing(
    owner: TestClient, bench: Bench, register: Callable[..., Bench], wvp: Platform
) -> None:
    other = register(wvp.url)
    path = f"/camera-sources/{other.source_id}"
    assert [owner.get(path).status_code, owner.delete(path).status_code] == [404, 404]
    assert owner.get("/camera-sources").json()["count"] == 1
