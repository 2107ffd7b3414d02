"""What a vendor hands in is unpacked by a confined child, or refused for what it is."""

from pathlib import Path

import pytest

from core.blobs import FolderBlobs
from registry.gate.archive import unpack
from registry.gate.unpacker import work
from registry.gate.unpacking import unpack as unpack_in_child
from registry.packages.reader import read
from registry.sandbox.memory import sealed
from tests.registry import goods
from tests.registry.gate.archives import HOSTILE, INJECTED, good


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_for_what_it_is(name: str, tmp_path: Path) -> None:
    build, word = HOSTILE[name]
    said = answer(build(tmp_path))
    assert "manifest" not in said
    assert any(word in one["en"] for one in said["archive"]), said["archive"]
    assert all(one["en"].isprintable() and one["zh"].isprintable() for one in said["archive"])


@pytest.mark.parametrize("name", INJECTED)
def test_a_description_that_wants_more_is_refused(name: str, tmp_path: Path) -> None:
    build, word = INJECTED[name]
    data = build(tmp_path)
    assert unpack(memoryview(data)).findings == []
    said = answer(data)
    assert "manifest" not in said
    assert any(word in one["en"] for one in said["faults"]), said["faults"]


def answer(data: bytes) -> dict[str, list[dict[str, str]]]:
    """Return what the errand says of an archive: findings, faults, and the manifest if there is one."""
    said: dict[str, list[dict[str, str]]] = {}

    def emit(head: dict[str, object], _body: bytes) -> None:
        key = {"archive": "archive", "manifest": "faults"}.get(str(head.get("result")))
        found = head.get("findings")
        if key is not None and isinstance(found, list):
            said[key] = found
        elif "manifest" in head:
            said["manifest"] = []

    work({}, [memoryview(data)], emit)
    return said


def test_a_good_archive_is_the_package_its_folder_is(tmp_path: Path, blobs: FolderBlobs) -> None:
    with sealed([good(tmp_path)]) as file:
        handed = unpack_in_child(file, blobs)
    package = handed.package
    assert package is not None, handed.results
    assert package.digest == read(tmp_path / "good", blobs).digest
    assert package.readme == "# 火情 Fire\n"
    assert blobs.get(package.model_digest) == goods.model()


def test_a_child_that_finds_faults_hands_no_file_out(tmp_path: Path, blobs: FolderBlobs) -> None:
    with sealed([HOSTILE["a way out"][0](tmp_path)]) as file:
        handed = unpack_in_child(file, blobs)
    assert (handed.package, handed.files) == (None, {})
    assert handed.results["archive"].state == "failed"
    assert not (tmp_path / "blobs").exists()
