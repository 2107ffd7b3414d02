"""Are the weights numbers, and whose are they?"""

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from core.text import Text
from registry.gate.checks import walk
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings

_LARGE = 256
"""Smaller tensors are shapes and factors that many models share."""
_MOST = 20
_FLOATS = (
    onnx.TensorProto.FLOAT,
    onnx.TensorProto.FLOAT16,
    onnx.TensorProto.DOUBLE,
    onnx.TensorProto.BFLOAT16,
)
FINGERPRINT = "weights"


def weights(subject: Subject) -> Findings:
    """Refuse weights that are not finite or all zero; take the fingerprint by which copies are known."""
    found, digests, alive = 0, [], False
    for where, tensor, values in _values(subject.model):
        if values.size >= _LARGE:
            digests.append(hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest())
            alive = alive or bool(np.any(values))
        if tensor.data_type in _FLOATS and not np.isfinite(values.astype(np.float64)).all():
            found += 1
            if found <= _MOST:
                yield _not_finite(where)
    if digests and not alive:
        yield Finding(
            Text("所有权重均为 0。", "All its weights are zero."),
            Text("请导出训练好的权重。", "Export the weights that were trained."),
        )
    if digests:
        joined = "\n".join(sorted(digests)).encode()
        subject.told[FINGERPRINT] = hashlib.sha256(joined).hexdigest()


def _values(model: Any) -> Iterator[tuple[str, Any, NDArray[Any]]]:
    for where, tensor in walk.tensors(model):
        if tensor.data_type != onnx.TensorProto.STRING:
            yield where, tensor, np.asarray(numpy_helper.to_array(tensor))


def _not_finite(where: str) -> Finding:
    return Finding(
        Text(f"{where} 含有 NaN 或无穷大。", f"{where} holds NaN or infinity."),
        Text(
            "训练可能已发散，请检查后重新导出。",
            "Training may have diverged; check the weights and export them anew.",
        ),
    )
