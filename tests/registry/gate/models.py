"""ONNX files that no gate lets pass, by what they do, each beside the check that refuses it.

They are for a package whose model takes [n, 3, 64, 64] and gives what `yolo_v8` with two labels reads.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from tests.registry import goods
from tests.registry.gate import strangers
from tests.registry.sandbox import hostile

OPSET = helper.make_opsetid("", 17)
Build = Callable[[], bytes]


def toy() -> ModelProto:
    """The good model of the test's package."""
    return onnx.load_model_from_string(goods.model())


def _bytes(model: ModelProto) -> bytes:
    return bytes(model.SerializeToString())


def outside(name: str, location: str = "weights.bin", dims: Sequence[int] = (1,)) -> TensorProto:
    """A tensor whose data lies in a file."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=dims)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


def external(location: str) -> Build:
    """In the graph's own initializers."""

    def build() -> bytes:
        model = toy()
        model.graph.initializer.append(outside("w", location))
        return _bytes(model)

    return build


def external_in_constant() -> bytes:
    model = toy()
    model.graph.node.append(helper.make_node("Constant", [], ["c"], value=outside("w")))
    return _bytes(model)


def _branch(inner: Sequence[NodeProto], values: Sequence[TensorProto] = ()) -> GraphProto:
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1])
    return helper.make_graph(inner, "branch", [], [out], values)


def _if(branch: GraphProto) -> NodeProto:
    return helper.make_node("If", ["yes"], ["b"], then_branch=branch, else_branch=branch)


def _with(node: NodeProto) -> ModelProto:
    model = toy()
    model.graph.node.append(node)
    model.graph.initializer.append(helper.make_tensor("yes", TensorProto.BOOL, [], [True]))
    return model


def branching(*nodes: NodeProto, values: Sequence[TensorProto] = ()) -> bytes:
    """The good model with an `If` whose branches hold these."""
    return _bytes(_with(_if(_branch(nodes, values))))


def external_in_branch() -> bytes:
    return branching(helper.make_node("Identity", ["w"], ["out"]), values=[outside("w")])


def external_in_nested_constant() -> bytes:
    inner = _branch([helper.make_node("Constant", [], ["out"], value=outside("w"))])
    nested = helper.make_node("If", ["yes"], ["out"], then_branch=inner, else_branch=inner)
    return _bytes(_with(_if(_branch([nested]))))


def _function(node: NodeProto, name: str = "f", **defaults: Any) -> onnx.FunctionProto:
    made = helper.make_function("own", name, ["a"], ["b"], [node], [OPSET])
    made.attribute_proto.extend(helper.make_attribute(key, one) for key, one in defaults.items())
    return made


def _calling(*functions: onnx.FunctionProto, first: str = "f") -> bytes:
    model = toy()
    model.opset_import.append(helper.make_opsetid("own", 1))
    model.functions.extend(functions)
    model.graph.node.append(helper.make_node(first, ["x"], ["called"], domain="own"))
    return _bytes(model)


def external_in_function() -> bytes:
    return _calling(_function(helper.make_node("Constant", [], ["b"], value=outside("w"))))


def external_in_function_default() -> bytes:
    return _calling(_function(helper.make_node("Relu", ["a"], ["b"]), value=outside("w")))


def external_in_sparse(part: str) -> Build:
    def build() -> bytes:
        model = toy()
        sparse = model.graph.sparse_initializer.add()
        sparse.dims.append(4)
        getattr(sparse, part).CopyFrom(outside("s"))
        return _bytes(model)

    return build


def external_in_training() -> bytes:
    model = toy()
    model.training_info.add().initialization.initializer.append(outside("w"))
    return _bytes(model)


def memory_address() -> bytes:
    model = toy()
    tensor = outside("w", "*/_ORT_MEM_ADDR_/*")
    for key, value in (("offset", "140000000000000"), ("length", "4")):
        tensor.external_data.add(key=key, value=value)
    model.graph.initializer.append(tensor)
    return _bytes(model)


def deep_branches() -> bytes:
    branch = _branch([helper.make_node("Constant", [], ["out"], value_floats=[1.0])])
    for _ in range(6):
        node = helper.make_node("If", ["yes"], ["out"], then_branch=branch, else_branch=branch)
        branch = _branch([node])
    return _bytes(_with(_if(branch)))


def recursive_function() -> bytes:
    return _calling(_function(helper.make_node("f", ["a"], ["b"], domain="own")))


def two_recursive_functions() -> bytes:
    one = _function(helper.make_node("g", ["a"], ["b"], domain="own"))
    other = _function(helper.make_node("f", ["a"], ["b"], domain="own"), "g")
    return _calling(one, other)


