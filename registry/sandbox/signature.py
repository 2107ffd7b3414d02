"""What a model says it takes and gives: names, types and shapes, told by the child that loaded it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.sandbox import wire

ANY = -1
"""A size the model leaves open."""
MAX_NAME = 200
_MOST = 2**31
_KINDS = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    **{
        f"tensor({name})": name
        for name in (
            "bool",
            *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)),
        )
    },
}


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output: its name, the name of its type in numpy, its sizes (`ANY` where open)."""

    name: str
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """The one input and the outputs, in the model's own order."""

    input: Port
    outputs: tuple[Port, ...]


def pack(source: Any, outputs: Sequence[Any]) -> bytes:
    """Return what ONNX Runtime tells of a model's ports, for the parent; empty where they are too many."""
    told = json.dumps([_told(one) for one in (source, *outputs)]).encode()
    return told if len(told) < wire.MAX_MESSAGE else b""


def read(body: bytes) -> Signature | None:
    """Return what a child told of its model; None where it is nothing an honest child tells."""
    try:
        source, *outputs = [_port(one) for one in json.loads(body)]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    named = {one.name for one in outputs}
    if not 1 <= len(outputs) <= wire.MAX_OUTPUTS or len(named) != len(outputs):
        return None
    return Signature(source, tuple(outputs))


def _told(one: Any) -> list[object]:
    sizes = [size if isinstance(size, int) and size >= 0 else ANY for size in one.shape or ()]
    return [one.name, _KINDS.get(one.type, one.type), sizes]


def _port(told: Any) -> Port:
    name, dtype, sizes = told
    fits = (
        isinstance(name, str)
        and 0 < len(name) <= MAX_NAME
        and name.isprintable()
        and dtype in _KINDS.values()
        and len(sizes) <= wire.MAX_RANK
        and all(type(size) is int and ANY <= size < _MOST for size in sizes)
    )
    if not fits:
        raise ValueError("no port")
    return Port(name, dtype, tuple(sizes))
