"""A package comes in over the API, in parts, and leaves as a version with the gate's report."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.uploads import job, service, spool
from registry.uploads.model import Upload
from tests import make
from tests.registry.conftest import bearer
from tests.registry.gate import archives, models

PACKAGES = "/api/v1/packages"


@pytest.fixture
def vendor(session: Session, sessions: Sessions, clock: ManualClock) -> dict[str, str]:
    """The headers of somebody of a vendor."""
    who = make.user(session, roles=[Role.VENDOR])
    session.commit()
    return bearer(sessions, who, clock)


@pytest.fixture
def client(client: TestClient, vendor: dict[str, str]) -> TestClient:
    client.headers.update(vendor)
    return client


@pytest.fixture
def services(client: TestClient) -> Services:
    found: Services = client.app.state.services  # type: ignore[attr-defined]
    return found


def announce(client: TestClient, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    body = {"filename": "fire.zip", "size": len(data), "sha256": digest}
    answer = client.post(f"{PACKAGES}/uploads", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def send(client: TestClient, upload: dict[str, Any], data: bytes, offset: int = 0) -> Any:
    path = f"{PACKAGES}/uploads/{upload['id']}/content"
    return client.put(path, params={"offset": offset}, content=data)


def gated(client: TestClient, services: Services, data: bytes) -> dict[str, Any]:
    """Upload an archive, let the gate work, and return what became of it."""
    upload = announce(client, data)
    assert send(client, upload, data).json()["state"] == "queued"
    assert job.run_due(services) == 1
    found: dict[str, Any] = client.get(f"{PACKAGES}/uploads/{upload['id']}").json()
    assert not spool.path_of(services.settings.home, UUID(upload["id"])).exists()
    return found


def test_a_package_sent_in_parts_becomes_a_checked_version(
    client: TestClient, services: Services, tmp_path: Path, sessions: Sessions
) -> None:
    data = archives.good(tmp_path)
    upload = announce(client, data)
    half = len(data) // 2
    first = send(client, upload, data[:half]).json()
    assert (first["received"], first["state"]) == (half, "receiving")
    assert not job.is_due(sessions)
    again = send(client, upload, data[:half])
    assert (again.status_code, again.json()["code"]) == (409, "upload_out_of_step")
    assert str(half) in again.json()["detail"]
    assert send(client, upload, data[half:], half).json()["state"] == "queued"
    assert job.run_due(services) == 1
    found = client.get(f"{PACKAGES}/uploads/{upload['id']}").json()
    assert (found["state"], found["failure"]) == ("passed", None)
    names = [check["name"] for check in found["report"]["checks"]]
    assert names[:2] == ["archive", "manifest"]
    with transaction(sessions) as session:
        version = session.get_one(Version, UUID(found["version_id"]))
        assert (version.state, version.gate["passed"]) == ("checked", True)
        trail = select(AuditEntry.action).where(AuditEntry.object_id == version.id)
        assert set(session.scalars(trail)) == {"version.upload", "version.check"}
    assert client.get(f"{PACKAGES}/uploads").json()["items"][0]["id"] == upload["id"]


def test_a_refused_model_is_a_rejected_version_with_its_report(
    client: TestClient, services: Services, tmp_path: Path, sessions: Sessions
) -> None:
    files = archives.good_files(tmp_path) | {"fire.onnx": models.external("/etc/passwd")()}
    found = gated(client, services, archives.packed(files))
    assert found["state"] == "refused"
    failed = {one["name"]: one for one in found["report"]["checks"] if one["state"] == "failed"}
    assert {*failed} == {"external_data"}
    assert "lies outside" in failed["external_data"]["findings"][0]["en"]
    with transaction(sessions) as session:
        version = session.get_one(Version, UUID(found["version_id"]))
        assert version.state == "rejected"
        assert version.state_reason is not None
        assert version.state_reason["code"] == "gate"


def test_every_fault_of_a_description_is_told_at_once(
    client: TestClient, services: Services, tmp_path: Path, sessions: Sessions
) -> None:
    files = archives.good_files(tmp_path)
    bad = files["algorithm.yaml"].replace(b'"batch_max": 4', b'"batch_max": 0')
    files["algorithm.yaml"] = bad.replace(b'"interval_s": 5', b'"interval_s": -1')
    found = gated(client, services, archives.packed(files))
    (_, manifest) = found["report"]["checks"]
    assert len(manifest["findings"]) == 2
    assert found["version_id"] is None
    with transaction(sessions) as session:
        assert session.scalars(select(Version)).all() == []


def test_a_number_is_used_once(client: TestClient, services: Services, tmp_path: Path) -> None:
    data = archives.good(tmp_path)
    gated(client, services, data)
    other = archives.packed(archives.good_files(tmp_path) | {"README.md": b"# other"})
    found = gated(client, services, other)
    last = found["report"]["checks"][-1]
    assert (found["state"], last["name"]) == ("refused", "shelf")
    assert "fire 1.0.0" in last["findings"][0]["en"]


def test_damaged_bytes_are_dropped_and_may_be_sent_again(
    client: TestClient, tmp_path: Path
) -> None:
    data = archives.good(tmp_path)
    upload = announce(client, data)
    wrong = send(client, upload, bytes(len(data)))
    assert (wrong.status_code, wrong.json()["code"]) == (409, "upload_damaged")
    assert client.get(f"{PACKAGES}/uploads/{upload['id']}").json()["received"] == 0
    assert send(client, upload, data).json()["state"] == "queued"


def test_more_than_was_announced_is_refused(client: TestClient) -> None:
    upload = announce(client, b"abc")
    answer = send(client, upload, b"abcd")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_too_long")


def test_two_at_once_do_not_mix(client: TestClient, services: Services) -> None:
    upload = announce(client, b"abc")
    other = spool.Receiver(services.settings.home, UUID(upload["id"]), 3, upload["sha256"])
    other.begin(0)
    answer = send(client, upload, b"abc")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_busy")
    other.close()
    assert send(client, upload, b"abc").json()["state"] == "queued"


def test_an_upload_may_be_taken_back_until_the_gate_begins(
    client: TestClient, services: Services
) -> None:
    upload = announce(client, b"abc")
    send(client, upload, b"ab")
    assert client.delete(f"{PACKAGES}/uploads/{upload['id']}").status_code == 204
    assert not spool.path_of(services.settings.home, UUID(upload["id"])).exists()
    answer = send(client, upload, b"c", 2)
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_not_open")


def test_a_package_over_the_quota_is_not_even_begun(client: TestClient) -> None:
    body = {"filename": "a.zip", "size": 600_000_000, "sha256": "0" * 64}
    answer = client.post(f"{PACKAGES}/uploads", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "quota_exceeded")


def test_a_vendor_has_only_so_many_unfinished_uploads(client: TestClient) -> None:
    made = [announce(client, b"abc") for _ in range(service.MOST_OPEN)]
    body = {"filename": "a.zip", "size": 3}
    answer = client.post(f"{PACKAGES}/uploads", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "uploads_open")
    client.delete(f"{PACKAGES}/uploads/{made[0]['id']}")
    assert client.post(f"{PACKAGES}/uploads", json=body).status_code == 201


def test_a_sender_that_cannot_tell_the_sum_is_taken_at_its_word(client: TestClient) -> None:
    body = {"filename": "a.zip", "size": 3}
    upload = client.post(f"{PACKAGES}/uploads", json=body).json()
    sent = send(client, upload, b"abc").json()
    assert (sent["state"], sent["sha256"]) == ("queued", hashlib.sha256(b"abc").hexdigest())


def test_a_gate_that_dies_again_and_again_says_so(
    client: TestClient, services: Services, sessions: Sessions
) -> None:
    upload = announce(client, b"abc")
    send(client, upload, b"abc")
    with transaction(sessions) as session:
        session.get_one(Upload, UUID(upload["id"])).attempts = job.ATTEMPTS
    job.run_due(services)
    found = client.get(f"{PACKAGES}/uploads/{upload['id']}").json()
    assert (found["state"], found["failure"]["code"]) == ("failed", "gate_stuck")


def test_the_schema_is_served(client: TestClient) -> None:
    served = client.get(f"{PACKAGES}/schema").json()
    assert served["title"] == "algorithm.yaml"
    assert "camera" in served["properties"]


def test_only_a_vendor_hands_in(client: TestClient, sessions: Sessions, clock: ManualClock) -> None:
    with transaction(sessions) as session:
        other = make.user(session, roles=[Role.SUBSCRIBER])
    client.headers.update(bearer(sessions, other, clock))
    assert client.get(f"{PACKAGES}/uploads").status_code == 403