def many_nodes(count: int = 20_001) -> bytes:
    model = toy()
    model.graph.node.extend(
        helper.make_node("Relu", [f"r{n}" if n else "x"], [f"r{n + 1}"]) for n in range(count)
    )
    return _bytes(model)


def long_name() -> bytes:
    model = toy()
    model.graph.node.append(helper.make_node("Relu", ["x"], ["y" * 100_000]))
    return _bytes(model)


def huge_text() -> bytes:
    node = helper.make_node("Constant", [], ["c"], value_string="x" * 1_000_000)
    return _bytes(_with(node))


def operator(name: str, domain: str = "", **attributes: Any) -> Build:
    """The good model with one more node."""

    def build() -> bytes:
        model = toy()
        if domain:
            model.opset_import.append(helper.make_opsetid(domain, 1))
        node = helper.make_node(name, ["x"], ["more"], domain=domain, **attributes)
        model.graph.node.append(node)
        return _bytes(model)

    return build


def version(*, opset: int = 17, ir: int = 9) -> Build:
    def build() -> bytes:
        model = toy()
        model.opset_import[0].version, model.ir_version = opset, ir
        return _bytes(model)

    return build


def weighing(values: Any) -> Build:
    """The good model with weights of 2 × 300."""

    def build() -> bytes:
        model = toy()
        array = np.full((2, 300), 0.5, np.float32)
        array[...] = values
        model.graph.initializer.append(numpy_helper.from_array(array, "w"))
        return _bytes(model)

    return build


def short_weights() -> bytes:
    model = toy()
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1000], raw_data=bytes(8))
    model.graph.initializer.append(tensor)
    return _bytes(model)


def boundless_weights() -> bytes:
    model = toy()
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1 << 40, 1 << 40])
    model.graph.initializer.append(tensor)
    return _bytes(model)


def negative_weights() -> bytes:
    model = toy()
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[-1, 4], raw_data=bytes(16))
    model.graph.initializer.append(tensor)
    return _bytes(model)


def static_bomb() -> bytes:
    model = toy()
    model.graph.initializer.append(helper.make_tensor("s", TensorProto.INT64, [1], [1 << 40]))
    model.graph.node.append(helper.make_node("ConstantOfShape", ["s"], ["big"]))
    return _bytes(model)


def tiled_bomb() -> bytes:
    model = toy()
    sizes = helper.make_tensor("s", TensorProto.INT64, [4], [1, 1, 1 << 12, 1 << 12])
    model.graph.initializer.append(sizes)
    model.graph.node.append(helper.make_node("Tile", ["x", "s"], ["big"]))
    return _bytes(model)


def _ending(*nodes: NodeProto, values: Sequence[TensorProto] = ()) -> bytes:
    """The good model, its result gone through some more nodes on its way from `near` to `y`."""
    model = toy()
    model.graph.node[-1].output[0] = "near"
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(values)
    return _bytes(model)


def secret_bomb() -> bytes:
    """How large it becomes follows from the picture, so that no inference sees it."""
    nodes = [
        helper.make_node("ReduceMax", ["x"], ["m"], keepdims=0),
        helper.make_node("Cast", ["m"], ["i"], to=TensorProto.INT64),
        helper.make_node("Mul", ["i", "zero"], ["z"]),
        helper.make_node("Add", ["z", "s"], ["dynamic"]),
        helper.make_node("ConstantOfShape", ["dynamic"], ["big"]),
        helper.make_node("ReduceMax", ["big"], ["top"], keepdims=0),
        helper.make_node("Add", ["near", "top"], ["y"]),
    ]
    values = [
        helper.make_tensor("s", TensorProto.INT64, [1], [8 << 28]),
        helper.make_tensor("zero", TensorProto.INT64, [1], [0]),
    ]
    return _ending(*nodes, values=values)


def not_a_number() -> bytes:
    return _ending(
        helper.make_node("Sub", ["near", "near"], ["none"]),
        helper.make_node("Div", ["none", "none"], ["y"]),
    )


def not_a_number_in_the_dark() -> bytes:
    """Grey pictures are answered; a black one divides by zero."""
    return _ending(
        helper.make_node("ReduceMax", ["x"], ["m"], keepdims=0),
        helper.make_node("Div", ["near", "m"], ["y"]),
    )


def oversize_output() -> bytes:
    """Its output is declared without a size and has 400 million numbers."""
    model = toy()
    model.graph.node[-1].output[0] = "near"
    sizes = helper.make_tensor("s", TensorProto.INT64, [3], [1, 1, 1 << 22])
    model.graph.initializer.append(sizes)
    model.graph.node.append(helper.make_node("Tile", ["near", "s"], ["y"]))
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_param = "many"
    return _bytes(model)


