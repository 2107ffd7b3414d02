"""An errand: one piece of work on hostile bytes, done by a confined child that tells what it found and ends.

A module that does errands hands its work to `serve` when it is started as a program. Parent and child
speak in parts over a stream: a small head in JSON and some bytes. What the child sends is bounded, and as
hostile as what it was given.
"""

import json
import mmap
import os
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from registry.sandbox import wire
from registry.sandbox.confine import confine
from registry.sandbox.errors import ChildDied, ChildTimedOut, OutputRejected
from registry.sandbox.launch import ending, launch
from registry.sandbox.level import SandboxLevel
from registry.sandbox.memory import sealed

_SIZES = struct.Struct("<IQ")
_MAX_HEAD = 4 << 20
_CHUNK = 1 << 20
CONFINED = "confined"

Emit = Callable[[dict[str, Any], bytes], None]
Work = Callable[[dict[str, Any], Sequence[memoryview], Emit], None]
"""Takes an order, the files it is about, and what to call with each part of the answer."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one errand may use."""

    memory_mb: int = 4096
    """Address space, interpreter and files included."""
    answer_mb: int = 64
    timeout_s: float = 120


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer: what the child says, and bytes to it."""

    head: dict[str, Any]
    body: bytes


def send(
    module: str, order: dict[str, Any], files: Sequence[int], bounds: Bounds
) -> Iterator[Part]:
    """Yield the parts of a child's answer as they come; the first tells how far it is confined.

    `files` are descriptors it may read. Raises `ChildDied`, `ChildTimedOut`, `OutputRejected`.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    said = json.dumps(order | {"memory_mb": bounds.memory_mb}).encode()
    with ours, os.fdopen(os.memfd_create("complaints"), "rb") as complaints:
        with theirs, sealed([said]) as told:
            process = launch(module, [theirs.fileno(), told, *files], complaints.fileno())
        answer = _Answer(ours, bounds)
        try:
            yield from answer.parts()
            if reason := _broken(process, complaints):
                raise ChildDied(reason=reason)
        finally:
            process.kill()
            process.wait()


def level_of(part: Part) -> SandboxLevel:
    """Return how far a child is confined, from the first part of its answer."""
    abi, filtered, own = part.head[CONFINED]
    return SandboxLevel(int(abi), bool(filtered), bool(own))


class _Answer:
    """Reads the parts of an answer, no more of them and no longer than is allowed."""

    def __init__(self, link: socket.socket, bounds: Bounds) -> None:
        self._link, self._bounds = link, bounds
        self._deadline = time.monotonic() + bounds.timeout_s
        self._left = bounds.answer_mb << 20

    def parts(self) -> Iterator[Part]:
        while head := self._read(_SIZES.size, may_end=True):
            head_bytes, body_bytes = _SIZES.unpack(head)
            self._left -= head_bytes + body_bytes
            if head_bytes > _MAX_HEAD or self._left < 0:
                raise OutputRejected(reason="it says more than it may")
            yield Part(_object(self._read(head_bytes)), self._read(body_bytes))

    def _read(self, wanted: int, *, may_end: bool = False) -> bytes:
        found = bytearray()
        while len(found) < wanted:
            some = self._receive(min(wanted - len(found), _CHUNK))
            if not some:
                if may_end and not found:
                    return b""
                raise OutputRejected(reason="it broke off in the middle of its answer")
            found += some
        return bytes(found)

    def _receive(self, size: int) -> bytes:
        self._link.settimeout(max(self._deadline - time.monotonic(), 0.001))
        try:
            return self._link.recv(size)
        except TimeoutError:
            raise ChildTimedOut(timeout_s=self._bounds.timeout_s) from None
        except OSError:
            return b""


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OutputRejected(reason="its answer is no object")
    return found


def _broken(process: Any, complaints: BinaryIO) -> str:
    """Return how a child ended that did not end well, and its last words."""
    ended = ending(process)
    if ended == "exit status 0":
        return ""
    complaints.seek(0)
    last = (complaints.read().splitlines() or [b""])[-1]
    return f"{ended}: {wire.plain(last)}" if last else ended


def serve(work: Work, practise: Callable[[], None]) -> None:
    """The child's side: practise, confine, do the work on the files that were handed down, end.

    Nothing can be imported once confined, so practising goes the same ways on bytes of our own.
    """
    link, told, *files, parent = map(int, sys.argv[1:])
    order = json.loads(os.pread(told, os.fstat(told).st_size, 0))
    views = [_mapped(file) for file in files]
    for descriptor in (told, *files):
        os.close(descriptor)
    practise()
    reached = confine(order["memory_mb"], parent)

    def emit(head: dict[str, Any], body: bytes = b"") -> None:
        said = json.dumps(head).encode()
        _write(link, _SIZES.pack(len(said), len(body)) + said)
        _write(link, body)

    emit({CONFINED: [reached.landlock_abi, reached.seccomp, reached.own_uid]})
    work(order, views, emit)
    os._exit(0)


def _mapped(file: int) -> memoryview:
    size = os.fstat(file).st_size
    return memoryview(mmap.mmap(file, size, prot=mmap.PROT_READ) if size else b"")


def _write(link: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(link, left) :]
