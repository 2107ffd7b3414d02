"""Does the model take and give what its manifest says?"""

from typing import Any

import onnx

from algorithms.contract.manifest import DecoderSpec
from core.text import Text
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings

_DTYPES = {
    "float32": onnx.TensorProto.FLOAT,
    "float16": onnx.TensorProto.FLOAT16,
    "uint8": onnx.TensorProto.UINT8,
}
_ALIGN = Text("请使 algorithm.yaml 与模型一致。", "Make algorithm.yaml and the model say the same.")


def takes_what_it_says(subject: Subject) -> Findings:
    """Compare the input's name, type and shape with the manifest."""
    graph, wanted = subject.model.graph, subject.stage.input
    weights = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    if len(inputs) != 1 or wanted.name not in (None, inputs[0].name):
        names = ", ".join(value.name[:60] for value in inputs[:8]) or "–"
        yield _differs(
            Text(
                f"模型的输入是 {names}，需要唯一的图像输入。",
                f"It takes {names}; it must take one picture.",
            )
        )
        return
    tensor = inputs[0].type.tensor_type
    if tensor.elem_type != _DTYPES[wanted.dtype]:
        given = onnx.TensorProto.DataType.Name(tensor.elem_type) if tensor.elem_type else "?"
        yield _differs(
            Text(
                f"输入类型是 {given}，清单写的是 {wanted.dtype}。",
                f"Its input is {given}, the manifest says {wanted.dtype}.",
            )
        )
    image = [3, wanted.height, wanted.width]
    expected = [None, *image] if wanted.layout == "nchw" else [None, *image[1:], 3]
    given_dims = _dims(tensor)
    if not _fits(given_dims, expected):
        yield _differs(
            Text(
                f"输入形状是 {_shown(given_dims)}，清单写的是 {_shown(expected)}。",
                f"The shape of its input is {_shown(given_dims)}, the manifest says {_shown(expected)}.",
            )
        )


def gives_what_it_says(subject: Subject) -> Findings:
    """Compare the outputs with what the declared decoder reads, as far as their shapes are known."""
    outputs = subject.inferred.graph.output
    spec, wanted = subject.stage.decoder, _output(subject.stage.decoder)
    if wanted is None:
        return
    shapes = [_dims(value.type.tensor_type) for value in outputs]
    if len(outputs) == 1 and (not shapes[0] or _fits(shapes[0], wanted)):
        return
    given = "; ".join(_shown(shape) for shape in shapes[:8]) or "–"
    yield _differs(
        Text(
            f"解码器 {spec.kind} 需要一个形状为 {_shown(wanted)} 的输出，模型给出 {given}。",
            f"Decoder {spec.kind} reads one output of shape {_shown(wanted)}; the model gives {given}.",
        )
    )


def _output(spec: DecoderSpec) -> list[int | None] | None:
    """Return the shape a decoder reads; None as a size: any. None in place of it: the run will tell."""
    labels = len(spec.labels)
    shapes: dict[str, list[int | None]] = {
        "yolo_v5": [None, None, 5 + labels],
        "yolox": [None, None, 5 + labels],
        "yolo_v8": [None, 4 + labels, None],
        "yolo_v11": [None, 4 + labels, None],
        "mask": [None, labels, None, None],
    }
    return shapes.get(spec.kind)


def _dims(tensor: Any) -> list[int | None]:
    return [dim.dim_value if dim.dim_value > 0 else None for dim in tensor.shape.dim]


def _fits(given: list[int | None], wanted: list[int | None]) -> bool:
    return len(given) == len(wanted) and all(
        None in (has, want) or has == want for has, want in zip(given, wanted, strict=True)
    )


def _shown(shape: list[int | None]) -> str:
    return "[" + ", ".join("?" if size is None else str(size) for size in shape[:10]) + "]"


def _differs(what: Text) -> Finding:
    return Finding(what, _ALIGN)
