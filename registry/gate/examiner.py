"""The errand that examines a package: started as a program, confined, it runs the static checks.

Its answer: `begins` with a check's name before each, `result` after it, then `told` with what the checks
have to say besides, then a `sample` for each picture, its body the pixels fitted to the model's input.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import cv2
import onnx
from cryptography.hazmat.primitives.asymmetric import ec
from onnx import TensorProto, helper

from algorithms import ops
from algorithms.contract.manifest import Manifest
from registry.gate import samples, static
from registry.gate.checks.files import pixels
from registry.gate.checks.subject import Subject
from registry.gate.trust import Trust, TrustedKey
from registry.packages import bundle, keys
from registry.sandbox import errand
from registry.sandbox.errand import Emit


def work(order: dict[str, Any], files: Sequence[memoryview], emit: Emit) -> None:
    """Examine the package an order describes: its manifest, and where in the one file each file lies."""
    manifest = Manifest.model_validate(order["manifest"])
    spans: Mapping[str, tuple[int, int]] = order["files"]
    laid_out = {name: files[0][at : at + size] for name, (at, size) in spans.items()}
    subject = Subject(manifest, laid_out, Trust.read(order["trust"]))
    opened = True
    for result in static.examine(subject, lambda name: emit({"begins": name}, b"")):
        emit({"result": result.name, "state": result.state, "findings": _plain(result)}, b"")
        opened = opened and (result.name != "sample_files" or result.state != "failed")
    emit({"told": subject.told}, b"")
    if opened:
        _emit_samples(subject, emit)


def _plain(result: Any) -> list[dict[str, Any]]:
    return [finding.as_json() for finding in result.findings]


def _emit_samples(subject: Subject, emit: Emit) -> None:
    wanted = subject.stage.input
    for sample in subject.manifest.samples:
        picture = pixels(subject.files[sample.picture])
        expected = samples.read(bytes(subject.files[sample.expected]))
        if picture is None or expected is None:
            continue
        fitted, letterbox = ops.letterbox(picture, wanted.width, wanted.height, fill=wanted.fill)
        said = {
            "sample": sample.picture,
            "letterbox": asdict(letterbox),
            "expected": [one.model_dump() for one in expected],
        }
        emit(said, fitted.tobytes())


def practise() -> None:
    """Go through every check once with a model of our own, so that nothing is left to import."""
    node = helper.make_node("Conv", ["x", "w"], ["y"])
    weights = helper.make_tensor("w", TensorProto.FLOAT, [2, 3, 1, 1], [0.5] * 6)
    graph = helper.make_graph(
        [node],
        "practice",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2, 32, 32])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    whole = model.SerializeToString()
    key = ec.generate_private_key(ec.SECP384R1())
    for data in (whole, b"\x08", whole + _text_of_zip(), _faulty(model)):
        files = {"model.onnx": data, **_SAMPLES}
        files[bundle.NAME] = bundle.sign(files, key, "practice") if data is whole else b"{}"
        for result in static.examine(Subject(_MANIFEST, files, _trusting(key))):
            _plain(result)


def _trusting(key: ec.EllipticCurvePrivateKey) -> Trust:
    public = key.public_key()
    return Trust((TrustedKey("practice", keys.fingerprint(public), keys.pem_of(public)),))


def _text_of_zip() -> bytes:
    """A small archive, written as the model's doc_string."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("practice", "")
    return b"\x32" + bytes([len(made.getvalue())]) + made.getvalue()


def _faulty(model: "onnx.ModelProto") -> bytes:
    model.graph.node[0].input.append("nothing")
    return bytes(model.SerializeToString())


_WORDS = {"zh": "练习", "en": "practice"}
_MANIFEST = Manifest.model_validate(
    {
        "format": 1,
        "id": "practice",
        "version": "1.0.0",
        "vendor": {"id": "practice", "name": _WORDS},
        "title": _WORDS,
        "summary": _WORDS,
        "license": {"code": "none", "weights": "none"},
        "stages": [
            {
                "kind": "model",
                "file": "model.onnx",
                "input": {"width": 32, "height": 32},
                "decoder": {"kind": "mask", "labels": ["a", "b"]},
            }
        ],
        "events": [
            {
                "event_type": "practice.a",
                "labels": ["a"],
                "title": _WORDS,
                "severity": "minor",
                "threshold": 0.5,
            }
        ],
        "look": {"interval_s": 5},
        "resources": {"memory_mb": 16, "cpu_ms": 1},
        "privacy": {"faces": False, "plates": False},
        "samples": [{"picture": "a.png", "expected": "a.json"}],
        "contact": "nobody",
        "provenance": {"base_model": "-", "base_license": "AGPL-3.0", "trained_at": "2026-01-01"},
    }
)
_SAMPLES = {"a.png": b"no picture", "a.json": b'[{"label": "a", "score": 0.5}]'}


if __name__ == "__main__":
    cv2.setNumThreads(1)
    errand.serve(work, practise)
