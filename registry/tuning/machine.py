"""What kind of machine this is, as far as it decides which way of running a model is the fastest."""

import platform
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path

from registry.sandbox.engine import openvino_version

_TELLING = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm", "sve")
"""Instructions that the engines' kernels make a difference of."""


def machine(openvino_python: Path | None) -> str:
    """Return the kind of this machine: processor, instructions that matter, the engines with their versions.

    `openvino_python` is the interpreter OpenVINO is installed beside, if it is.
    """
    version = openvino_version(openvino_python)
    return _plain() if version is None else f"{_plain()}, openvino {version}"


@cache
def _plain() -> str:
    flags = [flag for flag in _TELLING if flag in _flags()]
    return f"{platform.machine()} {' '.join(flags)}, onnxruntime {installed('onnxruntime')}"


def _flags() -> frozenset[str]:
    """Return what the processor says it can do; nothing where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    told = (
        line.partition(":")[2].split() for line in lines if line.startswith(("flags", "Features"))
    )
    return frozenset(next(told, ()))
