"""Models as ordinary exporters write them: the operators and shapes of the families, few and small weights.

Each sees nothing in any picture. Where the product has no decoder for a family yet, `decoder` is None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper
from onnx.helper import make_tensor_value_info as value

SIDE, LABELS = 64, 2
CELLS = sum((SIDE // stride) ** 2 for stride in (8, 16, 32))
_QUIET = -12.0
"""A logit whose chance is next to nothing."""


@dataclass
class Net:
    """A graph while it is built."""

    opset: int = 17
    nodes: list[NodeProto] = field(default_factory=list)
    weights: list[TensorProto] = field(default_factory=list)
    _dice: np.random.Generator = field(default_factory=lambda: np.random.default_rng(5))

    def do(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> Any:
        names = [f"{kind}_{len(self.nodes)}_{n}" for n in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, values: Any, dtype: Any = np.int64) -> str:
        name = f"c{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def conv(
        self, x: str, wide: int, out: int, size: int = 3, stride: int = 1, bias: float = 0
    ) -> str:
        weights = self._dice.normal(0, 0.05, (out, wide, size, size))
        pads = [size // 2] * 4
        return str(self.do(
            "Conv", x, self.constant(weights, np.float32),
            self.constant(np.full(out, bias), np.float32),
            kernel_shape=[size, size], strides=[stride, stride], pads=pads,
        ))  # fmt: skip

    def silu(self, x: str) -> str:
        return str(self.do("Mul", x, self.do("Sigmoid", x)))

    def shape(self, x: str, *sizes: int) -> str:
        return str(self.do("Reshape", x, self.constant(sizes)))

    def pyramid(self) -> list[str]:
        """A backbone, pooling and a neck: features at strides 8, 16 and 32, eight channels each."""
        x, found = "images", []
        for level, (wide, out) in enumerate(((3, 8), (8, 8), (8, 8), (8, 8), (8, 8))):
            x = self.silu(self.conv(x, wide, out, stride=2))
            if level >= 2:
                found.append(x)
        pooled = self.do("MaxPool", x, kernel_shape=[5, 5], strides=[1, 1], pads=[2, 2, 2, 2])
        found[2] = self.silu(self.conv(self.do("Concat", x, pooled, axis=1), 16, 8, 1))
        scales = self.constant([1, 1, 2, 2], np.float32)
        for low in (1, 0):
            region = self.constant([], np.float32) if self.opset < 13 else ""
            up = self.do("Resize", found[low + 1], region, scales, mode="nearest")
            joined = self.do("Concat", up, found[low], axis=1)
            found[low] = self.silu(self.conv(joined, 16, 8, 1))
        return found

    def finish(self, *outputs: tuple[str, int, Sequence[Any]], name: str = "images") -> bytes:
        """Return the file; outputs are (tensor, element type, shape)."""
        given = []
        for number, (tensor, kind, dims) in enumerate(outputs):
            self.nodes.append(helper.make_node("Identity", [tensor], [f"output{number}"]))
            given.append(value(f"output{number}", kind, dims))
        taken = [value(name, TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])]
        graph = helper.make_graph(self.nodes, "main_graph", taken, given, self.weights)
        opsets = [helper.make_opsetid("", self.opset)]
        model = helper.make_model(
            graph, opset_imports=opsets, ir_version=9, producer_name="pytorch"
        )
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString())


def _heads(net: Net, features: list[str], boxes: int) -> tuple[str, str]:
    """Return box numbers and class logits of all cells: [n, boxes, cells] and [n, labels, cells]."""
    parts: tuple[list[str], list[str]] = [], []
    for feature in features:
        for part, wide, bias in ((parts[0], boxes, 0.0), (parts[1], LABELS, _QUIET)):
            part.append(net.shape(net.conv(feature, 8, wide, 1, bias=bias), 0, wide, -1))
    joined = [net.do("Concat", *part, axis=2) for part in parts]
    return joined[0], joined[1]


def _distances(net: Net, boxes: str) -> str:
    """The distribution focal loss of v8 and later: 4 × 16 numbers a cell become four sides, then a box."""
    spread = net.do("Transpose", net.shape(boxes, 0, 4, 16, -1), perm=[0, 2, 1, 3])
    bins = net.constant(np.arange(16).reshape(1, 16, 1, 1), np.float32)
    sides = net.shape(net.do("Conv", net.do("Softmax", spread, axis=1), bins), 0, 4, -1)
    near, far = net.do("Split", sides, net.constant([2, 2]), outputs=2, axis=1)
    anchors = net.constant(np.full((1, 2, CELLS), 4.0), np.float32)
    low, high = net.do("Sub", anchors, near), net.do("Add", anchors, far)
    middle = net.do("Div", net.do("Add", low, high), net.constant(2.0, np.float32))
    whole = net.do("Concat", middle, net.do("Sub", high, low), axis=1)
    return str(net.do("Mul", whole, net.constant(8.0, np.float32)))


def yolo_v8(net: Net | None = None) -> bytes:
    net = net or Net()
    boxes, logits = _heads(net, net.pyramid(), 64)
    out = net.do("Concat", _distances(net, boxes), net.do("Sigmoid", logits), axis=1)
    return net.finish((out, TensorProto.FLOAT, ["batch", 4 + LABELS, CELLS]))


def yolo_v11() -> bytes:
    """With the attention over the coarsest features."""
    net = Net(opset=20)
    features = net.pyramid()
    flat = net.shape(features[2], 0, 8, -1)
    turned = net.do("Transpose", flat, perm=[0, 2, 1])
    weights = net.do("Softmax", net.do("MatMul", turned, flat), axis=-1)
    seen = net.do("MatMul", flat, net.do("Transpose", weights, perm=[0, 2, 1]))
    back = net.do("Reshape", seen, net.do("Shape", features[2]))
    features[2] = net.do("Add", features[2], back)
    boxes, logits = _heads(net, features, 64)
    out = net.do("Concat", _distances(net, boxes), net.do("Sigmoid", logits), axis=1)
    return net.finish((out, TensorProto.FLOAT, ["batch", 4 + LABELS, CELLS]))


def yolo_v26() -> bytes:
    """End to end: the best chosen in the graph, [n, 20, 6]."""
    net = Net(opset=20)
    boxes, logits = _heads(net, net.pyramid(), 4)
    rows = net.do("Transpose", boxes, perm=[0, 2, 1])
    chances = net.do("Transpose", net.do("Sigmoid", logits), perm=[0, 2, 1])
    best = net.do("ReduceMax", chances, net.constant([-1]), keepdims=0)
    scores, at = net.do("TopK", best, net.constant([20]), outputs=2, axis=1)
    where = net.do("Tile", net.do("Unsqueeze", at, net.constant([2])), net.constant([1, 1, 4]))
    chosen = net.do("GatherElements", rows, where, axis=1)
    score = net.do("Unsqueeze", scores, net.constant([2]))
    label = net.do("Cast", net.do("Mod", at, net.constant(LABELS)), to=TensorProto.FLOAT)
    out = net.do("Concat", chosen, score, net.do("Unsqueeze", label, net.constant([2])), axis=2)
    return net.finish((out, TensorProto.FLOAT, ["batch", 20, 6]))


def yolo_v5() -> bytes:
    """Three anchors a cell, objectness beside the classes."""
    net, rows, wide = Net(opset=12), [], 5 + LABELS
    for feature in Net.pyramid(net):
        raw = net.shape(net.conv(feature, 8, 3 * wide, 1, bias=_QUIET), 0, 3, wide, -1)
        chances = net.do("Sigmoid", net.do("Transpose", raw, perm=[0, 1, 3, 2]))
        rows.append(net.shape(chances, 0, -1, wide))
    out = net.do("Concat", *rows, axis=1)
    return net.finish((out, TensorProto.FLOAT, ["batch", 3 * CELLS, wide]))


def yolox() -> bytes:
    """Raw offsets and logarithms, decoded outside."""
    net, rows = Net(opset=11), []
    for feature in net.pyramid():
        box = net.conv(feature, 8, 4, 1)
        chances = net.do("Sigmoid", net.conv(feature, 8, 1 + LABELS, 1, bias=_QUIET))
        rows.append(net.shape(net.do("Concat", box, chances, axis=1), 0, 5 + LABELS, -1))
    out = net.do("Transpose", net.do("Concat", *rows, axis=2), perm=[0, 2, 1])
    return net.finish((out, TensorProto.FLOAT, ["batch", CELLS, 5 + LABELS]))


def segmenter() -> bytes:
    """As torchvision's: features, a dilated head, resized to the picture, a chance of each label."""
    net = Net()
    logits = net.conv(net.pyramid()[0], 8, LABELS, 1, bias=_QUIET)
    sizes = net.do("Slice", net.do("Shape", "images"), net.constant([2]), net.constant([4]))
    front = net.do("Slice", net.do("Shape", logits), net.constant([0]), net.constant([2]))
    wanted = net.do("Concat", front, sizes, axis=0)
    whole = net.do("Resize", logits, "", "", wanted, mode="linear")
    out = net.do("Sigmoid", whole)
    return net.finish((out, TensorProto.FLOAT, ["batch", LABELS, SIDE, SIDE]))


