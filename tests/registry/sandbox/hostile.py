"""Small ONNX files: one that behaves and a zoo of those that do not."""

import pickle
from collections.abc import Callable, Sequence

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

WIDTH = HEIGHT = 64
_OPSET = 17


def good(batch: str | int = "n") -> bytes:
    """Means of the three channels: [n, 3, 1, 1]."""
    return _bytes(_graph([helper.make_node("GlobalAveragePool", ["x"], ["y"])], batch=batch))


def counting() -> bytes:
    """For each frame, how many came at once: [n, 3, 1, 1]."""
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"], end=1),
        helper.make_node("Cast", ["shape"], ["count"], to=TensorProto.FLOAT),
        helper.make_node("GlobalAveragePool", ["x"], ["means"]),
        helper.make_node("Sub", ["means", "means"], ["zeros"]),
        helper.make_node("Add", ["zeros", "count"], ["y"]),
    ]
    return _bytes(_graph(nodes))


def of_all_frames() -> bytes:
    """One number for the whole batch, whose parts nobody can tell apart."""
    return _bytes(_graph([helper.make_node("ReduceMax", ["x"], ["y"], keepdims=0)], out=[]))


def truncated() -> bytes:
    whole = weighty()
    return whole[: len(whole) // 2]


def weighty() -> bytes:
    """A convolution with some weights in it."""
    weights = np.random.default_rng(1).normal(size=(8, 3, 3, 3)).astype(np.float32)
    node = helper.make_node("Conv", ["x", "w"], ["y"])
    return _bytes(_graph([node], [numpy_helper.from_array(weights, "w")]))


def random_bytes() -> bytes:
    return np.random.default_rng(2).bytes(10_000)


def pickled() -> bytes:
    return pickle.dumps({"model": [1, 2, 3]})


def empty() -> bytes:
    return b""


def depth_to_space() -> bytes:
    """98 bytes; ONNX Runtime divides by the square of 2^32, which is zero: SIGFPE."""
    node = helper.make_node("DepthToSpace", ["x"], ["y"], blocksize=1 << 32)
    return _bytes(_graph([node]))


def function_chain(depth: int = 3000) -> bytes:
    """Functions that call one another until the loader's stack ends: SIGSEGV."""
    opset = [helper.make_opsetid("", _OPSET), helper.make_opsetid("deep", 1)]
    functions = [_function(i, depth, opset) for i in range(depth)]
    graph = _graph([helper.make_node("f0", ["x"], ["y"], domain="deep")])
    return _bytes(graph, functions=functions, opset=opset)


def allocation_bomb(gigabytes: int = 8) -> bytes:
    """A few bytes that ask for many gigabytes as soon as they run."""
    shape = helper.make_tensor("s", TensorProto.INT64, [1], [gigabytes << 28])
    nodes = [
        helper.make_node("ReduceMax", ["x"], ["m"], keepdims=0),
        helper.make_node("Cast", ["m"], ["i"], to=TensorProto.INT64),
        helper.make_node("Mul", ["i", "zero"], ["z"]),
        helper.make_node("Add", ["z", "s"], ["dynamic"]),
        helper.make_node("ConstantOfShape", ["dynamic"], ["big"]),
        helper.make_node("ReduceMax", ["big"], ["y"], keepdims=0),
    ]
    zero = helper.make_tensor("zero", TensorProto.INT64, [1], [0])
    return _bytes(_graph(nodes, [shape, zero], out=[]))


def bomb_while_loading() -> bytes:
    """The same, folded by the optimizer before anything runs."""
    shape = helper.make_tensor("s", TensorProto.INT64, [1], [1 << 31])
    nodes = [
        helper.make_node("ConstantOfShape", ["s"], ["big"]),
        helper.make_node("ReduceMax", ["big"], ["m"], keepdims=0),
        helper.make_node("Add", ["x", "m"], ["y"]),
    ]
    return _bytes(_graph(nodes, [shape]))


def endless_loop() -> bytes:
    """2^62 turns of a loop that does nothing."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["still"]),
            helper.make_node("Identity", ["carried"], ["kept"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("still", TensorProto.BOOL, []),
            helper.make_tensor_value_info("kept", TensorProto.FLOAT, None),
        ],
    )
    values = [
        helper.make_tensor("turns", TensorProto.INT64, [], [1 << 62]),
        helper.make_tensor("yes", TensorProto.BOOL, [], [True]),
    ]
    return _bytes(
        _graph([helper.make_node("Loop", ["turns", "yes", "x"], ["y"], body=body)], values)
    )


def external_data(location: str) -> bytes:
    """Weights that lie in a file of ours."""
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return _bytes(_graph([helper.make_node("Add", ["x", "w"], ["y"])], [tensor]))


def not_a_number() -> bytes:
    nodes = [
        helper.make_node("Sub", ["x", "x"], ["zero"]),
        helper.make_node("Div", ["zero", "zero"], ["y"]),
    ]
    return _bytes(_graph(nodes))


def oversize_output() -> bytes:
    """75 MB of output for each small frame."""
    sizes = helper.make_tensor("s", TensorProto.INT64, [4], [1, 1, 24, 64])
    return _bytes(_graph([helper.make_node("Tile", ["x", "s"], ["y"])], [sizes]))


def two_inputs() -> bytes:
    graph = _graph([helper.make_node("Add", ["x", "other"], ["y"])])
    graph.input.append(helper.make_tensor_value_info("other", TensorProto.FLOAT, [1]))
    return _bytes(graph)


def other_size() -> bytes:
    graph = _graph([helper.make_node("Relu", ["x"], ["y"])])
    graph.input[0].type.tensor_type.shape.dim[2].dim_value = 65
    return _bytes(graph)


def wrong_type() -> bytes:
    graph = _graph([helper.make_node("Relu", ["x"], ["y"])])
    for value in (graph.input[0], graph.output[0]):
        value.type.tensor_type.elem_type = TensorProto.DOUBLE
    return _bytes(graph)


REFUSED: dict[str, Callable[[], bytes]] = {
    "a truncated file": truncated,
    "random bytes": random_bytes,
    "a pickle": pickled,
    "an empty file": empty,
    "DepthToSpace by 2^32": depth_to_space,
    "a chain of 3000 functions": function_chain,
    "two inputs": two_inputs,
    "another input size": other_size,
    "another input type": wrong_type,
}


def _function(i: int, depth: int, opset: Sequence[onnx.OperatorSetIdProto]) -> onnx.FunctionProto:
    last = i == depth - 1
    name, domain = ("Relu", "") if last else (f"f{i + 1}", "deep")
    node = helper.make_node(name, ["a"], ["b"], domain=domain)
    return helper.make_function("deep", f"f{i}", ["a"], ["b"], [node], opset)


def _graph(
    nodes: Sequence[NodeProto],
    values: Sequence[TensorProto] = (),
    batch: str | int = "n",
    out: Sequence[int] | None = None,
) -> GraphProto:
    return helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, 3, HEIGHT, WIDTH])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, out)],
        values,
    )


def _bytes(
    graph: GraphProto,
    functions: Sequence[onnx.FunctionProto] = (),
    opset: Sequence[onnx.OperatorSetIdProto] = (),
) -> bytes:
    imports = opset or [helper.make_opsetid("", _OPSET)]
    model: ModelProto = helper.make_model(
        graph, opset_imports=imports, functions=functions, ir_version=9
    )
    return bytes(model.SerializeToString())
