"""A built-in comes through the gate, once, and only as it says it is."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.errors import AlgomartError
from registry.catalogue import service as catalogue
from registry.catalogue.errors import NoHealthyVersion, VersionTaken
from registry.catalogue.model import Version
from registry.gate import runs, static
from registry.gate import service as gate
from registry.gate.errors import GateFailed
from registry.packages.errors import NotServed
from tests.registry import goods, shelf
from tests.registry.conftest import LIMITS, SETTINGS, City, Install
from tests.registry.gate import models
from tests.registry.sandbox import hostile


def test_a_good_package_is_published_with_its_gate_report(
    session: Session, install: Install
) -> None:
    version = install()
    assert version.state == "published"
    assert version.approval is not None
    assert version.approval["release"] == "0.1.0"
    assert version.gate["passed"]
    states = {check["name"]: check["state"] for check in version.gate["checks"]}
    assert {*states} == {one.name for one in (*static.CHECKS, runs.BUILD, *runs.RUNS)} | {"copies"}
    assert {*states.values()} <= {"passed", "noted"}
    assert set(version.gate["runtime"]) == {"algomart", "onnx", "onnxruntime"}
    assert gate.is_current(version.gate, version.model_digest)
    assert version.gate["measured"]["rss_mb"] > 10
    found = catalogue.runnable(session, version.algorithm_id)
    assert (found.version_id, found.model_digest) == (version.id, version.model_digest)
    assert found.manifest.stages
    actions = select(AuditEntry.action).where(AuditEntry.object_id == version.id)
    assert set(session.scalars(actions)) == {"version.install", "version.publish"}


def test_the_same_package_again_changes_nothing(session: Session, install: Install) -> None:
    first = install()
    trail = session.scalar(select(func.count()).select_from(AuditEntry))
    assert install() is first
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == trail


def test_a_newer_version_becomes_the_stable_one(session: Session, install: Install) -> None:
    first = install("1.0.0")
    second = install("1.1.0")
    assert catalogue.runnable(session, first.algorithm_id).version_id == second.id


def test_a_version_number_is_used_once(
    session: Session,
    install: Install,
    tmp_path: Path,
    city: City,
    blobs: FolderBlobs,
    clock: ManualClock,
) -> None:
    install()
    other = goods.write(tmp_path / "other")
    (other / "README.md").write_text("something else")
    with pytest.raises(VersionTaken, match=r"fire 1\.0\.0"):
        catalogue.install_builtin(
            session, other, city.vendor.id, "0.1.0", blobs, SETTINGS, clock, LIMITS
        )


def test_an_algorithm_without_a_version_has_nothing_to_run(
    session: Session, install: Install
) -> None:
    version = install()
    shelf.mean(session, version.algorithm_id, None)
    with pytest.raises(NoHealthyVersion, match="fire"):
        catalogue.runnable(session, version.algorithm_id)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"model_bytes": hostile.depth_to_space()}, GateFailed, "ONNX's checker refuses"),
        ({"model_bytes": hostile.random_bytes()}, GateFailed, "not ONNX"),
        ({"model_bytes": models.another_output()}, GateFailed, "yolo_v8"),
        ({"expected": []}, GateFailed, r"fire 0\.80 was seen but"),
        (
            {"expected": [{"label": "smoke", "score": 0.8, "box": goods.BOX}]},
            GateFailed,
            "smoke .* is expected but was not seen",
        ),
        (
            {"expected": [{"label": "fire", "score": 0.5, "box": goods.BOX}]},
            GateFailed,
            r"fire 0\.50 .* was not seen",
        ),
        (
            {"expected": [{"label": "fire", "score": 0.8, "box": [0, 0, 0.5, 0.5]}]},
            GateFailed,
            "was not seen",
        ),
        ({"expected": "nothing"}, GateFailed, "no list of detections"),
    ],
)
def test_the_gate_refuses_what_is_not_as_it_says(
    session: Session,
    city: City,
    tmp_path: Path,
    blobs: FolderBlobs,
    clock: ManualClock,
    changes: dict[str, Any],
    error: type[AlgomartError],
    message: str,
) -> None:
    folder = goods.write(tmp_path / "bad", **changes)
    with pytest.raises(error, match=message):
        catalogue.install_builtin(
            session, folder, city.vendor.id, "0.1.0", blobs, SETTINGS, clock, LIMITS
        )
    assert session.scalar(select(func.count()).select_from(Version)) == 0


def test_several_stages_are_refused_before_anything_runs(
    session: Session, city: City, tmp_path: Path, blobs: FolderBlobs, clock: ManualClock
) -> None:
    described = goods.manifest()
    model = described["stages"][0]
    described["stages"] = [model, {"kind": "crop", "labels": ["fire"]}, model]
    folder = goods.write(tmp_path / "two", described=described)
    with pytest.raises(NotServed):
        catalogue.install_builtin(
            session, folder, city.vendor.id, "0.1.0", blobs, SETTINGS, clock, LIMITS
        )
