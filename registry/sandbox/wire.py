"""The few bytes parent and child exchange; pixels and tensors stay in shared memory.

One message is one packet of a SEQPACKET socket: a kind byte, then fixed structs. What the child sends is
hostile until `read_outputs` has checked it.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

CONFINED, LOADED, OUTPUTS, FAILED, REJECTED = b"C", b"L", b"O", b"F", b"X"
MAX_MESSAGE = 16_384
MAX_OUTPUTS = 16
MAX_RANK = 8
MAX_REASON = 400

RUN = struct.Struct("<QI?")
"""Sequence, frames, and whether they are the model's own tensor already and not pixels."""
CONFINED_BODY = struct.Struct("<B??")
OUTPUTS_HEAD = struct.Struct("<QB")
OUTPUT = struct.Struct(f"<BB{MAX_RANK}QQ")

DTYPES = tuple(
    np.dtype(name)
    for name in (
        *("float32", "float16", "float64", "bool"),
        *("int64", "int32", "int16", "int8"),
        *("uint64", "uint32", "uint16", "uint8"),
    )
)


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one output lies in the shared memory."""

    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]
    offset: int

    @property
    def size_bytes(self) -> int:
        return prod(self.shape) * self.dtype.itemsize

    def view(self, memory: memoryview | mmap) -> NDArray[np.generic]:
        """Return the tensor as it lies in the memory, uncopied."""
        return np.ndarray(self.shape, self.dtype, memory, self.offset)


class BadMessage(ValueError):
    """A message of the child that no honest child sends."""


def pack_outputs(sequence: int, tensors: Sequence[Tensor]) -> bytes:
    """Return the message that says where the outputs of a batch lie."""
    parts = [OUTPUTS, OUTPUTS_HEAD.pack(sequence, len(tensors))]
    for tensor in tensors:
        dims = tensor.shape + (0,) * (MAX_RANK - len(tensor.shape))
        parts.append(
            OUTPUT.pack(DTYPES.index(tensor.dtype), len(tensor.shape), *dims, tensor.offset)
        )
    return b"".join(parts)


def read_outputs(body: bytes, sequence: int, memory_bytes: int) -> list[Tensor]:
    """Return the tensors a message describes, each proven to lie within the memory."""
    if len(body) < OUTPUTS_HEAD.size:
        raise BadMessage("short message")
    answered, count = OUTPUTS_HEAD.unpack_from(body)
    if answered != sequence:
        raise BadMessage("an answer to another batch")
    if count > MAX_OUTPUTS or len(body) != OUTPUTS_HEAD.size + count * OUTPUT.size:
        raise BadMessage("wrong number of outputs")
    starts = range(OUTPUTS_HEAD.size, len(body), OUTPUT.size)
    return [_tensor(OUTPUT.unpack_from(body, at), memory_bytes) for at in starts]


def _tensor(fields: tuple[int, ...], memory_bytes: int) -> Tensor:
    code, rank, dims, offset = fields[0], fields[1], fields[2:-1], fields[-1]
    if code >= len(DTYPES) or rank > MAX_RANK:
        raise BadMessage("unknown type or rank")
    tensor = Tensor(DTYPES[code], dims[:rank], offset)
    if offset % 64 or offset + tensor.size_bytes > memory_bytes or max(dims) > memory_bytes:
        raise BadMessage("output outside its memory")
    return tensor


def plain(reason: bytes) -> str:
    """Return a reason that came from the child as one short printable line."""
    text = reason[: MAX_REASON * 4].decode("utf-8", "replace")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:MAX_REASON] or "no reason given"
