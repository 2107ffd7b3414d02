"""Does the model pass the format's own checker, and does every shape follow from the graph?"""

from math import prod
from typing import Any

import onnx
import onnx.checker
import onnx.shape_inference

from core.text import Text
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings

MOST_BYTES = 1 << 30
"""Of one value while the model runs on one frame."""
_LONGEST = 300


def well_formed(subject: Subject) -> Findings:
    """Run the full checker and strict shape inference, then look at how large the values become."""
    data = subject.model_bytes
    try:
        onnx.checker.check_model(data, full_check=True)
        inferred = onnx.shape_inference.infer_shapes(
            data, check_type=True, strict_mode=True, data_prop=True
        )
    except (
        onnx.checker.ValidationError, onnx.shape_inference.InferenceError,
        RuntimeError, ValueError, MemoryError,
    ) as error:  # fmt: skip
        said = _line(error)
        yield Finding(
            Text(f"ONNX 检查不通过：{said}。", f"ONNX's checker refuses it: {said}."),
            Text(
                "请用 onnx.checker.check_model(model, full_check=True) 复现并改正。",
                "Reproduce it with onnx.checker.check_model(model, full_check=True) and mend it.",
            ),
        )
        return
    subject.inferred = inferred
    yield from _too_large(inferred.graph)


def _too_large(graph: Any) -> Findings:
    for value in (*graph.value_info, *graph.output):
        shape = value.type.tensor_type.shape
        dims = [dim.dim_value for dim in shape.dim if dim.HasField("dim_value")]
        if prod(dims) * 4 > MOST_BYTES or any(dim < 0 for dim in dims):
            name = value.name[:100]
            yield Finding(
                Text(
                    f"中间结果 {name} 过大：{dims[:8]}。",
                    f"The value {name} becomes too large: {dims[:8]}.",
                ),
                Text(
                    f"单个结果不得超过 {MOST_BYTES >> 20} MB，请缩小输入或改写模型。",
                    f"One value may have {MOST_BYTES >> 20} MB; use a smaller input or change the model.",
                ),
            )


def _line(error: Exception) -> str:
    said = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
    return said[:_LONGEST].rstrip(". ") or type(error).__name__
