"""The child whose model runs on ONNX Runtime."""

import os
from typing import Any

import onnxruntime as ort
from numpy.typing import NDArray

from registry.sandbox import answering
from registry.sandbox.signature import ANY, DTYPES, Port

_FOLDED_BYTES = 16 << 20
_NAMES = {"float": "float32", "double": "float64"}
"""Types whose names are others in numpy."""


class Session:
    """One ONNX Runtime session."""

    def __init__(self, model: bytes, threads: int) -> None:
        self._session = ort.InferenceSession(
            model, _options(threads), providers=["CPUExecutionProvider"]
        )
        self._session._model_bytes = None  # kept for a restart that never comes: the file once more
        self.inputs = [_port(one) for one in self._session.get_inputs()]
        self.outputs = [_port(one) for one in self._session.get_outputs()]

    def run(self, tensor: NDArray[Any]) -> list[NDArray[Any]]:
        """Return the outputs for the one input."""
        outputs: list[NDArray[Any]] = self._session.run(None, {self.inputs[0].name: tensor})
        return outputs


def load(model: bytes, _wanted: dict[str, Any], threads: int) -> Session:
    """Load a model."""
    return Session(model, threads)


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_mem_pattern = False  # one plan per batch size: 100 MB more at batch 8, no faster
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry(
        "optimization.constant_folding_max_output_size_in_bytes", str(_FOLDED_BYTES)
    )
    return options


def _port(one: Any) -> Port:
    inner = one.type.removeprefix("tensor(").removesuffix(")")
    dtype = _NAMES.get(inner, inner)
    sizes = [size if isinstance(size, int) and size >= 0 else ANY for size in one.shape or ()]
    return Port(one.name, dtype if dtype in DTYPES else one.type, tuple(sizes))


if __name__ == "__main__":
    answering.main(load)
    os._exit(0)
