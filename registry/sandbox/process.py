"""The parent's side: one killable child process per resident model version."""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from registry.sandbox import signature, wire
from registry.sandbox.engine import ONNX_RUNTIME, Engine
from registry.sandbox.errors import (
    ChildDied,
    ChildFailed,
    ChildTimedOut,
    ModelRefused,
    OutputRejected,
    RunFailed,
)
from registry.sandbox.launch import ending, launch
from registry.sandbox.level import SandboxLevel
from registry.sandbox.memory import Shared, shared
from registry.sandbox.signature import Signature


class Input(Protocol):
    """What the manifest says about the model's input (`algorithms.contract.manifest.InputSpec` is one)."""

    @property
    def name(self) -> str | None: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def color(self) -> str: ...
    @property
    def layout(self) -> str: ...
    @property
    def dtype(self) -> str: ...
    @property
    def scale(self) -> float: ...
    @property
    def mean(self) -> Sequence[float]: ...
    @property
    def std(self) -> Sequence[float]: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one model may use."""

    batch_max: int = 16
    memory_mb: int = 2048
    """Address space of the child, interpreter and buffers included."""
    outputs_mb: int = 64
    threads: int = 1
    start_timeout_s: float = 60
    tensors: bool = False
    """Whether a batch may also come as the model's own tensor, whose numbers take more room than pixels."""


@dataclass(slots=True)
class Link:
    """The parent's end of the socket to a child."""

    process: "subprocess.Popen[bytes]"
    socket: socket.socket

    def send(self, message: bytes) -> None:
        """Send one message; a child that is gone is noticed when it does not answer."""
        try:
            self.socket.send(message)
        except OSError:
            return

    def receive(self, timeout_s: float) -> tuple[bytes, bytes]:
        """Return kind and body of the next message; raises `ChildTimedOut` or `ChildDied`."""
        try:
            self.socket.settimeout(max(timeout_s, 0.001))
            message = self.socket.recv(wire.MAX_MESSAGE)
        except TimeoutError:
            raise ChildTimedOut(timeout_s=timeout_s) from None
        except OSError:
            message = b""
        if not message:
            raise ChildDied(reason=ending(self.process))
        return message[:1], message[1:]


@dataclass(slots=True, eq=False)
class Child:
    """A model in a process of its own: feed it batches until it fails or is closed."""

    level: SandboxLevel
    _link: Link
    _shared: Shared
    _spec: Input
    _limits: Limits
    signature: Signature | None = None
    """What the model takes and gives, in its own words; None where they are more than is served."""
    _sequence: int = 0
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def start(
        cls,
        model: bytes,
        spec: Input,
        limits: Limits | None = None,
        engine: Engine = ONNX_RUNTIME,
    ) -> Self:
        """Start a child, confine it and have it load the model; raises `ModelRefused`, `ChildDied`."""
        limits = limits or Limits()
        size = np.dtype(spec.dtype).itemsize if limits.tensors else 1
        frames_bytes = limits.batch_max * spec.height * spec.width * 3 * size
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with os.fdopen(os.memfd_create("complaints"), "rb") as complaints:
            with theirs, shared(model, frames_bytes, limits.outputs_mb << 20) as (mappings, files):
                process = _launched(engine, [theirs.fileno(), *files], complaints.fileno(), ours)
            link = Link(process, ours)
            link.send(_order(spec, limits, len(model), frames_bytes))
            child = cls(SandboxLevel(0, False, False), link, mappings, spec, limits)
            try:
                child.level, told = _loaded(link, limits.start_timeout_s, complaints)
            except BaseException:
                child.close()
                raise
            child.signature = signature.read(told)
        return child

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._link.process.pid

    @property
    def alive(self) -> bool:
        """Whether the next `run` has somebody to answer it."""
        return not self._closed and self._link.process.poll() is None

    def run(self, batch: NDArray[np.uint8], timeout_s: float) -> list[NDArray[Any]]:
        """Return the model's outputs for a letterboxed N×H×W×3 BGR batch; any error closes the child."""
        self._require(batch, "uint8", (self._spec.height, self._spec.width, 3))
        outputs = self._answered(batch, False, timeout_s)
        if not all(_finite(one) for one in outputs):
            self.close()
            raise OutputRejected(reason="it holds numbers that are not finite")
        return outputs

    def feed(self, tensor: NDArray[Any], timeout_s: float) -> list[NDArray[Any]]:
        """Return the outputs for the model's own input tensor (`Limits.tensors`); any error closes the child.

        They may hold numbers that are not finite: what the caller put in was not prepared by us.
        """
        if not self._limits.tensors:
            raise ValueError("this child was started for pixels only")
        sides = self._spec.height, self._spec.width
        shape = (3, *sides) if self._spec.layout == "nchw" else (*sides, 3)
        self._require(tensor, self._spec.dtype, shape)
        return self._answered(tensor, True, timeout_s)

    def close(self) -> None:
        """Kill the child, even in the middle of a batch, and give its memory back."""
        self._link.process.kill()
        with self._lock:
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _require(self, batch: NDArray[Any], dtype: str, frame: tuple[int, int, int]) -> None:
        most = self._limits.batch_max
        fits = batch.dtype == dtype and batch.shape[1:] == frame and 1 <= len(batch) <= most
        if not fits:
            wanted = f"1 to {most} frames of {frame} {dtype}"
            raise ValueError(f"a batch of shape {batch.shape} {batch.dtype}; wanted {wanted}")

    def _answered(self, batch: NDArray[Any], ready: bool, timeout_s: float) -> list[NDArray[Any]]:
        with self._lock:
            if self._closed:
                raise ChildDied(reason="it was closed")
            try:
                return self._run(batch, ready, timeout_s)
            except ChildFailed:
                self._release()
                raise

    def _run(self, batch: NDArray[Any], ready: bool, timeout_s: float) -> list[NDArray[Any]]:
        self._sequence += 1
        np.ndarray(batch.shape, batch.dtype, self._shared.frames)[...] = batch
        self._link.send(wire.RUN.pack(self._sequence, len(batch), ready))
        kind, body = self._link.receive(timeout_s)
        if kind == wire.FAILED:
            raise RunFailed(reason=wire.plain(body))
        if kind == wire.REJECTED:
            raise OutputRejected(reason=wire.plain(body))
        if kind != wire.OUTPUTS:
            raise OutputRejected(reason="an answer of no known kind")
        return self._take(body)

    def _take(self, body: bytes) -> list[NDArray[Any]]:
        """Copy the outputs out; what is judged later are the copies: the child can still write to its own."""
        memory = self._shared.outputs
        try:
            tensors = wire.read_outputs(body, self._sequence, len(memory))
        except wire.BadMessage as fault:
            raise OutputRejected(reason=str(fault)) from None
        return [tensor.view(memory).copy() for tensor in tensors]

    def _release(self) -> None:
        if not self._closed:
            self._closed = True
            self._link.process.kill()
            self._link.process.wait()
            self._link.socket.close()
            self._shared.close()


