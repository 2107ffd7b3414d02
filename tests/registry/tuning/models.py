"""Models to quantize: the toy of `goods`, its picture averaged over the colours by a convolution first."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from tests.registry import goods


def convolved(opset: int = 17) -> bytes:
    """Return the toy with a convolution in front: what it sees is the same."""
    model = onnx.load_model_from_string(goods.model())
    graph = model.graph
    third = np.full((2, 3, 1, 1), 1 / 3, np.float32)
    graph.initializer.append(numpy_helper.from_array(third, "third"))
    graph.node.insert(0, helper.make_node("Conv", ["x", "third"], ["grey"]))
    graph.node[1].input[0] = "grey"
    model.opset_import[0].version = opset
    if opset == 17:
        onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())
