"""The child's side, started with four descriptors (link, model, frames, outputs) and its parent's pid.

Everything it needs is imported and mapped first; then it confines itself; only then does it look at the
model.
"""

import json
import mmap
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from registry.sandbox import known_files, signature, wire
from registry.sandbox.confine import confine
from registry.sandbox.preparation import Preparation

_FOLDED_BYTES = 16 << 20
_PIECE = 4
"""Most frames that a model sees at once: on one thread more are no faster, and each needs its memory."""
_ORT_PREFIX = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ")
_ELEMENT = {"tensor(float)": "float32", "tensor(float16)": "float16", "tensor(uint8)": "uint8"}


class Refused(Exception):
    """The model cannot be used, for a reason its vendor can read."""


class Model:
    """One ONNX Runtime session and what it is fed."""

    def __init__(self, model: bytes, wanted: dict[str, Any], threads: int) -> None:
        if (what := known_files.foreign(model)) is not None:
            raise Refused(f"it is {what.en}, not ONNX")
        self._session = ort.InferenceSession(
            model, _options(threads), providers=["CPUExecutionProvider"]
        )
        self._session._model_bytes = None  # kept for a restart that never comes: the file once more
        source = _choose(self._session.get_inputs(), wanted.get("name"))
        self._name = source.name
        self._wanted = wanted
        self.told = signature.pack(source, self._session.get_outputs())
        self._fixed = _check(source, wanted)
        self._prepare = Preparation(wanted)

    def run(self, pixels: NDArray[np.uint8]) -> list[NDArray[Any]]:
        """Return the model's outputs for the whole batch, however many frames it takes at once."""
        pieces = _filled(pixels, self._fixed) if self._fixed else _pieces(pixels, _PIECE)
        if len(pieces) == 1 and len(pieces[0]) == len(pixels):
            return self._run(pixels)
        parts = [self._run(piece) for piece in pieces]
        for piece, outputs in zip(pieces, parts, strict=True):
            if any(out.ndim == 0 or len(out) != len(piece) for out in outputs):
                raise Refused("its outputs cannot be told apart by frame")
        return [np.concatenate(column)[: len(pixels)] for column in zip(*parts, strict=True)]

    def feed(self, frames: NDArray[np.uint8], count: int) -> list[NDArray[Any]]:
        """Return the outputs for the input tensor itself, as a caller put it into the frames' memory."""
        sides = self._wanted["height"], self._wanted["width"]
        shape = (3, *sides) if self._wanted["layout"] == "nchw" else (*sides, 3)
        return self._infer(np.ndarray((count, *shape), self._wanted["dtype"], frames.data))

    def _run(self, pixels: NDArray[np.uint8]) -> list[NDArray[Any]]:
        return self._infer(self._prepare(pixels))

    def _infer(self, tensor: NDArray[Any]) -> list[NDArray[Any]]:
        outputs: list[NDArray[Any]] = self._session.run(None, {self._name: tensor})
        return outputs


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


def _choose(inputs: list[Any], name: str | None) -> Any:
    named = [one for one in inputs if name in (None, one.name)]
    if len(inputs) != 1 or len(named) != 1:
        raise Refused(f"it takes {[one.name for one in inputs][:8]}; one image input is served")
    return named[0]


def _check(source: Any, wanted: dict[str, Any]) -> int:
    """Check the input against the manifest; return its fixed batch, 0 where it takes any."""
    if _ELEMENT.get(source.type) != wanted["dtype"]:
        raise Refused(f"its input is {source.type}, the manifest says {wanted['dtype']}")
    height, width = wanted["height"], wanted["width"]
    image = [3, height, width] if wanted["layout"] == "nchw" else [height, width, 3]
    shape = source.shape
    fits = len(shape) == 4 and all(
        not isinstance(has, int) or has == want for has, want in zip(shape[1:], image, strict=True)
    )
    if not fits:
        raise Refused(f"its input is {shape}, the manifest says {['batch', *image]}")
    return shape[0] if isinstance(shape[0], int) and shape[0] > 0 else 0


