"""The gate's check of a signature: by whom, over what, and what is refused with which reason."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from algorithms.contract.manifest import Manifest
from core.blobs import FolderBlobs
from core.clock import ManualClock
from registry.gate import service as gate
from registry.gate.checks.signature import signature
from registry.gate.checks.subject import Subject
from registry.gate.examining import examine
from registry.gate.findings import Finding
from registry.gate.trust import UNKNOWN, Trust
from registry.packages import bundle
from registry.packages.reader import Package, read
from tests.registry import goods, signed
from tests.registry.conftest import LIMITS
from tests.registry.sandbox.puppets import CONFINED, have_answered, part
from tests.registry.signed import Files

MANIFEST = Manifest.model_validate(goods.manifest())
FILES: Files = {"algorithm.yaml": b"id: fire", "fire.onnx": b"weights", "samples/a.png": b"\x89"}
KEY, OTHER, OLD = signed.new_key(), signed.new_key(), signed.new_key()
TRUST = Trust((signed.trusted(KEY), signed.trusted(OLD, "2025", retired=True)))


def looked(files: Files, trust: Trust = TRUST) -> tuple[list[Finding], object]:
    """Return what is found, and the key that counts."""
    subject = Subject(MANIFEST, {name: memoryview(data) for name, data in files.items()}, trust)
    return [*signature(subject)], subject.told.get("signed_by")


def test_a_registered_key_over_these_files_passes() -> None:
    assert looked(signed.signed(FILES, KEY)) == ([], signed.print_of(KEY))


def test_without_a_signature_it_is_noted_as_unsigned() -> None:
    [found], by = looked(FILES)
    assert (found.refuses, found.what.en, by) == (False, "The package is not signed.", None)


def test_without_a_signature_it_is_refused_where_its_vendor_wants_one() -> None:
    [found], _ = looked(FILES, Trust(TRUST.keys, required=True))
    assert found.refuses
    assert "wants every package signed" in found.what.en


def without_hint(files: Files, key: EllipticCurvePrivateKey) -> Files:
    made = json.loads(bundle.sign(files, key, "fire"))
    made["verificationMaterial"]["publicKey"] = {}
    return files | {bundle.NAME: json.dumps(made).encode()}


def test_a_bundle_that_does_not_name_its_key_is_tried_with_each() -> None:
    assert looked(without_hint(FILES, KEY)) == ([], signed.print_of(KEY))
    [found], _ = looked(without_hint(FILES, OTHER))
    assert "not registered for this vendor" in found.what.en


def borrowed() -> Files:
    """The vendor's own key is named, and another one signed."""
    made = json.loads(bundle.sign(FILES, OTHER, "fire"))
    made["verificationMaterial"]["publicKey"]["hint"] = signed.print_of(KEY)
    return FILES | {bundle.NAME: json.dumps(made).encode()}


def over(names: list[str]) -> Files:
    """A signature over files that the package does not have."""
    return FILES | {bundle.NAME: bundle.sign(FILES | dict.fromkeys(names, b"x"), KEY, "fire")}


REFUSED: dict[str, tuple[Callable[[], Files], str]] = {
    "a changed file": (
        lambda: signed.signed(FILES, KEY) | {"fire.onnx": b"other weights"},
        "Changed since it was signed: fire.onnx",
    ),
    "an added file": (
        lambda: signed.signed(FILES, KEY) | {"README.md": b"new"},
        "Not covered by the signature: README.md",
    ),
    "a removed file": (
        lambda: {k: v for k, v in signed.signed(FILES, KEY).items() if k != "samples/a.png"},
        "Signed, but not in the package: samples/a.png",
    ),
    "a renamed file": (
        lambda: {
            name.replace("fire.onnx", "smoke.onnx"): data
            for name, data in signed.signed(FILES, KEY).items()
        },
        "Signed, but not in the package: fire.onnx",
    ),
    "names outside": (
        lambda: over(["../../etc/passwd", "/etc/shadow", "C:\\secret", "a\0b"]),
        "Signed, but not in the package: ",
    ),
    "a thousand names": (lambda: over([f"{n}.txt" for n in range(1000)]), "… (1000)"),
    "another vendor's key": (
        lambda: signed.signed(FILES, OTHER),
        f"a key ({signed.print_of(OTHER)}) that is not registered",
    ),
    "a borrowed name": (borrowed, "does not fit what it is over"),
    "a retired key": (lambda: signed.signed(FILES, OLD), "the key “2025”, which is retired"),
    "noise": (lambda: FILES | {bundle.NAME: b"\x00\xff"}, "is no OMS signature"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_signature_that_does_not_hold_is_refused_for_what_it_is(name: str) -> None:
    build, why = REFUSED[name]
    found, by = looked(build())
    assert by is None
    assert any(why in one.what.en for one in found), found
    for one in found:
        assert one.refuses
        for said in (one.what.zh, one.what.en, one.remedy.zh, one.remedy.en):
            assert 5 < len(said) < 3000


def test_where_no_key_is_known_the_files_are_held_against_the_signature() -> None:
    [told], by = looked(signed.signed(FILES, OTHER), UNKNOWN)
    assert (told.refuses, by) == (False, None)
    [changed, _], by = looked(signed.signed(FILES, OTHER) | {"fire.onnx": b""}, UNKNOWN)
    assert (changed.refuses, by) == (True, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The toy, signed."""
    folder = goods.write(tmp_path / "package")
    names = [one for one in folder.rglob("*") if one.is_file()]
    files = {str(one.relative_to(folder)): one.read_bytes() for one in names}
    (folder / bundle.NAME).write_bytes(bundle.sign(files, KEY, "fire 1.0.0"))
    return folder


@pytest.fixture
def package(folder: Path, blobs: FolderBlobs) -> Package:
    return read(folder, blobs)


def test_the_confined_child_verifies(
    package: Package, folder: Path, blobs: FolderBlobs, clock: ManualClock
) -> None:
    report = gate.inspect(package, blobs, clock, LIMITS, trust=TRUST)
    assert (report["passed"], report["signed_by"]) == (True, signed.print_of(KEY))
    first = report["checks"][0]
    assert (first["name"], first["state"]) == ("signature", "passed")
    refused = examine(package, blobs, trust=Trust((signed.trusted(OTHER),)))
    assert (refused.passed, refused.signed_by) == (False, None)
    (folder / bundle.NAME).write_bytes(b'{"mediaType": ' * 10_000)
    broken = examine(read(folder, blobs), blobs, trust=TRUST).results["signature"]
    assert "is no OMS signature" in broken.findings[0].what.en


CLAIMED: dict[str, tuple[object, bool]] = {
    "a key in use": (signed.print_of(KEY), True),
    "a retired key": (signed.print_of(OLD), False),
    "a stranger's key": (signed.print_of(OTHER), False),
    "a number": (7, False),
    "a list": (["x"], False),
}


@pytest.mark.parametrize("name", CLAIMED)
def test_a_child_is_believed_to_have_met_a_key_in_use_alone(
    name: str, package: Package, blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed, believed = CLAIMED[name]
    told = json.dumps({"told": {"signed_by": claimed}}).encode()
    have_answered(monkeypatch, part(CONFINED) + part(told))
    assert examine(package, blobs, trust=TRUST).signed_by == (claimed if believed else None)
