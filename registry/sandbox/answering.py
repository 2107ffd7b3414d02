"""The child's side, whichever engine runs its model: map the shared memory, confine, load, answer.

It is started with four descriptors (link, model, frames, outputs) and its parent's pid. Whatever the engine
needs is imported and mapped before; the model is looked at only once confined.
"""

import json
import mmap
import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from registry.sandbox import known_files, signature, wire
from registry.sandbox.confine import confine
from registry.sandbox.preparation import Preparation
from registry.sandbox.signature import ANY, Port

_PIECE = 4
"""Most frames that a model sees at once: on one thread more are no faster, and each needs its memory."""
_WHERE = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : |^(Exception from \S+:\d+:\s+)+")
"""Where in an engine a fault was thrown, which tells nobody anything."""


class Refused(Exception):
    """The model cannot be used, for a reason its vendor can read."""


class Session(Protocol):
    """A model as an engine has loaded it."""

    @property
    def inputs(self) -> Sequence[Port]: ...
    @property
    def outputs(self) -> Sequence[Port]: ...
    def run(self, tensor: NDArray[Any]) -> list[NDArray[Any]]:
        """Return the outputs for the one input; they stay as they are when it runs again."""


Load = Callable[[bytes, dict[str, Any], int], Session]
"""Loads a model; is told also what the manifest says of its input, and how many threads it may use."""


class Model:
    """One loaded model and what it is fed."""

    def __init__(self, session: Session, wanted: dict[str, Any]) -> None:
        source = _choose(session.inputs, wanted.get("name"))
        self._session = session
        self._wanted = wanted
        self.told = signature.pack(source, session.outputs)
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
        shape = (count, *image(self._wanted))
        return self._session.run(np.ndarray(shape, self._wanted["dtype"], frames.data))

    def _run(self, pixels: NDArray[np.uint8]) -> list[NDArray[Any]]:
        return self._session.run(self._prepare(pixels))


def image(wanted: dict[str, Any]) -> tuple[int, int, int]:
    """Return the shape of one picture as the manifest says it goes in."""
    height, width = wanted["height"], wanted["width"]
    return (3, height, width) if wanted["layout"] == "nchw" else (height, width, 3)


def _choose(inputs: Sequence[Port], name: str | None) -> Port:
    named = [one for one in inputs if name in (None, one.name)]
    if len(inputs) != 1 or len(named) != 1:
        raise Refused(f"it takes {[one.name for one in inputs][:8]}; one image input is served")
    return named[0]


def _check(source: Port, wanted: dict[str, Any]) -> int:
    """Check the input against the manifest; return its fixed batch, 0 where it takes any."""
    if source.dtype != wanted["dtype"]:
        raise Refused(f"its input is {source.dtype}, the manifest says {wanted['dtype']}")
    sizes, shape = image(wanted), source.shape
    fits = len(shape) == 4 and all(
        has in (ANY, want) for has, want in zip(shape[1:], sizes, strict=True)
    )
    if not fits:
        told = ["any" if size == ANY else size for size in shape]
        raise Refused(f"its input is {told}, the manifest says {['batch', *sizes]}")
    return max(shape[0], 0)


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
    except Exception as fault:  # noqa: BLE001 - the model host's one: whatever an engine throws
        return _reason(wire.FAILED, fault)


def _reason(kind: bytes, fault: BaseException) -> bytes:
    text = _WHERE.sub("", str(fault)).rstrip(". ") or type(fault).__name__
    return kind + text.encode("utf-8", "replace")[: wire.MAX_REASON * 4]


def main(load: Load, *, makes_code: bool = False) -> None:
    """Map the shared memory, confine, load, serve; `makes_code`: the engine compiles for this processor."""
    link, model_file, frames_file, outputs_file, parent = map(int, sys.argv[1:])
    order = json.loads(os.read(link, wire.MAX_MESSAGE))
    model_bytes = os.pread(model_file, order["model_bytes"], 0)
    frames = np.frombuffer(
        mmap.mmap(frames_file, order["frames_bytes"], prot=mmap.PROT_READ), np.uint8
    )
    outputs = memoryview(mmap.mmap(outputs_file, order["outputs_bytes"]))
    for descriptor in (model_file, frames_file, outputs_file):
        os.close(descriptor)
    reached = confine(order["memory_mb"], parent, makes_code=makes_code)
    os.write(
        link,
        wire.CONFINED
        + wire.CONFINED_BODY.pack(reached.landlock_abi, reached.seccomp, reached.own_uid),
    )
    wanted = order["input"]
    try:
        if (what := known_files.foreign(model_bytes)) is not None:
            raise Refused(f"it is {what.en}, not ONNX")
        model = Model(load(model_bytes, wanted, order["threads"]), wanted)
    except Exception as fault:  # noqa: BLE001 - the model host's one: whatever an engine throws
        os.write(link, _reason(wire.FAILED, fault))
        return
    del model_bytes
    os.write(link, wire.LOADED + model.told)
    serve(link, model, frames.reshape(-1, wanted["height"], wanted["width"], 3), outputs)
