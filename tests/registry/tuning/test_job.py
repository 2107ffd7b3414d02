"""A measured version is tuned once on this kind of machine, whatever happens meanwhile."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.tuning import job, service
from registry.tuning.machine import machine
from registry.tuning.model import Tuning
from tests.registry.tuning.tuned import Headers, as_handed_in, served, taking, told


def test_what_is_faster_and_sees_as_well_is_served(
    measured: Version, services: Services, client: TestClient, system: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, fp32=10.0, int8=4.0)
    assert told(client, measured, system) == []

    assert job.run_due(services) == 1
    assert not job.is_due(services)

    (found,) = told(client, measured, system)
    assert (found["machine"], found["path"], found["why"]) == (machine(None), "int8", "kept")
    assert (found["fp32_ms"], found["int8_ms"]) == (10.0, 4.0)
    assert found["fp32"] == found["int8"] == {"image_auc": 1, "precision": 1, "recall": 1}
    assert served(services, measured).engine == "onnxruntime"
    variant = served(services, measured).digest
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
    assert (served(services, measured) == as_handed_in(measured)) is (found["path"] == "fp32")


def test_what_is_not_faster_is_left(
    measured: Version, services: Services, client: TestClient, system: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, fp32=10.0, int8=9.9)

    job.run_due(services)

    (found,) = told(client, measured, system)
    assert (found["path"], found["why"], found["int8"]) == ("fp32", "not_faster", None)
    assert served(services, measured) == as_handed_in(measured)


@pytest.mark.parametrize("version", ["plain"], indirect=True)
def test_a_model_without_convolutions_is_left(
    measured: Version, services: Services, client: TestClient, system: Headers
) -> None:
    job.run_due(services)

    (found,) = told(client, measured, system)
    assert (found["path"], found["why"], found["fp32_ms"]) == ("fp32", "nothing_to_quantize", None)
    assert served(services, measured) == as_handed_in(measured)


def test_what_was_broken_off_is_begun_again_but_not_for_ever(
    measured: Version, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(job, "_tuned", killed)
    for _ in range(service.ATTEMPTS):
        assert job.is_due(services)
        with pytest.raises(KeyboardInterrupt):
            job.run_due(services)

    assert not job.is_due(services)
    assert served(services, measured) == as_handed_in(measured)


def test_what_fails_in_service_is_given_up(
    measured: Version, services: Services, client: TestClient, system: Headers, clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    taking(monkeypatch, fp32=10.0, int8=4.0)
    job.run_due(services)

    for _ in range(2):
        with transaction(services.sessions) as session:
            service.give_up(session, measured.id, machine(None), clock)

    (found,) = told(client, measured, system)
    assert (found["path"], found["why"]) == ("fp32", "fails")
    assert served(services, measured) == as_handed_in(measured)
    assert not job.is_due(services)
    with transaction(services.sessions) as session:
        assert len(session.scalars(select(AuditEntry).filter_by(action="version.tune")).all()) == 2
        assert session.scalars(select(Tuning.variant_digest)).all() == [None]
