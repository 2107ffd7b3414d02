"""Bodies of the protocol as we send and take them: JSON, and after it tensors as they lie in memory.

What an endpoint answers is as hostile as what a sandboxed child does: every size in it is checked.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pydantic_core
from numpy.typing import NDArray

from registry.remote.protocol import DATATYPES, LENGTH, NAMES, NUMBERS_MOST
from registry.sandbox.errors import OutputRejected
from registry.sandbox.wire import MAX_OUTPUTS, MAX_RANK

_JSON, _BINARY = "application/json", "application/octet-stream"
_NAME_MOST = 200
_SIZE_MOST = 2**31


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output as an endpoint describes it; a size that is open is -1."""

    name: str
    datatype: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What an endpoint says a model takes and gives."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


def write(
    name: str, tensor: NDArray[Any], output: str, *, binary: bool
) -> tuple[bytes, dict[str, str]]:
    """Return the body of a call with one input that asks for one output, and its headers."""
    given: dict[str, Any] = {
        "name": name,
        "datatype": NAMES[tensor.dtype],
        "shape": [*tensor.shape],
    }
    wanted: dict[str, Any] = {"name": output}
    if not binary:
        given["data"] = tensor.ravel().tolist()
        return _json({"inputs": [given], "outputs": [wanted]}), {"content-type": _JSON}
    tail = np.ascontiguousarray(tensor, tensor.dtype.newbyteorder("<")).tobytes()
    given["parameters"] = {"binary_data_size": len(tail)}
    wanted["parameters"] = {"binary_data": True}
    head = _json({"inputs": [given], "outputs": [wanted]})
    return head + tail, {"content-type": _BINARY, LENGTH: str(len(head))}


def read(body: bytes, length: str | None, output: str) -> NDArray[Any]:
    """Return the output of that name, finite numbers; raises `OutputRejected`."""
    end = len(body) if length is None else _end(length, len(body))
    told = _object(body[:end])
    found = {name: array for name, array in _outputs(told, memoryview(body)[end:])}
    if output not in found:
        raise OutputRejected(reason=f"it has no output '{output}'")
    array = found[output]
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise OutputRejected(reason="it holds numbers that are not finite")
    return array


def read_described(body: bytes) -> Described:
    """Return what a model's metadata says; raises `OutputRejected`."""
    told = _object(body)
    return Described(_ports(told.get("inputs")), _ports(told.get("outputs")))


def _json(told: object) -> bytes:
    return pydantic_core.to_json(told)


def _object(text: bytes) -> dict[str, Any]:
    if text.count(b",") > NUMBERS_MOST:
        raise OutputRejected(reason=f"it writes out more than {NUMBERS_MOST} numbers")
    try:
        told = pydantic_core.from_json(text, allow_inf_nan=False)
    except ValueError as fault:
        raise OutputRejected(reason="it is no JSON") from fault
    if not isinstance(told, dict):
        raise OutputRejected(reason="it is no JSON object")
    return told


def _end(length: str, most: int) -> int:
    if not (length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= most):
        raise OutputRejected(reason=f"its {LENGTH} is wrong")
    return int(length)


def _outputs(told: Mapping[str, Any], tail: memoryview) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the outputs; those in binary follow one another in the tail."""
    at = 0
    for one in _listed(told.get("outputs")):
        port, parameters = _port(one), one.get("parameters") or {}
        size = parameters.get("binary_data_size") if isinstance(parameters, dict) else None
        if size is None:
            yield port.name, _of_numbers(one.get("data"), port)
            continue
        if type(size) is not int or not 0 <= size <= len(tail) - at:
            raise OutputRejected(reason="its binary_data_size is wrong")
        yield port.name, _of_bytes(tail[at : at + size], port)
        at += size


def _listed(found: object) -> list[dict[str, Any]]:
    fits = isinstance(found, list) and 1 <= len(found) <= MAX_OUTPUTS
    if not fits or not all(isinstance(one, dict) for one in found):  # type: ignore[attr-defined]
        raise OutputRejected(reason=f"it lists no outputs, or more than {MAX_OUTPUTS}")
    return found  # type: ignore[return-value]


def _ports(found: object) -> tuple[Port, ...]:
    """Return the ports that are described; some servers describe none."""
    return tuple(_port(one) for one in _listed(found)) if found else ()


def _port(told: Mapping[str, Any]) -> Port:
    name, datatype, shape = told.get("name"), told.get("datatype"), told.get("shape")
    fits = (
        isinstance(name, str)
        and 0 < len(name) <= _NAME_MOST
        and isinstance(datatype, str)
        and len(datatype) <= _NAME_MOST
        and isinstance(shape, list)
        and len(shape) <= MAX_RANK
        and all(type(size) is int and -1 <= size < _SIZE_MOST for size in shape)
    )
    if not fits:
        raise OutputRejected(reason="it describes no tensor")
    return Port(str(name), str(datatype), tuple(shape or ()))


def _dtype(port: Port) -> np.dtype[Any]:
    if port.datatype not in DATATYPES or any(size < 0 for size in port.shape):
        raise OutputRejected(reason="an output is not a tensor of numbers")
    return DATATYPES[port.datatype]


def _of_bytes(data: memoryview, port: Port) -> NDArray[Any]:
    dtype = _dtype(port)
    if len(data) != math.prod(port.shape) * dtype.itemsize:
        raise OutputRejected(reason="an output has not the bytes that its shape needs")
    return np.frombuffer(data, dtype.newbyteorder("<")).astype(dtype).reshape(port.shape)


def _of_numbers(data: object, port: Port) -> NDArray[Any]:
    dtype = _dtype(port)
    try:
        found = np.asarray(data if isinstance(data, Sequence) else (), np.float64)
    except (ValueError, TypeError, OverflowError):
        found = np.empty(0)
    if found.size != math.prod(port.shape):
        raise OutputRejected(reason="an output has not the numbers that its shape needs")
    with np.errstate(all="ignore"):
        return found.astype(dtype).reshape(port.shape)
