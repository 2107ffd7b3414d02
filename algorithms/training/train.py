"""`python -m algorithms.training.train algorithms/fire --data <folder>`: pictures to checked ONNX.

Several folders are taught together on one trunk, each with the others' pictures as negatives. Runs in
the training environment (extra `train`), on two cores in two hours (`--minutes 120`) or on a GPU
(`--device cuda --workers 8 --times 2`). The work happens in child processes whose environment holds
nothing of ours and switches Ultralytics' downloads and telemetry off. Called again, it continues.
"""

import argparse
import math
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

PLAN = Path(__file__).with_name("plan.yaml")


def train(
    folders: list[Path],
    data: Path,
    work: Path,
    how: Path,
    *,
    threads: int,
    side: int,
    learning: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Teach the goods of the folders together and export each; ONNX and reports lie below `work`.

    `learning` holds further options of `algorithms.training.learn`.
    """
    work = work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    shared = ["--plan", str(how), "--data", str(data), "--work", str(work)]
    named = [str(folder) for folder in folders]
    further = [f"--{name}={value}" for name, value in learning.items()]
    _run("learn", [*named, *shared, *further, "--threads", str(threads)], work, threads)
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
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--side", type=int, default=416, help="pixels of the exported input")
    offer_learning(parser)
    asked = parser.parse_args()
    train(
        asked.folders,
        asked.data,
        asked.work,
        asked.plan,
        threads=asked.threads,
        side=asked.side,
        learning=learning(asked),
    )


def offer_learning(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where, for how long and how largely a network is taught."""
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--workers", type=int, default=0, help="processes that make the batches")
    parser.add_argument("--times", type=int, default=1, help="so many times the pictures a step")
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="at most; the learning rate falls in time"
    )


def learning(asked: argparse.Namespace) -> dict[str, object]:
    """Return those options as they were asked for."""
    return {name: getattr(asked, name) for name in ("device", "workers", "times", "minutes")}


if __name__ == "__main__":
    main()
