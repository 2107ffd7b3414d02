"""Bodies of calls and answers over HTTP: JSON, and after it tensors as they lie in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pydantic_core
from numpy.typing import NDArray

from registry.remote.protocol import LENGTH, NAMES, NUMBERS_MOST
from serving.inference.errors import CallInvalid, invalid
from serving.inference.values import Answer, Call, Given

JSON, BINARY = "application/json", "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Form:
    """Which outputs of an answer go as bytes."""

    everything: bool
    named: Mapping[str, bool]

    def binary(self, name: str) -> bool:
        """Tell it of one output."""
        return self.named.get(name, self.everything)


def read_call(body: bytes, length: str | None, model: str, version: str) -> tuple[Call, Form]:
    """Return the call of a body, and the form of its answer; raises `CallInvalid`."""
    if length is not None and _number(length, len(body)) == 0:
        return Call(model, version, [Given(None, None, None, body)]), Form(False, {})
    end = len(body) if length is None else _number(length, len(body))
    if body.count(b",", 0, end) > NUMBERS_MOST:
        raise invalid(
            f"JSON 中的数最多 {NUMBERS_MOST} 个，请改用二进制张量",
            f"at most {NUMBERS_MOST} numbers are taken as text; send the tensor in binary",
        )
    try:
        told = pydantic_core.from_json(body[:end], allow_inf_nan=False)
    except ValueError as fault:
        raise invalid(f"不是有效的 JSON：{fault}", f"this is no JSON: {fault}") from fault
    whole = _Part(told, "the call")
    inputs = _inputs(whole, memoryview(body)[end:])
    outputs = [_Part(one, "an output") for one in whole.listed("outputs")]
    names = tuple(one.text("name") for one in outputs)
    form = Form(whole.flag("binary_data_output"), dict(_forms(outputs)))
    return Call(model, version, inputs, names, whole.text("id", "")), form


def write_answer(answer: Answer, form: Form) -> tuple[bytes, dict[str, str]]:
    """Return the body of an answer and its headers; raises `CallInvalid` for what JSON cannot carry."""
    outputs, tail = [], []
    for name, array in answer.outputs.items():
        one: dict[str, Any] = {
            "name": name,
            "datatype": NAMES[array.dtype],
            "shape": [*array.shape],
        }
        if form.binary(name):
            tail.append(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes())
            one["parameters"] = {"binary_data_size": len(tail[-1])}
        else:
            one["data"] = _numbers(name, array)
        outputs.append(one)
    model = answer.model
    told = {"model_name": model.name, "model_version": model.version, "outputs": outputs}
    head = pydantic_core.to_json({**({"id": answer.id} if answer.id else {}), **told})
    if not tail:
        return head, {"Content-Type": JSON}
    return b"".join([head, *tail]), {"Content-Type": BINARY, LENGTH: str(len(head))}


def read_object(body: bytes) -> dict[str, Any]:
    """Return a JSON object that may also be left out; raises `CallInvalid`."""
    if not body.strip():
        return {}
    try:
        return _Part(pydantic_core.from_json(body), "the body").fields
    except ValueError as fault:
        raise invalid(f"不是有效的 JSON：{fault}", f"this is no JSON: {fault}") from fault


class _Part:
    """One object of a call's JSON, whose fields are taken with their types."""

    def __init__(self, told: object, what: str) -> None:
        if not isinstance(told, dict):
            raise invalid(f"{what} 应为 JSON 对象", f"{what} must be a JSON object")
        self.fields: dict[str, Any] = told
        self._what = what
        self._parameters = told.get("parameters", {})
        if not isinstance(self._parameters, dict):
            raise self._wrong("parameters", "object")
        if any(str(name).startswith("shared_memory") for name in self._parameters):
            raise invalid("不支持共享内存", "shared memory is not supported")
        if "classification" in self._parameters:
            raise invalid("不支持 classification 扩展", "classification is not supported")

    def text(self, name: str, default: str | None = None) -> str:
        found = self.fields.get(name, default)
        if not isinstance(found, str):
            raise self._wrong(name, "text")
        return found

    def listed(self, name: str) -> Sequence[Any]:
        found = self.fields.get(name, [])
        if not isinstance(found, list):
            raise self._wrong(name, "list")
        return found

    def flag(self, name: str) -> bool:
        found = self._parameters.get(name, False)
        if not isinstance(found, bool):
            raise self._wrong(name, "true or false")
        return found

    def stated(self, name: str) -> bool:
        return name in self._parameters

    def size(self, name: str) -> int:
        found = self._parameters[name]
        if type(found) is not int or found < 0:
            raise self._wrong(name, "number of bytes")
        return found

    def shape(self) -> tuple[int, ...]:
        sizes = self.listed("shape")
        if not all(type(size) is int and 0 <= size < 2**31 for size in sizes):
            raise self._wrong("shape", "list of sizes")
        return tuple(sizes)

    def _wrong(self, name: str, wanted: str) -> CallInvalid:
        return invalid(
            f"{self._what} 的 {name} 有误（应为 {wanted}）",
            f"'{name}' of {self._what} must be given as a {wanted}",
        )


def _inputs(whole: _Part, tail: memoryview) -> list[Given]:
    """Return the inputs; those in binary follow one another in the tail, which they use up."""
    inputs, at = [], 0
    for told in whole.listed("inputs"):
        one = _Part(told, "an input")
        data: memoryview | Sequence[Any]
        if one.stated("binary_data_size"):
            size = one.size("binary_data_size")
            if "data" in one.fields or at + size > len(tail):
                raise _misplaced(at + size, len(tail))
            data, at = tail[at : at + size], at + size
        else:
            data = one.listed("data")
        inputs.append(Given(one.text("name"), one.text("datatype"), one.shape(), data))
    if at != len(tail):
        raise _misplaced(at, len(tail))
    return inputs


def _misplaced(told: int, came: int) -> CallInvalid:
    return invalid(
        f"binary_data_size 共 {told} 字节，JSON 之后实有 {came} 字节；且二进制输入不能再有 data",
        f"binary_data_size tells of {told} bytes after the JSON, and {came} came; "
        "an input in binary has no 'data'",
    )


def _forms(outputs: Sequence[_Part]) -> "list[tuple[str, bool]]":
    return [
        (one.text("name"), one.flag("binary_data")) for one in outputs if one.stated("binary_data")
    ]


def _number(length: str, most: int) -> int:
    if not (length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= most):
        raise invalid(
            f"{LENGTH} 应为 0 到 {most}，收到 {length:.40}",
            f"{LENGTH} must be from 0 to {most}, got '{length:.40}'",
        )
    return int(length)


def _numbers(name: str, array: NDArray[Any]) -> list[Any]:
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise invalid(
            f"输出 {name} 含有 JSON 无法表示的数，请以二进制获取",
            f"output '{name}' holds numbers that JSON cannot carry; ask for it in binary",
        )
    return array.ravel().tolist()
