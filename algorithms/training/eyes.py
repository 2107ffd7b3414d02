"""Runs a package as it will be served: our letterbox, ONNX Runtime, our decoders."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from algorithms.contract.manifest import InputSpec, Manifest
from algorithms.contract.values import Detection, Pixels
from algorithms.decoders import decode
from algorithms.ops import letterbox


class Eyes:
    """One model, ready to look at frames; for measuring trusted weights only (no sandbox)."""

    def __init__(self, manifest: Manifest, weights: Path, threads: int = 1) -> None:
        self.stage = manifest.model_stages[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(weights), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name

    def look(self, frames: Sequence[Pixels]) -> list[list[Detection]]:
        """Return what is seen in every frame."""
        spec = self.stage.input
        fitted = [letterbox(frame, spec.width, spec.height, spec.fill) for frame in frames]
        batch = tensor([picture for picture, _ in fitted], spec)
        outputs = self._session.run(None, {self._input: batch})
        return decode(self.stage.decoder, outputs, [way for _, way in fitted])


def tensor(pictures: Sequence[Pixels], spec: InputSpec) -> NDArray[Any]:
    """Turn letterboxed pictures (BGR) into the tensor a manifest declares."""
    batch = np.stack(pictures)
    if spec.color == "rgb":
        batch = batch[..., ::-1]
    if spec.layout == "nchw":
        batch = batch.transpose(0, 3, 1, 2)
    if spec.dtype == "uint8":
        return np.ascontiguousarray(batch)
    shape = (3, 1, 1) if spec.layout == "nchw" else (3,)
    mean, std = (np.array(value).reshape(shape) for value in (spec.mean, spec.std))
    return np.ascontiguousarray((batch * spec.scale - mean) / std, dtype=spec.dtype)
