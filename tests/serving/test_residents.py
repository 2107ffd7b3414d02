"""A version made ready is loaded once, whoever asks, and answers the first frame that comes."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import numpy as np
import psutil
import pytest
from sqlalchemy import func, select, update

from accounts.organizations.model import Organization
from accounts.policy import Role
from algorithms.ops import letterbox
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from registry.catalogue import service as catalogue
from registry.catalogue.model import Strike, Version
from registry.sandbox import EngineName
from registry.testsets.model import CityTestSet
from registry.tuning.machine import machine
from registry.tuning.model import Tuning
from serving.cluster import resident
from serving.cluster.batch import Batch
from serving.cluster.resident import CALLERS, Model, Residents
from tests import make, openvino
from tests.registry import goods
from tests.registry.tuning.models import convolved

Tune = Callable[..., None]


@pytest.fixture
def install(services: Services, clock: ManualClock, tmp_path: Path) -> Callable[[str], UUID]:
    """Put a version of one algorithm on the shelf."""
    with transaction(services.sessions) as session:
        vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")

    def put(version: str) -> UUID:
        folder = goods.write(tmp_path / version / "fire", described=goods.manifest(version))
        with transaction(services.sessions) as session:
            return catalogue.install_builtin(
                session, folder, vendor.id, "0.1.0", services.blobs, services.settings, clock
            ).id

    return put


@pytest.fixture
def version_id(install: Callable[[str], UUID]) -> UUID:
    return install("1.0.0")


def test_a_version_is_ready_before_its_first_frame(services: Services, version_id: UUID) -> None:
    residents = Residents(services.settings, services.sessions, services.blobs)
    try:
        with ThreadPoolExecutor(3) as several:
            list(several.map(residents.prepare, [version_id] * 3))
        (ready,) = residents.status()
        assert (len(list(ready["pids"])), ready["inferred"]) == (1, 0)  # type: ignore[call-overload]
        pixels, fitted = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
        batch = Batch(version_id, (uuid7(),), np.stack([pixels]), (fitted,))
        (found,) = residents.infer(batch)
        assert found is not None
        assert [one.label for one in found] == ["fire"]
        (after,) = residents.status()
        assert after["pids"] == ready["pids"], "the child that was made ready"
    finally:
        residents.close()


def test_what_cannot_be_loaded_costs_nobody_a_strike(services: Services, version_id: UUID) -> None:
    with transaction(services.sessions) as session:
        broken = services.blobs.put(b"no model")
        session.execute(update(Version).values(model_digest=broken))
    residents = Residents(services.settings, services.sessions, services.blobs)
    try:
        residents.prepare(version_id)
        (failed,) = residents.status()
        assert (failed["pids"], failed["failures"]) == ([], 1)
    finally:
        residents.close()
    with transaction(services.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Strike)) == 0


@pytest.fixture
def tune(services: Services, version_id: UUID, clock: ManualClock) -> Tune:
    """Have a version run in another way on this kind of machine."""

    def put(model: bytes | None, engine: EngineName = "onnxruntime") -> None:
        here = machine(openvino.python() if engine == "openvino" else None)
        with transaction(services.sessions) as session:
            version = session.get_one(Version, version_id)
            vendor = session.get_one(Organization, version.owner_id)
            who = make.user(session, vendor, roles=[Role.VENDOR])
            on = CityTestSet(
                owner_id=who.owner_id, name="城区火情", version=1, digest="ab" * 32, covers={},
                classes=[], counts={}, user_id=who.id, created_at=clock.now(),
            )  # fmt: skip
            session.add(on)
            session.flush()
            session.add(
                Tuning(
                    owner_id=version.owner_id, version_id=version_id, test_set_id=on.id,
                    machine=here, state="done", engine=engine,
                    variant_digest=None if model is None else services.blobs.put(model),
                    choice={"path": "int8", "why": "kept"}, created_at=clock.now(),
                    finished_at=clock.now(),
                )
            )  # fmt: skip

    return put


def a_batch(version_id: UUID) -> Batch:
    pixels, fitted = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
    return Batch(version_id, (uuid7(),), np.stack([pixels]), (fitted,))


def pids(residents: Residents) -> list[int]:
    (status,) = residents.status()
    found: list[int] = list(status["pids"])  # type: ignore[call-overload]
    return found


def test_a_version_that_was_tuned_is_taken_up_without_a_frame_being_lost(
    services: Services, version_id: UUID, tune: Tune,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(resident, "RENEW_S", 0)
    residents = Residents(services.settings, services.sessions, services.blobs)
    callers = Residents(services.settings, services.sessions, services.blobs, CALLERS)
    try:
        (before,) = residents.infer(a_batch(version_id))
        (of_caller,) = callers.infer(a_batch(version_id))
        (first,) = pids(residents)
        tune(convolved())
        ends_at = time.monotonic() + 60
        while (now := pids(residents)) in ([], [first]) and time.monotonic() < ends_at:
            (found,) = residents.infer(a_batch(version_id))
            assert found is not None
            assert found[0].score == pytest.approx(before[0].score, abs=0.01)  # type: ignore[index]
        assert first not in now
        psutil.wait_procs([psutil.Process(first)] if psutil.pid_exists(first) else [], timeout=60)
        assert not psutil.pid_exists(first)
        assert callers.infer(a_batch(version_id)) == [of_caller], "callers get the vendor's file"
        with transaction(services.sessions) as session:
            file = session.get_one(Version, version_id).model_digest
        assert callers._model(version_id).run.digest == file
        assert residents._model(version_id).run.digest != file
    finally:
        residents.close()
        callers.close()


def test_another_way_that_fails_goes_back_to_the_vendor_s_file_and_strikes_nobody(
    services: Services, version_id: UUID, tune: Tune
) -> None:
    tune(b"no model")
    residents = Residents(services.settings, services.sessions, services.blobs)
    try:
        assert residents.infer(a_batch(version_id)) == [None]
        (found,) = residents.infer(a_batch(version_id))
        assert found is not None
        assert [one.label for one in found] == ["fire"]
    finally:
        residents.close()
    with transaction(services.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Strike)) == 0
        (one,) = session.scalars(select(Tuning))
        assert (one.variant_digest, one.choice) == (None, {"path": "fp32", "why": "fails"})


@pytest.mark.parametrize("works", [True, False])
def test_a_version_runs_on_openvino_and_goes_back_where_that_fails(
    services: Services, version_id: UUID, tune: Tune, works: bool
) -> None:
    tune(None if works else b"no model", "openvino")
    settings = services.settings.model_copy(update={"openvino_python": openvino.python()})
    residents = Residents(settings, services.sessions, services.blobs)
    try:
        if not works:
            assert residents.infer(a_batch(version_id)) == [None]
        (found,) = residents.infer(a_batch(version_id))
        assert found is not None
        assert [one.label for one in found] == ["fire"]
        (pid,) = pids(residents)
        module = "registry.sandbox.openvino_child" if works else "registry.sandbox.child"
        assert module in psutil.Process(pid).cmdline()
    finally:
        residents.close()
    with transaction(services.sessions) as session:
        (one,) = session.scalars(select(Tuning))
        assert one.engine == ("openvino" if works else "onnxruntime")
        assert session.scalar(select(func.count()).select_from(Strike)) == 0


def test_who_was_used_least_recently_leaves_for_the_next(
    services: Services, install: Callable[[str], UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resident, "RESIDENT_MAX", 2)
    first, second, third = (install(f"1.0.{number}") for number in range(3))
    residents = Residents(services.settings, services.sessions, services.blobs)
    try:
        for version_id in (first, second, first, third):
            assert residents.infer(a_batch(version_id)) != [None]
        assert {one["version_id"] for one in residents.status()} == {str(first), str(third)}
    finally:
        residents.close()


def test_who_must_leave_ends_what_it_has_in_hand_and_is_not_blamed(
    services: Services, install: Callable[[str], UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resident, "RESIDENT_MAX", 1)
    first, second = install("1.0.0"), install("1.0.1")
    residents = Residents(services.settings, services.sessions, services.blobs)
    try:
        residents.prepare(first)
        with residents._seat(first) as (leaving, seat):
            child = seat.child
            residents.prepare(second)
            assert residents._run(leaving, seat, a_batch(first)) != [None]
        assert child is not None
        assert not child.alive
        assert [one["version_id"] for one in residents.status()] == [str(second)]
    finally:
        residents.close()


def test_nobody_waits_while_the_database_is_asked_for_another_version(
    services: Services, install: Callable[[str], UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    running, other = install("1.0.0"), install("1.0.1")
    residents = Residents(services.settings, services.sessions, services.blobs)
    residents.prepare(running)
    asked, answered, model = threading.Event(), threading.Event(), residents._model

    def slowly(version_id: UUID) -> Model:
        asked.set()
        answered.wait(60)
        return model(version_id)

    monkeypatch.setattr(residents, "_model", slowly)
    try:
        with ThreadPoolExecutor(2) as several:
            try:
                waiting = several.submit(residents.prepare, other)
                assert asked.wait(60)
                found = several.submit(residents.infer, a_batch(running)).result(30)
                assert found != [None]
                assert not waiting.done()
            finally:
                answered.set()
    finally:
        residents.close()
