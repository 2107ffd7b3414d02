"""A copy of the built-in is other goods with another model, and goes through the same gate."""

from pathlib import Path

from algorithms.contract import manifest
from benchmarks.goods import copy_of
from core.blobs import FolderBlobs
from core.clock import ManualClock
from registry.gate import service as gate
from registry.packages.reader import read
from registry.sandbox import Limits
from serving.first_start import ALGORITHMS, package


def test_a_copy_passes_the_gate_as_goods_of_its_own(
    tmp_path: Path, blobs: FolderBlobs, clock: ManualClock
) -> None:
    with package(ALGORITHMS / "fire") as built_in:
        original = read(built_in, blobs)
    copy = read(copy_of(ALGORITHMS / "fire", tmp_path / "fire_2"), blobs)
    assert manifest.load(tmp_path / "fire_2").id == "fire_2"
    assert copy.model_digest != original.model_digest
    report = gate.inspect(copy, blobs, clock, Limits())
    assert report["measured"]["cpu_ms"] > 0


def test_versions_of_a_copy_are_models_by_themselves(tmp_path: Path, blobs: FolderBlobs) -> None:
    made = [
        read(copy_of(ALGORITHMS / "fire", tmp_path / version / "fire_moved", version), blobs)
        for version in ("1.0.0", "1.0.1")
    ]
    assert [(one.manifest.id, one.manifest.version) for one in made] == [
        ("fire_moved", "1.0.0"),
        ("fire_moved", "1.0.1"),
    ]
    assert len({one.model_digest for one in made}) == 2