def _pieces(pixels: NDArray[np.uint8], size: int) -> list[NDArray[np.uint8]]:
    return [pixels[at : at + size] for at in range(0, len(pixels), size)]


def _filled(pixels: NDArray[np.uint8], size: int) -> list[NDArray[np.uint8]]:
    """Return pieces of exactly this size, the last one filled up with black."""
    missing = -len(pixels) % size
    if missing:
        pixels = np.concatenate([pixels, np.zeros((missing, *pixels.shape[1:]), np.uint8)])
    return _pieces(pixels, size)


def _store(outputs: list[NDArray[Any]], memory: memoryview) -> list[wire.Tensor]:
    """Copy the outputs into the shared memory, each at a multiple of 64 bytes."""
    if len(outputs) > wire.MAX_OUTPUTS:
        raise Refused(f"{len(outputs)} outputs; at most {wire.MAX_OUTPUTS} are served")
    tensors, offset = [], 0
    for out in outputs:
        if not isinstance(out, np.ndarray) or out.dtype not in wire.DTYPES:
            raise Refused("an output is not a tensor of numbers")
        tensor = wire.Tensor(out.dtype, out.shape, offset)
        if out.ndim > wire.MAX_RANK or offset + tensor.size_bytes > len(memory):
            raise Refused(f"outputs of shape {out.shape} exceed {len(memory) >> 20} MB in total")
        tensor.view(memory)[...] = out
        tensors.append(tensor)
        offset += -(-tensor.size_bytes // 64) * 64
    return tensors


def serve(link: int, model: Model, frames: NDArray[np.uint8], outputs: memoryview) -> None:
    """Answer batches until the parent closes the link or a batch fails."""
    while request := os.read(link, wire.MAX_MESSAGE):
        sequence, count, ready = wire.RUN.unpack(request)
        run = partial(model.feed, frames, count) if ready else partial(model.run, frames[:count])
        answer = _answer(sequence, run, outputs)
        os.write(link, answer)
        if not answer.startswith(wire.OUTPUTS):
            return


def _answer(sequence: int, run: Callable[[], list[NDArray[Any]]], outputs: memoryview) -> bytes:
    try:
        return wire.pack_outputs(sequence, _store(run(), outputs))
    except Refused as refusal:
        return _reason(wire.REJECTED, refusal)
    except Exception as fault:  # noqa: BLE001 - the model host's one: whatever ONNX Runtime throws
        return _reason(wire.FAILED, fault)


def _reason(kind: bytes, fault: BaseException) -> bytes:
    text = _ORT_PREFIX.sub("", str(fault)).rstrip(". ") or type(fault).__name__
    return kind + text.encode("utf-8", "replace")[: wire.MAX_REASON * 4]


def main() -> None:
    """Map the shared memory, confine, load, serve."""
    link, model_file, frames_file, outputs_file, parent = map(int, sys.argv[1:])
    order = json.loads(os.read(link, wire.MAX_MESSAGE))
    model_bytes = os.pread(model_file, order["model_bytes"], 0)
    frames = np.frombuffer(
        mmap.mmap(frames_file, order["frames_bytes"], prot=mmap.PROT_READ), np.uint8
    )
    outputs = memoryview(mmap.mmap(outputs_file, order["outputs_bytes"]))
    for descriptor in (model_file, frames_file, outputs_file):
        os.close(descriptor)
    reached = confine(order["memory_mb"], parent)
    os.write(
        link,
        wire.CONFINED
        + wire.CONFINED_BODY.pack(reached.landlock_abi, reached.seccomp, reached.own_uid),
    )
    wanted = order["input"]
    try:
        model = Model(model_bytes, wanted, order["threads"])
    except Exception as fault:  # noqa: BLE001 - the model host's one: whatever ONNX Runtime throws
        os.write(link, _reason(wire.FAILED, fault))
        return
    del model_bytes
    os.write(link, wire.LOADED + model.told)
    serve(link, model, frames.reshape(-1, wanted["height"], wanted["width"], 3), outputs)


if __name__ == "__main__":
    main()
    os._exit(0)
