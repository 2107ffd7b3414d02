"""From what a caller sent to the array a model takes: everything that does not fit is named."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.sandbox.signature import ANY, Port
from serving.inference.errors import invalid
from serving.inference.values import Call, Described, Given, datatype


def tensor_of(call: Call, model: Described) -> NDArray[Any]:
    """Return the input of a call, as its model takes it; raises `CallInvalid`."""
    if len(call.inputs) != 1:
        raise invalid(
            f"模型 {call.model} 有一个输入 {model.input.name}，收到 {len(call.inputs)} 个",
            f"model '{call.model}' takes one input, '{model.input.name}'; got {len(call.inputs)}",
        )
    (given,) = call.inputs
    if given.name is not None:
        _require_port(given, model)
    shape = given.shape or tuple(max(size, 1) for size in model.input.shape)
    array = _array(given.data, model.input, shape)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise invalid(
            f"输入 {model.input.name} 含有非有限数（NaN 或无穷）",
            f"input '{model.input.name}' holds numbers that are not finite",
        )
    return array


def wanted(call: Call, model: Described) -> list[int]:
    """Return which outputs a call asks for, by place; raises `CallInvalid`."""
    places = {port.name: place for place, port in enumerate(model.outputs)}
    unknown = [name for name in call.outputs if name not in places]
    if unknown:
        known = ", ".join(f"'{name}'" for name in places)
        raise invalid(
            f"模型 {call.model} 没有输出 {unknown[0]:.200}，其输出为 {known}",
            f"model '{call.model}' has no output '{unknown[0]:.200}'; it has {known}",
        )
    if len(set(call.outputs)) != len(call.outputs):
        raise invalid("同一输出被请求多次", "an output is asked for more than once")
    return [places[name] for name in call.outputs or places]


def _require_port(given: Given, model: Described) -> None:
    port = model.input
    if given.name != port.name:
        raise invalid(
            f"模型 {model.model.name} 没有输入 {given.name:.200}，其输入为 {port.name}",
            f"model '{model.model.name}' has no input '{given.name:.200}'; it takes '{port.name}'",
        )
    if given.datatype != datatype(port):
        raise invalid(
            f"输入 {port.name} 的数据类型应为 {datatype(port)}，收到 {given.datatype!s:.40}",
            f"input '{port.name}' is {datatype(port)}, got {given.datatype!s:.40}",
        )
    shape = given.shape or ()
    if not _fits(shape, model):
        expected, came, most = [*port.shape], f"{[*shape]!s:.200}", model.batch_max or 1
        raise invalid(
            f"输入 {port.name} 的形状应为 {expected}（每次最多 {most} 帧），收到 {came}",
            f"unexpected shape for input '{port.name}': expected {expected}, "
            f"at most {most} frames at once, got {came}",
        )


def _fits(shape: Sequence[int], model: Described) -> bool:
    port = model.input
    if len(shape) != len(port.shape):
        return False
    if port.shape[0] == ANY and not 1 <= shape[0] <= max(model.batch_max, 1):
        return False
    return all(want in (ANY, has) for has, want in zip(shape, port.shape, strict=True))


def _array(
    data: "bytes | memoryview | Sequence[Any]", port: Port, shape: tuple[int, ...]
) -> NDArray[Any]:
    dtype, count = np.dtype(port.dtype), math.prod(shape)
    if isinstance(data, bytes | memoryview):
        size = count * dtype.itemsize
        if len(data) != size:
            raise invalid(
                f"输入 {port.name} 应有 {size} 字节（形状 {[*shape]}），收到 {len(data)} 字节",
                f"unexpected total byte size {len(data)} for input '{port.name}', "
                f"expecting {size} for shape {[*shape]}",
            )
        return np.frombuffer(data, dtype.newbyteorder("<")).astype(dtype, copy=False).reshape(shape)
    return _of_numbers(data, port, shape)


def _of_numbers(data: Sequence[Any], port: Port, shape: tuple[int, ...]) -> NDArray[Any]:
    try:
        found = np.asarray(data)
    except ValueError:  # ragged, or deeper than arrays go
        found = np.empty(0, object)
    kinds = "iuf" if port.dtype.startswith("float") else "iu"
    if found.size != math.prod(shape) or found.shape not in (shape, (found.size,)):
        raise invalid(
            f"输入 {port.name} 的数据应为 {math.prod(shape)} 个数（平铺，或按形状 {[*shape]} 嵌套）",
            f"input '{port.name}' needs {math.prod(shape)} numbers, flat or nested as {[*shape]}",
        )
    limits = np.iinfo(port.dtype) if kinds == "iu" else np.finfo(port.dtype)
    if found.dtype.kind not in kinds or not _within(found, limits):
        raise invalid(
            f"输入 {port.name} 含有不是 {datatype(port)} 的值",
            f"input '{port.name}' holds values that are no {datatype(port)}",
        )
    return found.astype(port.dtype).reshape(shape)


def _within(found: NDArray[Any], limits: Any) -> bool:
    return bool(found.min() >= limits.min and found.max() <= limits.max)
