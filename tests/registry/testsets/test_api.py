"""A test set comes in over the API, in parts, and stays as it is."""

from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.feed import Change
from core.http.services import Services
from registry.testsets import service
from registry.uploads import job
from registry.uploads.model import Upload as UploadRow
from tests import make
from tests.registry.conftest import bearer
from tests.registry.testsets import archives
from tests.registry.testsets.conftest import SETS, Upload, announce, send

Headers = dict[str, str]


def test_an_archive_becomes_a_set_that_does_not_change(
    upload: Upload, client: TestClient, services: Services, sessions: Sessions, system: Headers
) -> None:
    found = upload()

    assert (found["state"], found["failure"]) == ("passed", None)
    assert [one["state"] for one in found["report"]["checks"]] == ["passed"] * 5
    (shown,) = client.get(SETS, headers=system).json()["items"]
    assert shown == client.get(f"{SETS}/{found['test_set_id']}", headers=system).json()
    assert (shown["name"], shown["version"], shown["negative_hours"]) == ("城区火情", 1, 2.0)
    assert shown["counts"]["events"] == {"fire.flame": 2}
    assert shown["counts"]["scenes"] == {"day": 2, "night": 2}
    assert (shown["counts"]["pictures"], shown["counts"]["negatives"]) == (4, 2)
    with transaction(sessions) as session:
        first, *_ = service.pictures(session, UUID(shown["id"]))
        assert services.blobs.get(first.digest) == archives.picture(230)
        trail = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
        assert [one for one in trail if one.startswith("test_set.")] == [
            "test_set.upload",
            "test_set.upload",
            "test_set.create",
            "test_set.check",
        ]
        assert "test_set" in set(session.scalars(select(Change.topic)))


def test_every_fault_is_in_the_report_and_no_set_is_made(
    upload: Upload, client: TestClient, system: Headers
) -> None:
    files = archives.yolo() | {"labels/a_day.txt": b"0 1\n", "images/z.png": b"none"}

    found = upload(archives.archive(files))

    assert (found["state"], found["test_set_id"]) == ("refused", None)
    states = {one["name"]: one["state"] for one in found["report"]["checks"]}
    assert states == {
        "archive": "passed",
        "pictures": "failed",
        "labels": "failed",
        "scenes": "failed",
        "events": "not_reached",
    }
    assert client.get(SETS, headers=system).json()["count"] == 0


def test_the_same_set_is_known_and_another_one_of_its_name_is_the_next_version(
    upload: Upload, client: TestClient, system: Headers
) -> None:
    upload()

    again = upload(name="别名")
    next_one = upload(archives.archive(archives.yolo() | {"labels/b_day.txt": archives.FIRE}))

    assert again["state"] == "refused"
    assert "“城区火情”, version 1" in again["report"]["checks"][-1]["findings"][0]["en"]
    assert next_one["state"] == "passed"
    listed = client.get(SETS, headers=system).json()["items"]
    assert [(one["name"], one["version"]) for one in listed] == [("城区火情", 2), ("城区火情", 1)]
    assert listed[0]["digest"] != listed[1]["digest"]


def test_a_job_that_died_after_the_set_was_kept_finds_it_kept(
    upload: Upload, services: Services, sessions: Sessions, client: TestClient, system: Headers
) -> None:
    data = archives.archive()
    made = announce(client, data, system).json()
    send(client, made, data, system)
    spooled = services.settings.home / "uploads" / f"{made['id']}.zip"
    kept = spooled.read_bytes()
    job.run_due(services)
    with transaction(sessions) as session:
        session.get_one(UploadRow, UUID(made["id"])).state = "running"
    spooled.write_bytes(kept)

    job.run_due(services)

    found = client.get(f"{SETS}/uploads/{made['id']}", headers=system).json()
    assert found["state"] == "passed"
    assert client.get(SETS, headers=system).json()["count"] == 1


def test_a_set_is_retired_once_and_with_a_reason(
    upload: Upload, client: TestClient, system: Headers
) -> None:
    path = f"{SETS}/{upload()['test_set_id']}"

    assert client.post(f"{path}/retirement", json={}, headers=system).status_code == 422
    body = {"reason": "图片已公开"}
    assert client.post(f"{path}/retirement", json=body, headers=system).status_code == 204
    shown = client.get(path, headers=system).json()
    assert shown["retired_at"]
    assert shown["retired_reason"] == "图片已公开"
    again = client.post(f"{path}/retirement", json=body, headers=system)
    assert (again.status_code, again.json()["code"]) == (409, "test_set_retired")


def test_packages_and_test_sets_are_not_taken_for_each_other(
    client: TestClient, sessions: Sessions, clock: ManualClock, system: Headers
) -> None:
    """The operator is above its vendors, and yet sees none of their packages here."""
    with transaction(sessions) as session:
        who = make.user(session, roles=[Role.VENDOR])
    vendor = bearer(sessions, who, clock)
    body = {"filename": "a.zip", "size": 3}
    package = client.post("/api/v1/packages/uploads", json=body, headers=vendor).json()
    made = announce(client, b"abc", system).json()

    assert client.get(f"{SETS}/uploads/{package['id']}", headers=system).status_code == 404
    assert send(client, package, b"abc", system).status_code == 404
    assert [one["id"] for one in client.get(f"{SETS}/uploads", headers=system).json()["items"]] == [
        made["id"]
    ]
    assert client.delete(f"{SETS}/uploads/{made['id']}", headers=system).status_code == 204


def test_a_department_s_administrator_makes_none(
    client: TestClient, session: Session, sessions: Sessions, clock: ManualClock
) -> None:
    city = make.organization(session)
    department = make.organization(session, city, name_zh="园林局", name_en="Parks")
    who = make.user(session, department, roles=[Role.SYSTEM])
    session.commit()

    answer = announce(client, b"abc", bearer(sessions, who, clock))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_the_operator")