def _launched(
    engine: Engine, inherited: Sequence[int], complaints: int, ours: socket.socket
) -> "subprocess.Popen[bytes]":
    try:
        return launch(engine.module, inherited, complaints, engine.python)
    except OSError:
        ours.close()
        raise ChildDied(reason="its interpreter could not be started") from None


def _order(spec: Input, limits: Limits, model_bytes: int, frames_bytes: int) -> bytes:
    return json.dumps(
        {
            "input": {
                "name": spec.name,
                "width": spec.width,
                "height": spec.height,
                "color": spec.color,
                "layout": spec.layout,
                "dtype": spec.dtype,
                "scale": spec.scale,
                "mean": list(spec.mean),
                "std": list(spec.std),
            },
            "threads": limits.threads,
            "memory_mb": limits.memory_mb,
            "model_bytes": model_bytes,
            "frames_bytes": frames_bytes,
            "outputs_bytes": limits.outputs_mb << 20,
        }
    ).encode()


def _loaded(link: Link, timeout_s: float, complaints: BinaryIO) -> tuple[SandboxLevel, bytes]:
    """Wait until the child is confined and has loaded its model; return also what it says of it."""
    deadline = time.monotonic() + timeout_s
    try:
        kind, body = link.receive(timeout_s)
    except ChildDied as fault:
        complaints.seek(0)
        last = wire.plain((complaints.read().splitlines() or [b""])[-1])
        raise ChildDied(reason=f"{fault.fields['reason']} before confinement: {last}") from None
    if kind != wire.CONFINED or len(body) != wire.CONFINED_BODY.size:
        raise ChildDied(reason="it did not confine itself")
    level = SandboxLevel(*wire.CONFINED_BODY.unpack(body))
    try:
        kind, body = link.receive(deadline - time.monotonic())
    except ChildTimedOut:
        raise ModelRefused(reason=f"it did not load within {timeout_s:g} s") from None
    except ChildDied as fault:
        raise ModelRefused(
            reason=f"loading it killed its process ({fault.fields['reason']})"
        ) from None
    if kind != wire.LOADED:
        raise ModelRefused(reason=wire.plain(body))
    return level, body


def _finite(values: NDArray[Any]) -> bool:
    """A finite sum proves finite terms and is one pass without a temporary."""
    if values.dtype.kind != "f":
        return True
    with np.errstate(all="ignore"):
        return bool(np.isfinite(values.sum()) or np.isfinite(values).all())
