"""`python -m algorithms.training.train algorithms/fire --data <folder>`: pictures to checked ONNX.

Several folders are taught together on one trunk, each with the others' pictures as negatives. Runs in
the training environment (extra `train`); the work happens in child processes whose environment holds
nothing of ours and switches Ultralytics' downloads and telemetry off. Called again, it continues.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

PLAN = Path(__file__).with_name("plan.yaml")


def train(
    folders: list[Path],
    data: Path,
    work: Path,
    how: Path,
    *,
    threads: int,
    side: int,
    start: Path | None = None,
) -> None:
    """Teach the goods of the folders together and export each; ONNX and reports lie below `work`.

    With `start`, the `network.pt` of an earlier run of the same goods, that one is taught on.
    """
    work = work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    shared = ["--plan", str(how), "--data", str(data), "--work", str(work)]
    named = [str(folder) for folder in folders]
    begun = ["--start", str(start.resolve())] if start else []
    _run("learn", [*named, *shared, *begun, "--threads", str(threads)], work, threads)
    _run("finish", [*named, "--taught", *named, *shared, "--side", str(side)], work, threads)


def _run(module: str, arguments: list[str], work: Path, threads: int) -> None:
    command = [sys.executable, "-m", f"algorithms.training.{module}", *arguments]
    subprocess.run(command, check=True, env=offline(work, threads))


def offline(work: Path, threads: int) -> dict[str, str]:
    """Return the environment of a child: no home, no network for Ultralytics."""
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
    parser.add_argument("folders", type=Path, nargs="+", help="goods, each with a recipe.yaml")
    parser.add_argument("--data", type=Path, required=True, help="holds train/ and checkpoints/")
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--plan", type=Path, default=PLAN)
    parser.add_argument("--start", type=Path, help="network.pt of an earlier run, taught on")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--side", type=int, default=416, help="pixels of the exported input")
    asked = parser.parse_args()
    train(
        asked.folders,
        asked.data,
        asked.work,
        asked.plan,
        threads=asked.threads,
        side=asked.side,
        start=asked.start,
    )


if __name__ == "__main__":
    main()
