"""A version is measured on a test set by a job that survives being killed."""

from collections.abc import Callable
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
from core.feed import Change
from core.http.services import Services
from registry.catalogue.model import Version
from registry.evaluation import job, service
from registry.evaluation.looking import Eyes
from registry.evaluation.model import Evaluation, EvaluationPart
from tests import make
from tests.registry.conftest import City, Install, bearer
from tests.registry.testsets import archives
from tests.registry.testsets.conftest import SETS, Upload

API = "/api/v1"
Headers = dict[str, str]


@pytest.fixture
def version(install: Install, session: Session, clock: ManualClock) -> Version:
    """A version on the shelf, before anybody else's transaction begins."""
    return install()


@pytest.fixture
def system(version: Version, system: Headers) -> Headers:
    """The operator's administrator, once the shelf is filled."""
    return system


@pytest.fixture
def vendor(sessions: Sessions, city: City, system: Headers, clock: ManualClock) -> Headers:
    """Somebody of the version's vendor."""
    with transaction(sessions) as session:
        who = make.user(
            session, session.get_one(type(city.vendor), city.vendor.id), roles=[Role.VENDOR]
        )
    return bearer(sessions, who, clock)


def figures(client: TestClient, version: Version, headers: Headers) -> dict[str, Any]:
    answer = client.get(f"{API}/versions/{version.id}/figures", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_version_is_measured_without_being_asked(
    upload: Upload, services: Services, client: TestClient, version: Version, system: Headers
) -> None:
    test_set = upload()["test_set_id"]

    assert job.is_due(services.sessions)
    assert job.run_due(services) == 1
    assert not job.is_due(services.sessions)

    found = figures(client, version, system)
    (measured,) = found["measured"]
    assert (measured["state"], measured["automatic"], measured["current"]) == ("done", True, True)
    assert measured["test_set"]["id"] == test_set
    assert (measured["pictures"], measured["looked"]) == (4, 4)
    assert measured["model_digest"] == version.model_digest
    flame = measured["figures"]["events"]["fire.flame"]
    assert (flame["image_auc"], flame["precision"], flame["recall"]) == (1, 1, 1)
    assert flame["ap50"] == pytest.approx(1)
    assert flame["coverage_iou"] == pytest.approx(1)
    assert 0 < flame["recall_95"][0] < flame["recall_95"][1] == 1
    scenes = measured["figures"]["scenes"]
    assert {name: one["fire.flame"]["positives"] for name, one in scenes.items()} == {
        "day": 1,
        "night": 1,
    }
    alarms = measured["figures"]["false_alarms"]["fire.flame"]
    assert (alarms["hours"], alarms["alarms"]) == (2, 0)
    assert measured["figures"]["latency_ms"]["median"] > 0
    assert found["reported"] == []
    with transaction(services.sessions) as session:
        assert session.scalars(select(EvaluationPart)).all() == []
        trail = [*session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))]
        assert [one for one in trail if one.startswith("evaluation.")] == [
            "evaluation.start",
            "evaluation.end",
        ]
        assert "evaluation" in set(session.scalars(select(Change.topic)))


