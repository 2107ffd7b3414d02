"""The errand that quantizes a model: started as a program, confined, it rewrites what nobody trusts.

Two orders. `watch`: the answer's body is the model with one output, `WATCHED`, the lowest and highest
value of every tensor that is to be quantized; it tells their names. `narrow`: given those values over many
pictures, the body is the model with its convolutions in INT8 (QDQ, per channel), as
`onnxruntime.quantization` makes it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper
from onnxruntime.quantization import QuantType
from onnxruntime.quantization.calibrate import TensorData
from onnxruntime.quantization.qdq_quantizer import QDQQuantizer

from registry.sandbox import errand
from registry.sandbox.errand import Emit

WATCHED = "algomart_watched"
OPSET = 13
"""Quantization per channel needs at least this one."""
_CONV = "Conv"


def work(order: dict[str, Any], files: Sequence[memoryview], emit: Emit) -> None:
    """Do what the order says with the model in the one file."""
    model = _read(bytes(files[0]))
    if _opset(model) < OPSET:
        emit({"refused": "opset"}, b"")
        return
    if order["do"] == "watch":
        names = watch(model)
        emit({"tensors": names}, model.SerializeToString() if names else b"")
    else:
        emit({}, narrow(model, order["ranges"]).SerializeToString())


def watch(model: ModelProto) -> list[str]:
    """Make the extremes of what convolutions take and give the only output; return the tensors' names."""
    graph = model.graph
    fixed = {one.name for one in graph.initializer}
    convolutions = [node for node in graph.node if node.op_type == _CONV and node.input[1] in fixed]
    names = list(
        dict.fromkeys(name for node in convolutions for name in (node.input[0], node.output[0]))
    )
    parts = []
    graph.initializer.append(helper.make_tensor(f"{WATCHED}_shape", TensorProto.INT64, [1], [1]))
    for number, name in enumerate(names):
        for extreme in ("ReduceMin", "ReduceMax"):
            part = f"{WATCHED}_{number}_{extreme}"
            graph.node.append(helper.make_node(extreme, [name], [f"{part}_0"], keepdims=0))
            graph.node.append(
                helper.make_node("Reshape", [f"{part}_0", f"{WATCHED}_shape"], [part])
            )
            parts.append(part)
    if parts:
        graph.node.append(helper.make_node("Concat", parts, [WATCHED], axis=0))
        del graph.output[:]
        graph.output.append(helper.make_tensor_value_info(WATCHED, TensorProto.FLOAT, [len(parts)]))
    return names


def narrow(model: ModelProto, ranges: Sequence[Sequence[Any]]) -> ModelProto:
    """Return the model with convolutions in INT8 whose ranges (name, lowest, highest) are known."""
    known = {
        name: TensorData(lowest=np.float32(low), highest=np.float32(high))
        for name, low, high in ranges
    }
    fixed = {one.name for one in model.graph.initializer}
    nodes = [
        node.name
        for node in model.graph.node
        if node.op_type == _CONV
        and node.input[1] in fixed
        and {node.input[0], node.output[0]} <= known.keys()
    ]
    quantizer = QDQQuantizer(
        model,
        per_channel=True,
        reduce_range=False,
        weight_qType=QuantType.QInt8,
        activation_qType=QuantType.QUInt8,
        tensors_range=known,
        nodes_to_quantize=nodes,
        nodes_to_exclude=[],
        op_types_to_quantize=[_CONV],
        extra_options={},
    )
    quantizer.quantize_model()
    made: ModelProto = quantizer.model.model
    return made


def _read(data: bytes) -> ModelProto:
    """Return the model with its shapes, and marked so: else the library would write it to a file."""
    model = onnx.shape_inference.infer_shapes(onnx.load_model_from_string(data))
    helper.set_model_props(model, {"onnx.infer": "onnxruntime.quant"})
    for number, node in enumerate(model.graph.node):
        node.name = f"node_{number}"
    return model


def _opset(model: ModelProto) -> int:
    return max(
        (one.version for one in model.opset_import if one.domain in ("", "ai.onnx")), default=0
    )


def practise() -> None:
    """Quantize a model of our own, so that nothing is left to import."""
    weights = helper.make_tensor("w", TensorProto.FLOAT, [2, 3, 1, 1], [0.5] * 6)
    bias = helper.make_tensor("b", TensorProto.FLOAT, [2], [0.1, 0.2])
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w", "b"], ["c"]), helper.make_node("Relu", ["c"], ["y"])],
        "practice",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2, 8, 8])],
        [weights, bias],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    data = model.SerializeToString()
    names = watch(_read(data))
    narrow(_read(data), [(name, -1.0, 1.0) for name in names]).SerializeToString()


if __name__ == "__main__":
    errand.serve(work, practise)
