"""A package on disk: a toy model that sees a fire as bright as the picture, in the middle of it."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

SIDE = 64
BOX = [0.25, 0.25, 0.75, 0.75]


def model(gain: float = 1) -> bytes:
    """YOLO v8 output [n, 4 + 2, 3]: one box in the middle, scored the picture's mean times `gain`."""
    base = np.zeros((1, 6, 3), np.float32)
    base[0, :4, 0] = 32, 32, 32, 32
    mask = np.zeros((1, 6, 3), np.float32)
    mask[0, 4, 0] = gain
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "axes"], ["column"]),
        helper.make_node("Mul", ["column", "mask"], ["score"]),
        helper.make_node("Add", ["score", "base"], ["y"]),
    ]
    values = [
        helper.make_tensor("axes", TensorProto.INT64, [2], [1, 2]),
        numpy_helper.from_array(mask, "mask"),
        numpy_helper.from_array(base, "base"),
    ]
    graph = helper.make_graph(
        nodes,
        "toy",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 6, 3])],
        values,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made, full_check=True)
    return bytes(made.SerializeToString())


def picture(grey: int = 204) -> NDArray[np.uint8]:
    return np.full((SIDE, SIDE, 3), grey, np.uint8)


def manifest(version: str = "1.0.0") -> dict[str, Any]:
    return {
        "format": 1,
        "id": "fire",
        "version": version,
        "vendor": {"id": "algomart", "name": {"zh": "算法超市", "en": "algomart"}},
        "title": {"zh": "火情", "en": "Fire"},
        "summary": {"zh": "发现明火与烟。", "en": "Sees flames and smoke."},
        "license": {"code": "Apache-2.0", "weights": "Apache-2.0"},
        "stages": [
            {
                "kind": "model",
                "file": "fire.onnx",
                "input": {"width": SIDE, "height": SIDE},
                "decoder": {"kind": "yolo_v8", "labels": ["fire", "smoke"]},
            }
        ],
        "events": [
            {
                "event_type": "fire.flame",
                "labels": ["fire"],
                "title": {"zh": "明火", "en": "Open fire"},
                "severity": "critical",
                "threshold": 0.5,
            }
        ],
        "look": {"interval_s": 5},
        "batch_max": 4,
        "resources": {"memory_mb": 128, "cpu_ms": 5},
        "privacy": {"faces": False, "plates": False},
        "samples": [{"picture": "samples/bright.png", "expected": "samples/bright.json"}],
        "contact": "hello@example.org",
        "provenance": {
            "base_model": "toy",
            "base_license": "Apache-2.0",
            "trained_at": "2026-11-22",
        },
    }


def write(
    folder: Path,
    *,
    described: dict[str, Any] | None = None,
    model_bytes: bytes | None = None,
    expected: Any = None,
) -> Path:
    """Write a package; what is not given is as it should be."""
    (folder / "samples").mkdir(parents=True, exist_ok=True)
    (folder / "algorithm.yaml").write_text(json.dumps(described or manifest(), ensure_ascii=False))
    (folder / "README.md").write_text("# 火情 Fire\n")
    (folder / "fire.onnx").write_bytes(model() if model_bytes is None else model_bytes)
    cv2.imwrite(str(folder / "samples" / "bright.png"), picture())
    if expected is None:
        expected = {"detections": [{"label": "fire", "score": 0.8, "box": BOX}]}
    (folder / "samples" / "bright.json").write_text(json.dumps(expected))
    return folder
