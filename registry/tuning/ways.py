"""The ways in which a version can be run on this machine: what is run, and the engine that runs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as File

import numpy as np
from numpy.typing import NDArray

from core.log import get_logger
from registry.sandbox import ONNX_RUNTIME, ChildFailed, Engine, Limits
from registry.sandbox.engine import openvino, openvino_version
from registry.sandbox.process import Input
from registry.tuning.choice import AS_HANDED_IN, Path
from registry.tuning.narrowing import NotNarrowed, narrowed

_log = get_logger(__name__)

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of running a version."""

    path: Path
    model: bytes
    """The vendor's file, or what was made of it."""
    engine: Engine


def ways(
    model: bytes,
    spec: Input,
    pictures: Sequence[Pixels],
    limits: Limits,
    openvino_python: File | None,
) -> list[Way]:
    """Return the ways of running a model, as handed in first; raises `ChildFailed` if it bears no other.

    Pictures (height × width × 3, as the model takes them) tell what its tensors hold.
    """
    there = openvino_version(openvino_python) is not None
    beside = openvino(openvino_python) if there and openvino_python else None
    found = [Way(AS_HANDED_IN, model, ONNX_RUNTIME)]
    if beside:
        found.append(Way("openvino", model, beside))
    try:
        variant = narrowed(model, spec, pictures, limits)
    except NotNarrowed:
        return found
    except ChildFailed as failure:
        if beside is None:
            raise
        _log.info("a model does not bear INT8", error=str(failure))
        return found
    found.append(Way("int8", variant, ONNX_RUNTIME))
    if beside:
        found.append(Way("openvino_int8", variant, beside))
    return found
