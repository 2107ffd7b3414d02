"""What a model needs beside itself while it runs: measured in a bare process, without any of our hosting.

`python -m benchmarks.activations PACKAGE FRAMES` loads the model of a package folder in ONNX Runtime as it
comes, on one thread, and runs one batch of so many frames. It prints by how many MB the most memory that the
process ever had meanwhile is above what it had with the model loaded: the input, all that lies between, the
outputs.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort

from algorithms.contract import manifest as contract
from benchmarks.part import Part

READY_S = 60.0
_RESET_PEAK = "5"


def measured(package: Path, frames: int) -> float:
    """Return the MB (2²⁰ bytes) that a batch of so many frames needs, from a process of its own."""
    with Part.module("benchmarks.activations", str(package), str(frames)) as part:
        return float(part.line(READY_S))


def _run(package: Path, frames: int) -> float:
    stage = contract.load(package).model_stages[0]
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    file = str(package / stage.file)
    session = ort.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    sides = stage.input.height, stage.input.width
    image = (3, *sides) if stage.input.layout == "nchw" else (*sides, 3)
    Path("/proc/self/clear_refs").write_text(_RESET_PEAK)
    loaded_mb = _status_mb("VmRSS")
    tensor = np.full((frames, *image), 0.5, stage.input.dtype)
    session.run(None, {session.get_inputs()[0].name: tensor})
    return _status_mb("VmHWM") - loaded_mb


def _status_mb(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise KeyError(name)


if __name__ == "__main__":
    print(round(_run(Path(sys.argv[1]), int(sys.argv[2])), 1), flush=True)
