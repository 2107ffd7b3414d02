"""How long ways of running a model take for the same pictures, in turn, each in its sandboxed child."""

import math
import time
from collections.abc import Sequence
from contextlib import ExitStack

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import ModelStage
from core.log import get_logger
from registry.sandbox import Child, ChildFailed, Limits
from registry.tuning.choice import AS_HANDED_IN, Path
from registry.tuning.ways import Way

_log = get_logger(__name__)
ROUNDS = 25
_TIMEOUT_S = 60.0

Pixels = NDArray[np.uint8]


def in_turn(
    stage: ModelStage, ways: Sequence[Way], pictures: Sequence[Pixels], limits: Limits
) -> dict[Path, float]:
    """Return the median milliseconds of ways that take turns, so that a busy machine slows all.

    One that fails is left out; raises `ChildFailed` where that is the vendor's file.
    """
    with ExitStack() as stack:
        started = [(way.path, _started(stage, way, limits, stack)) for way in ways]
        children = {path: child for path, child in started if child is not None}
        taken: dict[Path, list[float]] = {path: [] for path in children}
        for number in range(ROUNDS):
            for path, child in children.items():
                taken[path].append(_ms(path, child, pictures[number % len(pictures)]))
    whole = {path: times for path, times in taken.items() if all(map(math.isfinite, times))}
    return {path: round(float(np.median(times)), 2) for path, times in whole.items()}


def _started(stage: ModelStage, way: Way, limits: Limits, stack: ExitStack) -> Child | None:
    try:
        return stack.enter_context(Child.start(way.model, stage.input, limits, way.engine))
    except ChildFailed as failure:
        _leave_out(way.path, failure)
        return None


def _ms(path: Path, child: Child, picture: Pixels) -> float:
    """Return how long one picture takes; no number once the child has failed."""
    if not child.alive:
        return math.nan
    began = time.perf_counter()
    try:
        child.run(picture[np.newaxis], _TIMEOUT_S)
    except ChildFailed as failure:
        _leave_out(path, failure)
        return math.nan
    return (time.perf_counter() - began) * 1000


def _leave_out(path: Path, failure: ChildFailed) -> None:
    if path == AS_HANDED_IN:
        raise failure
    _log.info("a model cannot be run in a way", path=path, error=str(failure))
