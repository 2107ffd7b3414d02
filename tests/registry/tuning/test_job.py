"""A measured version is tuned once on this kind of machine, whatever happens meanwhile."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue import service as catalogue
from registry.catalogue.model import Version
from registry.evaluation import job as evaluation
from registry.tuning import job, service
from registry.tuning.machine import machine
from registry.tuning.model import Tuning
from tests.registry import goods
from tests.registry.conftest import City
from tests.registry.testsets.conftest import Upload
from tests.registry.tuning.models import convolved

Headers = dict[str, str]


@pytest.fixture(params=["convolved"])
def version(
    request: pytest.FixtureRequest, session: Session, services: Services, city: City, tmp_path: Path,
    clock: ManualClock,
) -> Version:  # fmt: skip
    """A version on the shelf, before anybody else's transaction begins."""
    model = convolved() if request.param == "convolved" else goods.model()
    return catalogue.install_builtin(
        session, goods.write(tmp_path / "fire", model_bytes=model), city.vendor.id, "0.1.0",
        services.blobs, services.settings, clock,
    )  # fmt: skip


@pytest.fixture
def system(version: Version, system: Headers) -> Headers:
    """The operator's administrator, once the shelf is filled."""
    return system


@pytest.fixture
def measured(version: Version, upload: Upload, services: Services) -> Version:
    """A version whose figures are known, so that it may be tuned."""
    upload()
    assert not job.is_due(services.sessions)
    assert evaluation.run_due(services) == 1
    assert job.is_due(services.sessions)
    return version


def taking(monkeypatch: pytest.MonkeyPatch, fp32_ms: float, int8_ms: float) -> None:
    """Let both ways take so long: how busy this machine is decides no test."""
    monkeypatch.setattr(job, "in_turn", lambda *_: (fp32_ms, int8_ms))


def told(client: TestClient, version: Version, headers: Headers) -> Any:
    answer = client.get(f"/api/v1/versions/{version.id}/tunings", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def served(services: Services, version: Version) -> str:
    with transaction(services.sessions) as session:
        return service.served(session, session.get_one(Version, version.id))


def test_what_is_faster_and_sees_as_well_is_served(
    measured: Version, services: Services, client: TestClient, system: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, 10.0, 4.0)
    assert told(client, measured, system) == []

    assert job.run_due(services) == 1
    assert not job.is_due(services.sessions)

    (found,) = told(client, measured, system)
    assert (found["machine"], found["path"], found["why"]) == (machine(), "int8", "kept")
    assert (found["fp32_ms"], found["int8_ms"]) == (10.0, 4.0)
    assert found["fp32"] == found["int8"] == {"image_auc": 1, "precision": 1, "recall": 1}
    variant = served(services, measured)
    assert variant != measured.model_digest
    assert b"QuantizeLinear" in services.blobs.get(variant)
    with transaction(services.sessions) as session:
        (line,) = session.scalars(select(AuditEntry).filter_by(action="version.tune"))
        assert (line.after or {})["variant_digest"] == variant


def test_both_ways_really_take_turns(
    measured: Version, services: Services, client: TestClient, system: Headers
) -> None:
    assert job.run_due(services) == 1

    (found,) = told(client, measured, system)
    assert min(found["fp32_ms"], found["int8_ms"]) > 0
    assert (served(services, measured) == measured.model_digest) is (found["path"] == "fp32")


def test_what_is_not_faster_is_left(
    measured: Version, services: Services, client: TestClient, system: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, 10.0, 9.9)

    job.run_due(services)

    (found,) = told(client, measured, system)
    assert (found["path"], found["why"], found["int8"]) == ("fp32", "not_faster", None)
    assert served(services, measured) == measured.model_digest


@pytest.mark.parametrize("version", ["plain"], indirect=True)
def test_a_model_without_convolutions_is_left(
    measured: Version, services: Services, client: TestClient, system: Headers
) -> None:
    job.run_due(services)

    (found,) = told(client, measured, system)
    assert (found["path"], found["why"], found["fp32_ms"]) == ("fp32", "nothing_to_quantize", None)
    assert served(services, measured) == measured.model_digest


def test_what_was_broken_off_is_begun_again_but_not_for_ever(
    measured: Version, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(job, "_tuned", killed)
    for _ in range(service.ATTEMPTS):
        assert job.is_due(services.sessions)
        with pytest.raises(KeyboardInterrupt):
            job.run_due(services)

    assert not job.is_due(services.sessions)
    assert served(services, measured) == measured.model_digest


def test_what_fails_in_service_is_given_up(
    measured: Version, services: Services, client: TestClient, system: Headers, clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, 10.0, 4.0)
    job.run_due(services)

    for _ in range(2):
        with transaction(services.sessions) as session:
            service.give_up(session, measured.id, clock)

    (found,) = told(client, measured, system)
    assert (found["path"], found["why"]) == ("fp32", "fails")
    assert served(services, measured) == measured.model_digest
    assert not job.is_due(services.sessions)
    with transaction(services.sessions) as session:
        assert len(session.scalars(select(AuditEntry).filter_by(action="version.tune")).all()) == 2
        assert session.scalars(select(Tuning.variant_digest)).all() == [None]