def test_a_killed_job_goes_on_with_the_next_picture(
    upload: Upload,
    services: Services,
    client: TestClient,
    version: Version,
    system: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload()
    monkeypatch.setattr(job, "PART", 1)
    looked = Dying(monkeypatch, after=2)

    with pytest.raises(KeyboardInterrupt):
        job.run_due(services)
    with transaction(services.sessions) as session:
        one = session.scalars(select(Evaluation)).one()
        assert (one.state, one.looked, one.attempts) == ("running", 2, 1)
    monkeypatch.setattr(Eyes, "look", looked.real)
    assert job.is_due(services.sessions)
    job.run_due(services)

    with transaction(services.sessions) as session:
        one = session.scalars(select(Evaluation)).one()
        assert (one.state, one.looked, one.attempts) == ("done", 4, 2)
    whole = figures(client, version, system)["measured"][0]["figures"]
    assert whole["events"]["fire.flame"]["image_auc"] == 1


class Dying:
    """Lets the process die at a look, as a power cut would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
        self.real: Callable[..., Any] = Eyes.look
        self.left = after
        monkeypatch.setattr(Eyes, "look", lambda eyes, pixels: self.look(eyes, pixels))

    def look(self, eyes: Eyes, pixels: Any) -> Any:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        return self.real(eyes, pixels)


def test_a_job_that_dies_again_and_again_says_so(
    upload: Upload, services: Services, client: TestClient, version: Version, system: Headers
) -> None:
    upload()
    with transaction(services.sessions) as session:
        service.plan(session, services.clock)
        session.scalars(select(Evaluation)).one().attempts = job.ATTEMPTS

    job.run_due(services)

    (shown,) = client.get(f"{API}/evaluations", headers=system).json()["items"]
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "evaluation_stuck")
    assert not job.is_due(services.sessions), "what failed is not tried by itself again"


def test_a_picture_that_is_gone_ends_it_without_saying_which_file(
    upload: Upload, services: Services, client: TestClient, version: Version, vendor: Headers
) -> None:
    upload()
    lost = archives.picture(30)
    digest = services.blobs.put(lost)
    services.blobs.delete(digest, older_than_s=-1)

    job.run_due(services)

    (shown,) = client.get(f"{API}/evaluations", headers=vendor).json()["items"]
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "picture_lost")
    assert digest not in str(shown)
    assert "b_day" not in str(shown)


def test_a_version_is_measured_once_under_a_runtime(
    upload: Upload, services: Services, client: TestClient, version: Version, system: Headers
) -> None:
    body = {"version_id": str(version.id), "test_set_id": upload()["test_set_id"]}

    asked = client.post(f"{API}/evaluations", json=body, headers=system)
    assert (asked.status_code, asked.json()["automatic"]) == (201, False)
    job.run_due(services)
    again = client.post(f"{API}/evaluations", json=body, headers=system)
    assert (again.status_code, again.json()["code"]) == (409, "measured_already")

    service.runtime.cache_clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(service, "METHOD", service.METHOD + 1)
        assert job.is_due(services.sessions), "another runtime has it measured anew"
        job.run_due(services)
        (shown,) = figures(client, version, system)["measured"]
        assert shown["runtime"].startswith(f"figures {service.METHOD},")
    service.runtime.cache_clear()
    assert client.get(f"{API}/evaluations", headers=system).json()["count"] == 2


def test_what_is_cancelled_stops_and_is_not_planned_again(
    upload: Upload, services: Services, client: TestClient, version: Version, system: Headers
) -> None:
    body = {"version_id": str(version.id), "test_set_id": upload()["test_set_id"]}
    one = client.post(f"{API}/evaluations", json=body, headers=system).json()

    path = f"{API}/evaluations/{one['id']}"
    assert client.delete(path, headers=system).status_code == 204
    assert client.delete(path, headers=system).json()["code"] == "evaluation_over"
    assert job.run_due(services) == 0
    assert client.get(path, headers=system).json()["state"] == "cancelled"
    assert client.post(f"{API}/evaluations", json=body, headers=system).status_code == 201


def test_sets_that_do_not_fit_or_are_retired_are_refused(
    upload: Upload, client: TestClient, version: Version, system: Headers
) -> None:
    other = upload(covers={"water.road": ["flame"]})["test_set_id"]
    body = {"version_id": str(version.id), "test_set_id": other}

    refused = client.post(f"{API}/evaluations", json=body, headers=system)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_covered")
    client.post(f"{SETS}/{other}/retirement", json={"reason": "试验"}, headers=system)
    refused = client.post(f"{API}/evaluations", json=body, headers=system)
    assert refused.json()["code"] == "test_set_retired"


def test_a_checked_version_becomes_evaluated_with_the_last_of_its_sets(
    upload: Upload, services: Services, version: Version
) -> None:
    with transaction(services.sessions) as session:
        session.get_one(Version, version.id).state = "checked"
    upload()
    upload(archives.archive(archives.yolo() | {"labels/b_day.txt": archives.FIRE}))
    with transaction(services.sessions) as session:
        assert service.plan(session, services.clock) == 2
        first, second = session.scalars(select(Evaluation.id).order_by(Evaluation.id)).all()

    job.run(services, first)
    assert state(services, version.id) == "checked"
    job.run(services, second)
    assert state(services, version.id) == "evaluated"
    with transaction(services.sessions) as session:
        version_trail = select(AuditEntry.action).filter_by(object_id=version.id)
        assert "version.evaluate" in set(session.scalars(version_trail))


def state(services: Services, version_id: UUID) -> str:
    with transaction(services.sessions) as session:
        return session.get_one(Version, version_id).state


def test_a_model_that_fails_is_told_to_its_vendor(
    upload: Upload, services: Services, client: TestClient, version: Version, vendor: Headers
) -> None:
    with transaction(services.sessions) as session:
        row = session.get_one(Version, version.id)
        broken = services.blobs.put(b"no model at all")
        row.files = row.files | {"fire.onnx": {"digest": broken, "size": 15}}
    upload()

    job.run_due(services)

    (shown,) = client.get(f"{API}/evaluations", headers=vendor).json()["items"]
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "model_refused")
    assert figures(client, version, vendor)["measured"] == []


def test_a_manifest_of_an_earlier_release_is_told(
    upload: Upload, services: Services, client: TestClient, version: Version, vendor: Headers
) -> None:
    with transaction(services.sessions) as session:
        row = session.get_one(Version, version.id)
        row.manifest = {"events": row.manifest["events"]}
    upload()

    job.run_due(services)

    (shown,) = client.get(f"{API}/evaluations", headers=vendor).json()["items"]
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "manifest_outdated")


def test_the_vendor_reads_figures_and_nothing_of_the_pictures(
    upload: Upload, services: Services, client: TestClient, version: Version, vendor: Headers
) -> None:
    upload()
    job.run_due(services)

    paths = [
        f"{API}/evaluations",
        f"{API}/versions/{version.id}/figures",
        f"{API}/leaderboard",
        f"{API}/leaderboard/export",
    ]
    for path in paths:
        answer = client.get(path, headers=vendor)
        assert answer.status_code == 200
        assert "城区火情" in answer.text
        for name, grey in archives.GREYS.items():
            assert name.split(".")[0] not in answer.text
            assert services.blobs.put(archives.picture(grey)) not in answer.text
    for path in (SETS, f"{SETS}/uploads"):
        assert client.get(path, headers=vendor).status_code == 403