def two_outputs() -> bytes:
    model = toy()
    model.graph.output.append(helper.make_tensor_value_info("score", TensorProto.FLOAT, None))
    return _bytes(model)


def another_output() -> bytes:
    """Means of the channels, as a classifier gives them."""
    model = toy()
    del model.graph.node[:]
    model.graph.node.append(helper.make_node("GlobalAveragePool", ["x"], ["y"]))
    given = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3, 1, 1])
    model.graph.output[0].CopyFrom(given)
    return _bytes(model)


HOSTILE: dict[str, tuple[Build, str]] = {
    **{
        f"external data, {location}": (external(location), "external_data")
        for location in ("weights.bin", "/etc/passwd", "../../etc/hostname", "a/../../b")
    },
    "external data in a constant": (external_in_constant, "external_data"),
    "external data in a branch": (external_in_branch, "external_data"),
    "external data in a branch of a branch": (external_in_nested_constant, "external_data"),
    "external data in a function": (external_in_function, "external_data"),
    "external data in a default": (external_in_function_default, "external_data"),
    "external data in sparse values": (external_in_sparse("values"), "external_data"),
    "external data in sparse indices": (external_in_sparse("indices"), "external_data"),
    "external data in training": (external_in_training, "external_data"),
    "an address of memory": (memory_address, "external_data"),
    "a bomb of a constant": (static_bomb, "well_formed"),
    "a bomb of tiles": (tiled_bomb, "well_formed"),
    "DepthToSpace by 2^32": (hostile.depth_to_space, "well_formed"),
    "an endless loop": (hostile.endless_loop, "operators"),
    "a scan": (operator("Scan", num_scan_inputs=1), "operators"),
    "chance": (operator("RandomNormalLike"), "operators"),
    "regular expressions": (operator("RegexFullMatch", pattern="(a+)+$"), "operators"),
    "pictures from bytes": (operator("ImageDecoder"), "operators"),
    "a vendor's operator": (operator("Evil", "com.example"), "operators"),
    "an operator of the runtime's own": (operator("Gelu", "com.microsoft"), "operators"),
    "a chain of functions": (hostile.function_chain, "structure"),
    "a function that calls itself": (recursive_function, "structure"),
    "functions that call each other": (two_recursive_functions, "structure"),
    "branches in branches": (deep_branches, "structure"),
    "too many nodes": (many_nodes, "structure"),
    "a name of 100 kB": (long_name, "structure"),
    "a text of 1 MB": (huge_text, "structure"),
    "weights too short": (short_weights, "structure"),
    "weights without bounds": (boundless_weights, "structure"),
    "weights of negative size": (negative_weights, "structure"),
    "an opset from the future": (version(opset=99), "versions"),
    "an opset of long ago": (version(opset=1), "versions"),
    "a format from the future": (version(ir=99), "versions"),
    "weights that are no numbers": (weighing(np.nan), "weights"),
    "weights without end": (weighing(-np.inf), "weights"),
    "weights of nothing": (weighing(0), "weights"),
    "a truncated file": (hostile.truncated, "format"),
    "random bytes": (hostile.random_bytes, "format"),
    "an empty file": (hostile.empty, "format"),
    "nested messages": (strangers.nested_protobuf, "format"),
    **{f"a pickle, protocol {n}": (strangers.pickled(n), "format") for n in range(6)},
    "a PyTorch checkpoint": (strangers.torch_zip, "format"),
    "safetensors": (strangers.safetensors, "format"),
    "a program": (strangers.starting(b"\x7fELF"), "format"),
    "a TensorRT engine": (strangers.starting(b"ftrt"), "format"),
    "HDF5": (strangers.starting(b"\x89HDF\r\n\x1a\n"), "format"),
    "a script within": (strangers.unknown_field, "format"),
    "a zip archive within": (strangers.also_zip, "format"),
    "two inputs": (hostile.two_inputs, "inputs"),
    "another input size": (hostile.other_size, "inputs"),
    "another input type": (hostile.wrong_type, "inputs"),
    "two outputs": (two_outputs, "well_formed"),
    "an output for another decoder": (another_output, "outputs"),
}
"""What looking at them finds."""

HOSTILE_AT_WORK: dict[str, tuple[Build, str]] = {
    "a bomb that goes by the picture": (secret_bomb, "full_batch"),
    "numbers that are none": (not_a_number, "full_batch"),
    "no numbers in the dark": (not_a_number_in_the_dark, "odd_inputs"),
    "an output of 400 million numbers": (oversize_output, "full_batch"),
}
"""What only running them finds."""
