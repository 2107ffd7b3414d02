"""The child whose model runs on OpenVINO, started with the interpreter of an environment of its own.

OpenVINO compiles a model for this processor: memory it writes to becomes executable, which no other child's
may. Front end, plugin and their libraries are loaded before it is confined.
"""

import io
import os
from typing import Any

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino.frontend import FrontEndManager

from registry.sandbox import answering
from registry.sandbox.signature import ANY, Port

_DEVICE = "CPU"
_PROPERTIES = {
    "PERFORMANCE_HINT": "LATENCY",
    "NUM_STREAMS": "1",
    "INFERENCE_PRECISION_HINT": "f32",
    "ENABLE_CPU_PINNING": "NO",
}


class Session:
    """One compiled model; a batch that is open is run frame by frame."""

    def __init__(self, compiled: Any) -> None:
        self._request = compiled.create_infer_request()
        self.inputs = [_port(one) for one in compiled.inputs]
        self.outputs = [_port(one) for one in compiled.outputs]

    def run(self, tensor: NDArray[Any]) -> list[NDArray[Any]]:
        """Return the outputs for the one input."""
        self._request.infer({0: tensor}, share_inputs=True, share_outputs=True)
        return [one.data.copy() for one in self._request.output_tensors]


class Engine:
    """OpenVINO with all its libraries loaded."""

    def __init__(self) -> None:
        self._manager = FrontEndManager()
        self._front = self._manager.load_by_framework("onnx")
        self._core = ov.Core()
        self._core.get_property(_DEVICE, "FULL_DEVICE_NAME")

    def load(self, model: bytes, wanted: dict[str, Any], threads: int) -> Session:
        """Load a model."""
        read = self._front.convert(self._front.load(io.BytesIO(model)))
        _settle(read, wanted)
        properties = _PROPERTIES | {"INFERENCE_NUM_THREADS": str(threads)}
        return Session(self._core.compile_model(read, _DEVICE, properties))


def _settle(model: Any, wanted: dict[str, Any]) -> None:
    """Fix the sizes that the input leaves open: code is then made once, and not for each number of frames."""
    shapes = [one.get_partial_shape() for one in model.inputs]
    if len(shapes) != 1 or not shapes[0].rank.is_static or len(shapes[0]) != 4:
        return
    sizes = zip(shapes[0], (1, *answering.image(wanted)), strict=True)
    model.reshape([has.get_length() if has.is_static else want for has, want in sizes])


def _port(one: Any) -> Port:
    name = one.get_any_name() if one.get_names() else one.get_node().get_friendly_name()
    shape = one.get_partial_shape()
    known = shape if shape.rank.is_static else ()
    sizes = tuple(size.get_length() if size.is_static else ANY for size in known)
    return Port(name, np.dtype(one.get_element_type().to_dtype()).name, sizes)


if __name__ == "__main__":
    answering.main(Engine().load, makes_code=True)
    os._exit(0)
