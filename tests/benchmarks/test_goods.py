"""A copy of the built-in is other goods with another model, and goes through the same gate."""

from pathlib import Path

from algorithms.contract import manifest
from benchmarks.goods import copy_of, shelve
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from registry.catalogue import service as catalogue
from registry.catalogue.model import Version
from registry.gate import service as gate
from registry.packages.reader import read
from registry.sandbox import Limits
from serving.first_start import ALGORITHMS, package
from tests.registry import goods


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


def test_every_version_put_on_a_shelf_is_served(
    sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring, tmp_path: Path
) -> None:
    services = Services(Settings(home=tmp_path), sessions, clock, blobs, keyring)
    toy = goods.write(tmp_path / "toy")
    folders = [copy_of(toy, tmp_path / f"1.0.{n}" / "fire_hosted", f"1.0.{n}") for n in range(3)]
    versions = shelve(services, folders)
    with transaction(sessions) as session:
        algorithm_id = session.get_one(Version, versions[0]).algorithm_id
        every = [catalogue.served(session, algorithm_id, version) for version in versions]
    assert [one.manifest.version for one in every] == ["1.0.0", "1.0.1", "1.0.2"]
    assert len({one.model_digest for one in every}) == 3
