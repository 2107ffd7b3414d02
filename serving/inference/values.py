"""A call of a model and its answer, as both sides of the protocol mean them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from registry.remote.protocol import NAMES
from registry.sandbox.signature import Port


def datatype(port: Port) -> str:
    """Return the protocol's name of a port's type."""
    return NAMES[np.dtype(port.dtype)]


@dataclass(frozen=True, slots=True)
class Model:
    """One version of an algorithm, by the names callers use."""

    name: str
    version: str
    versions: tuple[str, ...]
    """Those the caller may call, newest first."""
    version_id: UUID
    label: str
    """`slug:version`, as it stands in figures."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a model takes and gives. An open first size is the batch."""

    model: Model
    input: Port
    outputs: tuple[Port, ...]
    batch_max: int
    """Most frames of one call; 0 where the model's own shapes have no open first size."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """One input as it came: bytes as they lie in memory (little-endian, row by row), or lists of numbers."""

    name: str | None
    """None with `shape`: the raw body of a call, a batch of one for the only input."""
    datatype: str | None
    shape: tuple[int, ...] | None
    data: "bytes | memoryview | Sequence[Any]"


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call as it came, over HTTP or gRPC."""

    model: str
    version: str
    """Empty: the one subscribers run."""
    inputs: Sequence[Given]
    outputs: tuple[str, ...] = ()
    """Names of those that are wanted; none: all."""
    id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a model made of a call: its outputs by name, in the order that was asked for."""

    model: Model
    id: str
    outputs: Mapping[str, NDArray[Any]]
