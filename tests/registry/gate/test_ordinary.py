"""What ordinary exporters write passes."""

from pathlib import Path

import pytest

from algorithms.contract.manifest import Manifest
from core.blobs import FolderBlobs
from core.clock import ManualClock
from registry.gate import service, static
from registry.gate.checks.subject import Subject
from registry.packages.reader import read
from tests.registry import goods
from tests.registry.conftest import LIMITS
from tests.registry.gate.exports import EXPORTS, LABELS

assert goods.manifest()["stages"][0]["decoder"]["labels"] == ["fire", "smoke"][:LABELS]


@pytest.mark.parametrize("name", EXPORTS)
def test_an_ordinary_export_is_well_formed(name: str) -> None:
    build, decoder = EXPORTS[name]
    described = goods.manifest() | {"samples": []}
    if decoder is not None:
        described["stages"][0]["decoder"]["kind"] = decoder
    subject = Subject(Manifest.model_validate(described), {"fire.onnx": build()})
    results = {one.name: one for one in static.examine(subject)}
    del results["sample_files"]
    if decoder is None:
        del results["outputs"]  # nothing in this release reads them
    for result in results.values():
        assert result.state in ("passed", "noted"), result


@pytest.mark.parametrize("name", [name for name, (_, decoder) in EXPORTS.items() if decoder])
def test_an_ordinary_export_passes_the_whole_gate(
    name: str, tmp_path: Path, blobs: FolderBlobs, clock: ManualClock
) -> None:
    build, decoder = EXPORTS[name]
    described = goods.manifest()
    described["stages"][0]["decoder"]["kind"] = decoder
    model = build()
    folder = goods.write(tmp_path / "package", described=described, model_bytes=model, expected=[])
    report = service.inspect(read(folder, blobs), blobs, clock, LIMITS)
    assert report["passed"], [check for check in report["checks"] if check["findings"]]
    assert report["weights"]
