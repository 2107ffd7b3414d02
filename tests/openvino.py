"""The environment with OpenVINO, made by the Makefile if nobody did before."""

import subprocess
from functools import cache
from pathlib import Path

from tests.house.source import ROOT

_FOLDER = ".venv-openvino"


@cache
def python() -> Path:
    """Return its interpreter."""
    subprocess.run(["make", "-s", f"{_FOLDER}/.ready"], cwd=ROOT, check=True)
    return ROOT / _FOLDER / "bin" / "python"
