"""How long two models take for the same pictures, one after the other, each in its sandboxed child."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import ModelStage
from registry.sandbox import Child, Limits

ROUNDS = 25
_TIMEOUT_S = 60.0

Pixels = NDArray[np.uint8]


def in_turn(
    stage: ModelStage, models: tuple[bytes, bytes], pictures: Sequence[Pixels], limits: Limits
) -> tuple[float, float]:
    """Return the median milliseconds of two models that take turns, so that a busy machine slows both."""
    with (
        Child.start(models[0], stage.input, limits) as one,
        Child.start(models[1], stage.input, limits) as other,
    ):
        taken = [
            (
                _ms(one.run, pictures[number % len(pictures)]),
                _ms(other.run, pictures[number % len(pictures)]),
            )
            for number in range(ROUNDS)
        ]
    first, second = np.median(taken, axis=0)
    return round(float(first), 2), round(float(second), 2)


def _ms(run: Callable[[Pixels, float], Any], picture: Pixels) -> float:
    began = time.perf_counter()
    run(picture[np.newaxis], _TIMEOUT_S)
    return (time.perf_counter() - began) * 1000
