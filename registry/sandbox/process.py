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

from registry.sandbox import wire
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

_MODULE = "registry.sandbox.child"


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
    _frame: tuple[int, int, int]
    _batch_max: int
    _sequence: int = 0
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def start(cls, model: bytes, spec: Input, limits: Limits | None = None) -> Self:
        """Start a child, confine it and have it load the model; raises `ModelRefused`."""
        limits = limits or Limits()
        frame = (spec.height, spec.width, 3)
        frames_bytes = limits.batch_max * spec.height * spec.width * 3
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with os.fdopen(os.memfd_create("complaints"), "rb") as complaints:
            with theirs, shared(model, frames_bytes, limits.outputs_mb << 20) as (mappings, files):
                process = launch(_MODULE, [theirs.fileno(), *files], complaints.fileno())
            link = Link(process, ours)
            link.send(_order(spec, limits, len(model), frames_bytes))
            child = cls(SandboxLevel(0, False, False), link, mappings, frame, limits.batch_max)
            try:
                child.level = _loaded(link, limits.start_timeout_s, complaints)
            except BaseException:
                child.close()
                raise
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
        if batch.shape[1:] != self._frame or not 1 <= len(batch) <= self._batch_max:
            wanted = f"1 to {self._batch_max} frames of {self._frame}"
            raise ValueError(f"a batch of shape {batch.shape}; wanted {wanted}")
        with self._lock:
            if self._closed:
                raise ChildDied(reason="it was closed")
            try:
                return self._run(batch, timeout_s)
            except ChildFailed:
                self._release()
                raise

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

    def _run(self, batch: NDArray[np.uint8], timeout_s: float) -> list[NDArray[Any]]:
        self._sequence += 1
        np.ndarray(batch.shape, np.uint8, self._shared.frames)[...] = batch
        self._link.send(wire.RUN.pack(self._sequence, len(batch)))
        kind, body = self._link.receive(timeout_s)
        if kind == wire.FAILED:
            raise RunFailed(reason=wire.plain(body))
        if kind == wire.REJECTED:
            raise OutputRejected(reason=wire.plain(body))
        if kind != wire.OUTPUTS:
            raise OutputRejected(reason="an answer of no known kind")
        return self._take(body)

    def _take(self, body: bytes) -> list[NDArray[Any]]:
        """Copy the outputs out, then judge the copies: the child can still write to its own."""
        memory = self._shared.outputs
        try:
            tensors = wire.read_outputs(body, self._sequence, len(memory))
        except wire.BadMessage as fault:
            raise OutputRejected(reason=str(fault)) from None
        copies = [tensor.view(memory).copy() for tensor in tensors]
        if not all(_finite(copy) for copy in copies):
            raise OutputRejected(reason="it holds numbers that are not finite")
        return copies

    def _release(self) -> None:
        if not self._closed:
            self._closed = True
            self._link.process.kill()
            self._link.process.wait()
            self._link.socket.close()
            self._shared.close()


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


def _loaded(link: Link, timeout_s: float, complaints: BinaryIO) -> SandboxLevel:
    """Wait until the child is confined and has loaded its model."""
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
    return level


def _finite(values: NDArray[Any]) -> bool:
    """A finite sum proves finite terms and is one pass without a temporary."""
    if values.dtype.kind != "f":
        return True
    with np.errstate(all="ignore"):
        return bool(np.isfinite(values.sum()) or np.isfinite(values).all())
