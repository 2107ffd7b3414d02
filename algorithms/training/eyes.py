"""Runs a package as it will be served: our letterbox, ONNX Runtime, our decoders."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

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


def tensor(pictures: Sequence[Pixels], spec: InputSpec) -> "np.ndarray[tuple[int, ...], np.dtype]":
    """Turn letterboxed pictures (BGR) into the tensor a manifest declares."""
    batch = np.stack(pictures)
    if spec.color == "rgb":
        batch = batch[..., ::-1]
    if spec.dtype != "uint8":
        scaled = batch.astype(np.float32) * np.float32(spec.scale)
        batch = (scaled - np.float32(spec.mean)) / np.float32(spec.std)
    if spec.layout == "nchw":
        batch = batch.transpose(0, 3, 1, 2)
    return np.ascontiguousarray(batch, dtype=spec.dtype)
