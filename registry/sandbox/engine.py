"""What runs a model in its child: ONNX Runtime, or OpenVINO out of an environment of its own."""

import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from core.errors import Misconfigured
from core.text import Text
from registry.sandbox.level import child_environment

EngineName = Literal["onnxruntime", "openvino"]
_OPENVINO_CHILD = "registry.sandbox.openvino_child"
_VERSION = f"""\
from importlib.metadata import version
import {_OPENVINO_CHILD}
print(version('openvino'))
"""
_TIMEOUT_S = 120


class OpenVinoUnusable(Misconfigured):
    """The setting names an interpreter, and a child with OpenVINO cannot be started with it."""

    code = "openvino_unusable"
    detail = Text(
        "ALGOMART_OPENVINO_PYTHON 所指 {path} 无法运行 OpenVINO：{reason}。"
        "可用 make openvino 安装，或取消该设置。",
        "{path} of ALGOMART_OPENVINO_PYTHON cannot run OpenVINO: {reason}. "
        "make openvino installs it; without the setting it is not used.",
    )


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine, the module its children are started as, and the interpreter that starts them."""

    name: EngineName
    module: str
    python: str


ONNX_RUNTIME = Engine("onnxruntime", "registry.sandbox.child", sys.executable)


def openvino(python: Path) -> Engine:
    """Return OpenVINO as it is installed beside an interpreter."""
    return Engine("openvino", _OPENVINO_CHILD, str(python))


def named(name: str, openvino_python: Path | None) -> Engine:
    """Return an engine by its name; ONNX Runtime where the named one is not installed."""
    if name == "openvino" and openvino_python is not None:
        return openvino(openvino_python)
    return ONNX_RUNTIME


def openvino_version(python: Path | None) -> str | None:
    """Return the version of OpenVINO beside an interpreter; None where there is none that can be used."""
    if python is None:
        return None
    try:
        return _asked(python)
    except OpenVinoUnusable:
        return None


def require(openvino_python: Path | None) -> None:
    """Raise `OpenVinoUnusable` where the setting names what cannot run it."""
    if openvino_python is not None:
        _asked(openvino_python)


@cache
def _asked(python: Path) -> str:
    """Have an interpreter import all that a child does and tell the version; raises `OpenVinoUnusable`."""
    try:
        told = subprocess.run(
            [python, "-I", "-c", _VERSION],
            cwd="/",
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    except OSError as fault:
        raise OpenVinoUnusable(path=python, reason=fault.strerror) from None
    except subprocess.TimeoutExpired:
        raise OpenVinoUnusable(path=python, reason=f"no answer in {_TIMEOUT_S} s") from None
    if told.returncode != 0:
        last = (told.stderr.decode("utf-8", "replace").splitlines() or ["?"])[-1]
        raise OpenVinoUnusable(path=python, reason=last)
    return told.stdout.decode().strip()
