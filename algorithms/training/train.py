"""`python -m algorithms.training.train algorithms/fire/recipe.yaml --data <folder>`: pictures to ONNX.

Runs in the training environment (extra `train`). The fitting happens in a child process whose
environment holds nothing of ours and switches Ultralytics' downloads and telemetry off.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from algorithms.training import dataset, recipe


def train(path: Path, data: Path, work: Path, *, threads: int, trained: Path | None) -> Path:
    """Build the dataset, fit, export; return the ONNX file below `work`."""
    work.mkdir(parents=True, exist_ok=True)
    plan, work = recipe.read(path), work.resolve()
    described = work / "dataset" / "data.yaml"
    if trained is None:
        described = dataset.build(plan, data, work)
    target = work / f"{plan.name}.onnx"
    command = [sys.executable, "-m", "algorithms.training.fit", str(path)]
    command += ["--described", str(described), "--work", str(work), "--target", str(target)]
    command += ["--checkpoint", str(data / plan.fit.checkpoint), "--threads", str(threads)]
    command += ["--trained", str(trained)] if trained else []
    subprocess.run(command, check=True, env=_offline(work, threads))
    return target


def _offline(work: Path, threads: int) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "HOME": str(work),
        "PYTHONUNBUFFERED": "1",
        "YOLO_OFFLINE": "true",
        "YOLO_CONFIG_DIR": str(work),
        "OMP_NUM_THREADS": str(threads),
    }


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="holds train/ and checkpoints/")
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--trained", type=Path, help="export this checkpoint and train nothing")
    asked = parser.parse_args()
    train(asked.recipe, asked.data, asked.work, threads=asked.threads, trained=asked.trained)


if __name__ == "__main__":
    main()
