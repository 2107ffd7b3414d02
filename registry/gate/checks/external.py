"""Does any tensor, wherever it stands, lie outside the file?"""

from typing import Any

import onnx

from core.text import Text
from registry.gate.checks import walk
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings

_MOST = 20
_INSIDE = Text(
    "请将权重保存在模型文件内（onnx.save 时 save_as_external_data=False）。",
    "Keep the weights in the model file (onnx.save with save_as_external_data=False).",
)


def no_external_data(subject: Subject) -> Findings:
    """Refuse every reference to data outside: in graphs, branches, functions, sparse tensors, training."""
    outside = [where for where, tensor in walk.tensors(subject.model) if _is_outside(tensor)]
    for where in outside[:_MOST]:
        yield Finding(
            Text(
                f"{where} 的数据在模型文件之外。",
                f"The data of {where} lies outside the model file.",
            ),
            _INSIDE,
        )
    if len(outside) > _MOST:
        more = len(outside) - _MOST
        yield Finding(Text(f"另有 {more} 处同样问题。", f"So do {more} more."), _INSIDE)


def _is_outside(tensor: Any) -> bool:
    marked = tensor.data_location == onnx.TensorProto.EXTERNAL
    return bool(marked or tensor.external_data or b"_ORT_MEM_ADDR_" in tensor.raw_data[:64])
