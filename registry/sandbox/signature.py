"""What a model says it takes and gives: names, types and shapes, told by the child that loaded it."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from registry.sandbox import wire

ANY = -1
"""A size the model leaves open."""
MAX_NAME = 200
_MOST = 2**31
DTYPES = frozenset(
    (
        *("float32", "float16", "float64", "bool"),
        *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)),
    )
)
"""Types of numbers by their names in numpy."""


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


def pack(source: Port, outputs: Sequence[Port]) -> bytes:
    """Return what an engine tells of a model's ports, for the parent; empty where they are too many."""
    told = json.dumps([astuple(one) for one in (source, *outputs)]).encode()
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


def _port(told: Any) -> Port:
    name, dtype, sizes = told
    fits = (
        isinstance(name, str)
        and 0 < len(name) <= MAX_NAME
        and name.isprintable()
        and dtype in DTYPES
        and len(sizes) <= wire.MAX_RANK
        and all(type(size) is int and ANY <= size < _MOST for size in sizes)
    )
    if not fits:
        raise ValueError("no port")
    return Port(name, dtype, tuple(sizes))
