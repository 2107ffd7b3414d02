"""Is the model of a sane size and shape? What is not costs a reader its stack or its memory."""

from collections.abc import Mapping
from math import prod
from typing import Any

import onnx

from core.text import Text
from registry.gate.checks import walk
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings

MOST = {
    "nodes": 20_000,
    "tensors": 10_000,
    "functions": 50,
    "inputs_outputs": 64,
    "depth": 4,
    "call_depth": 10,
    "rank": 8,
    "name_bytes": 1024,
    "text_bytes": 65_536,
}
MOST_ELEMENTS = 1 << 29
"""Of one tensor."""
_TITLES = {
    "nodes": Text("节点数", "nodes"),
    "tensors": Text("常量张量数", "constant tensors"),
    "functions": Text("函数数", "functions"),
    "inputs_outputs": Text("输入输出数", "inputs and outputs"),
    "depth": Text("子图嵌套层数", "levels of subgraphs"),
    "call_depth": Text("函数调用层数", "levels of function calls"),
    "rank": Text("张量维数", "dimensions of a tensor"),
    "name_bytes": Text("名称字节数", "bytes of a name"),
    "text_bytes": Text("文字属性字节数", "bytes of a text attribute"),
}
_SIMPLIFY = Text(
    "请简化模型（如使用 onnxslim / onnxsim）后重新导出。",
    "Simplify the model (with onnxslim or onnxsim for instance) and export it anew.",
)
_WIDTHS = {
    onnx.TensorProto.FLOAT: 4, onnx.TensorProto.UINT8: 1, onnx.TensorProto.INT8: 1,
    onnx.TensorProto.UINT16: 2, onnx.TensorProto.INT16: 2, onnx.TensorProto.INT32: 4,
    onnx.TensorProto.INT64: 8, onnx.TensorProto.BOOL: 1, onnx.TensorProto.FLOAT16: 2,
    onnx.TensorProto.DOUBLE: 8, onnx.TensorProto.UINT32: 4, onnx.TensorProto.UINT64: 8,
    onnx.TensorProto.BFLOAT16: 2,
}  # fmt: skip
"""Bytes of an element; other types are not used by what this product serves."""


def structure(subject: Subject) -> Findings:
    """Refuse more of anything than an honest model needs, and tensors that are not as large as they say."""
    counted = _counted(subject.model)
    for name, found in counted.items():
        if found > MOST[name]:
            title = _TITLES[name]
            yield Finding(
                Text(
                    f"{title.zh}为 {found}，上限 {MOST[name]}。",
                    f"{found} {title.en}; at most {MOST[name]}.",
                ),
                _SIMPLIFY,
            )
    for where, tensor in walk.tensors(subject.model):
        yield from _tensor(where, tensor)


def _counted(model: "onnx.ModelProto") -> Mapping[str, int]:
    bodies = list(walk.bodies(model))
    tensors = [tensor for _, tensor in walk.tensors(model)]
    texts = [text for _, one in walk.attributes(model) for text in (one.s, *one.strings)]
    return {
        "nodes": sum(len(body.nodes) for body in bodies),
        "tensors": len(tensors),
        "functions": len(model.functions),
        "inputs_outputs": len(model.graph.input) + len(model.graph.output),
        "depth": max(body.depth for body in bodies),
        "call_depth": _call_depth(model),
        "rank": max((len(tensor.dims) for tensor in tensors), default=0),
        "name_bytes": max(map(_longest_name, bodies)),
        "text_bytes": max(map(len, texts), default=0),
    }


def _longest_name(body: walk.Body) -> int:
    names = [name for node in body.nodes for name in (node.name, *node.input, *node.output)]
    return max((len(name.encode()) for name in names), default=0)


def _call_depth(model: "onnx.ModelProto") -> int:
    """Return how deep functions call one another; one that calls itself is deeper than any limit."""
    calls: dict[Any, set[Any]] = {(one.domain, one.name): set() for one in model.functions}
    calls[None] = set()
    for body in walk.bodies(model):
        calls[body.function] |= {(node.domain, node.op_type) for node in body.nodes} & calls.keys()
    depth, level = 0, calls[None]
    while level and depth <= MOST["call_depth"]:
        depth += 1
        level = set().union(*(calls[one] for one in level))
    return depth


def _tensor(where: str, tensor: Any) -> Findings:
    elements = prod(tensor.dims)
    if any(size < 0 for size in tensor.dims) or elements > MOST_ELEMENTS:
        yield Finding(
            Text(
                f"{where} 的形状 {list(tensor.dims)[:8]} 超出范围。",
                f"The shape of {where}, {list(tensor.dims)[:8]}, is out of bounds.",
            ),
            _SIMPLIFY,
        )
    elif tensor.raw_data and len(tensor.raw_data) != elements * _WIDTHS.get(tensor.data_type, -1):
        yield Finding(
            Text(
                f"{where} 有 {len(tensor.raw_data)} 字节，与其形状和类型不符。",
                f"{where} has {len(tensor.raw_data)} bytes, not what its shape and type need.",
            ),
            Text("文件已损坏，请重新导出。", "The file is damaged; export it anew."),
        )
