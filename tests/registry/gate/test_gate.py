"""The whole gate: what only shows at work, what a dying child means, and what a verdict is bound to."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy.orm import Session

from algorithms.contract.manifest import InputSpec
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.secrets import Keyring
from registry.catalogue import handing_in
from registry.catalogue import service as catalogue
from registry.catalogue.errors import NoHealthyVersion
from registry.catalogue.model import Version
from registry.gate import service as gate
from registry.gate.examining import examine
from registry.gate.view import GateReportOut
from registry.packages.reader import read
from registry.sandbox import Child, ChildFailed, Limits
from registry.sandbox.errand import Bounds
from tests.registry import goods
from tests.registry.conftest import LIMITS, SETTINGS, Install
from tests.registry.gate.models import HOSTILE, HOSTILE_AT_WORK
from tests.registry.sandbox.puppets import CONFINED, have_answered, part

SPEC = InputSpec(width=goods.SIDE, height=goods.SIDE)
EVERYTHING = HOSTILE | HOSTILE_AT_WORK


def report_of(
    model: bytes, tmp_path: Path, blobs: FolderBlobs, clock: ManualClock
) -> dict[str, Any]:
    folder = goods.write(tmp_path / "package", model_bytes=model)
    return gate.inspect(read(folder, blobs), blobs, clock, LIMITS)


def failed(report: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one for one in report["checks"] if one["state"] == "failed"}


@pytest.mark.parametrize("name", HOSTILE_AT_WORK)
def test_what_only_shows_at_work_is_refused_there(
    name: str, tmp_path: Path, blobs: FolderBlobs, clock: ManualClock
) -> None:
    build, check = HOSTILE_AT_WORK[name]
    report = report_of(build(), tmp_path, blobs, clock)
    assert {*failed(report)} == {check}
    assert not report["passed"]
    assert GateReportOut.of(report).passed is False
    later = [one["state"] for one in report["checks"]]
    assert later[later.index("failed") + 1 :] == ["not_reached"] * (
        len(later) - later.index("failed") - 1
    )


def test_a_child_that_dies_is_a_finding_of_the_check_it_was_at(
    tmp_path: Path, blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = part(CONFINED) + part(b'{"begins": "well_formed"}')
    have_answered(monkeypatch, answer, "os.kill(os.getpid(), 11)")
    found = examine(read(goods.write(tmp_path / "package"), blobs), blobs)
    (failed,) = (one for one in found.results.values() if one.state == "failed")
    assert failed.name == "well_formed"
    assert "SIGSEGV" in failed.findings[0].what.en
    assert not found.passed


@pytest.mark.parametrize(
    "lie",
    [
        b'{"result": "no such check", "findings": [], "state": "passed"}',
        b'{"result": "format"}',
        b'{"told": 1}',
        b'{"sample": "a", "letterbox": {}, "expected": []}',
    ],
)
def test_a_child_that_lies_passes_nothing(
    lie: bytes, tmp_path: Path, blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    have_answered(monkeypatch, part(CONFINED) + part(lie))
    assert not examine(read(goods.write(tmp_path / "package"), blobs), blobs).passed


def test_a_child_that_says_little_passes_nothing(
    tmp_path: Path, blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    have_answered(monkeypatch, part(CONFINED))
    assert not examine(read(goods.write(tmp_path / "package"), blobs), blobs).passed


def test_a_child_that_cannot_start_is_no_fault_of_the_package(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    package = read(goods.write(tmp_path / "package"), blobs)
    with pytest.raises(ChildFailed):
        examine(package, blobs, Bounds(timeout_s=0.001))


@pytest.fixture
def services(
    sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring
) -> Services:
    return Services(SETTINGS, sessions, clock, blobs, keyring)


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Put a newer gate in the place of the one that looked at what is on the shelf."""

    def now() -> None:
        monkeypatch.setattr(gate, "GATE_VERSION", 99)
        gate.binding.cache_clear()

    yield now
    monkeypatch.undo()
    gate.binding.cache_clear()


def served(services: Services, algorithm_id: UUID) -> UUID | None:
    """Return the version that cameras get at present."""
    with transaction(services.sessions) as session:
        try:
            return catalogue.served(session, algorithm_id).version_id
        except NoHealthyVersion:
            return None


def test_after_an_upgrade_nothing_is_served_until_it_was_examined_again(
    session: Session, install: Install, services: Services, upgrade: Callable[[], None]
) -> None:
    version = install()
    version_id, algorithm_id = version.id, version.algorithm_id
    session.commit()
    assert handing_in.stale(services.sessions) == []
    assert served(services, algorithm_id) == version_id
    upgrade()
    assert served(services, algorithm_id) is None
    assert handing_in.stale(services.sessions) == [version_id]
    handing_in.examine_again(services, version_id)
    assert handing_in.stale(services.sessions) == []
    assert served(services, algorithm_id) == version_id
    with transaction(services.sessions) as later:
        assert later.get_one(Version, version_id).gate["gate_version"] == 99


def test_what_fails_after_an_upgrade_is_quarantined_and_the_one_before_it_follows(
    session: Session, install: Install, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = install("1.0.0").id, install("1.1.0").id
    session.commit()
    monkeypatch.setattr(gate, "inspect", lambda *_: gate.contract_moved_on(services.clock))
    handing_in.examine_again(services, second)
    with transaction(services.sessions) as later:
        fallen = later.get_one(Version, second)
        assert fallen.state == "quarantined"
        assert fallen.state_reason is not None
        assert fallen.state_reason["code"] == "gate"
        assert catalogue.runnable(later, fallen.algorithm_id).version_id == first


@pytest.fixture(scope="module")
def neighbour() -> Iterator[Child]:
    """A good model in the same host, which must not notice."""
    with Child.start(goods.model(), SPEC, LIMITS) as child:
        yield child


@pytest.mark.long
@pytest.mark.parametrize("name", EVERYTHING)
def test_each_hostile_model_is_refused_by_the_whole_gate(
    name: str, tmp_path: Path, blobs: FolderBlobs, clock: ManualClock
) -> None:
    build, check = EVERYTHING[name]
    report = report_of(build(), tmp_path, blobs, clock)
    assert check in failed(report), report["checks"]
    assert not report["passed"]


@pytest.mark.long
@pytest.mark.parametrize("name", EVERYTHING)
def test_with_the_gate_switched_off_only_the_child_dies(name: str, neighbour: Child) -> None:
    """Thrown straight at the runtime: refused, killed or answered, but nobody else notices."""
    frame = np.zeros((1, goods.SIDE, goods.SIDE, 3), np.uint8)
    bounds = Limits(batch_max=1, memory_mb=1024, outputs_mb=4, start_timeout_s=30)
    with suppress(ChildFailed), Child.start(EVERYTHING[name][0](), SPEC, bounds) as child:
        child.run(frame, timeout_s=5)
    assert neighbour.run(frame, timeout_s=60)[0].shape == (1, 6, 3)