def classifier() -> bytes:
    """As torchvision's: normalized, pooled, flattened, one fully connected layer."""
    net = Net()
    x = net.conv("images", 3, 8, stride=2)
    scale, shift = (net.constant(np.full(8, v), np.float32) for v in (1.0, 0.1))
    x = net.do("Relu", net.do("BatchNormalization", x, scale, shift, shift, scale))
    x = net.do("Flatten", net.do("GlobalAveragePool", x))
    weights = net.constant(np.full((10, 8), 0.1), np.float32)
    out = net.do("Gemm", x, weights, net.constant(np.zeros(10), np.float32), transB=1)
    return net.finish((out, TensorProto.FLOAT, ["batch", 10]))


def detector() -> bytes:
    """As torchvision's: boxes, labels and scores, suppressed in the graph, a branch for no box at all."""
    net = Net()
    features = net.pyramid()
    boxes, logits = _heads(net, features, 4)
    rows = net.do("Transpose", boxes, perm=[0, 2, 1])
    chances = net.do("Sigmoid", logits)
    limits = [net.constant([20]), net.constant([0.5], np.float32), net.constant([0.9], np.float32)]
    kept = net.do("NonMaxSuppression", rows, chances, *limits)
    cell = net.do("Squeeze", net.do("Gather", kept, net.constant([2]), axis=1), net.constant([1]))
    flat = net.shape(rows, -1, 4)
    chosen = net.do("Gather", flat, cell)
    label = net.do("Squeeze", net.do("Gather", kept, net.constant([1]), axis=1), net.constant([1]))
    scores = net.do("Gather", net.shape(chances, -1), cell)
    batch = net.do("Squeeze", net.do("Gather", kept, net.constant([0]), axis=1), net.constant([1]))
    pooled = net.do("RoiAlign", features[0], chosen, batch, output_height=2, output_width=2)
    count = net.do(
        "Size", net.do("NonZero", net.do("ReduceMax", pooled, axes=[1, 2, 3], keepdims=0))
    )
    none = net.do("Equal", count, net.constant(0))
    out = _branching(net, none, chosen)
    return net.finish(
        (out, TensorProto.FLOAT, ["found", 4]),
        (label, TensorProto.INT64, ["found"]),
        (scores, TensorProto.FLOAT, ["found"]),
    )


def _branching(net: Net, condition: str, tensor: str) -> str:
    """The `If` that torchvision's suppression leaves behind."""
    inner = [
        helper.make_graph(
            [helper.make_node("Identity", [tensor], [name])],
            name,
            [],
            [value(name, TensorProto.FLOAT, ["found", 4])],
        )
        for name in ("then", "else")
    ]
    return str(net.do("If", condition, then_branch=inner[0], else_branch=inner[1]))


EXPORTS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "Ultralytics v5": (yolo_v5, "yolo_v5"),
    "Ultralytics v8": (yolo_v8, "yolo_v8"),
    "Ultralytics v11": (yolo_v11, "yolo_v11"),
    "Ultralytics v26": (yolo_v26, None),
    "YOLOX": (yolox, "yolox"),
    "a torchvision segmenter": (segmenter, "mask"),
    "a torchvision classifier": (classifier, None),
    "a torchvision detector": (detector, None),
}
