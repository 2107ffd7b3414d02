"""A model in INT8: pictures tell what its tensors hold; rewriting it and running it are both confined."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.sandbox import Child, Limits, errand
from registry.sandbox.errand import Bounds, Part
from registry.sandbox.errors import OutputRejected
from registry.sandbox.memory import sealed
from registry.sandbox.process import Input

_MODULE = "registry.tuning.quantizer"
_TIMEOUT_S = 120.0
BOUNDS = Bounds(answer_mb=768, timeout_s=600)

Pixels = NDArray[np.uint8]


class NotNarrowed(Exception):
    """The model has nothing that could be quantized, or is too old for it."""


def narrowed(model: bytes, spec: Input, pictures: Iterable[Pixels], limits: Limits) -> bytes:
    """Return the model in INT8, its ranges taken from pictures (height × width × 3, as the model takes them).

    Raises `NotNarrowed`, and `ChildFailed` where the model does not bear it.
    """
    watching = _errand({"do": "watch"}, model)
    names = watching.head.get("tensors")
    if not names:
        raise NotNarrowed(watching.head.get("refused", "convolutions"))
    lowest, highest = _extremes(watching.body, spec, pictures, limits)
    if len(lowest) != len(names):
        raise OutputRejected(reason="the extremes are not those of its tensors")
    ranges = [
        (name, float(low), float(high))
        for name, low, high in zip(names, lowest, highest, strict=True)
    ]
    return _errand({"do": "narrow", "ranges": ranges}, model).body


def _extremes(
    watched: bytes, spec: Input, pictures: Iterable[Pixels], limits: Limits
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and highest value of each tensor over all pictures."""
    seen: list[NDArray[Any]] = []
    with Child.start(watched, spec, limits) as child:
        for pixels in pictures:
            (found,) = child.run(pixels[np.newaxis], _TIMEOUT_S)
            seen.append(np.asarray(found, np.float64).reshape(-1, 2))
    every = np.stack(seen)
    return every[..., 0].min(axis=0), every[..., 1].max(axis=0)


def _errand(order: dict[str, Any], model: bytes) -> Part:
    """Send the quantizer and return what it says after being confined."""
    with sealed([model]) as file:
        parts: Sequence[Part] = list(errand.send(_MODULE, order, [file], BOUNDS))
    if len(parts) != 2:
        raise OutputRejected(reason="the quantizer's answer is not what it should be")
    return parts[1]
