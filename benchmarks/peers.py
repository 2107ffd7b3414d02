"""Runs the two peers of the product, each in a process of its own, on the cameras of the run."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.part import Part
from benchmarks.processes import Program, measure
from benchmarks.report import Run

READY_S = 90.0


def limit(
    urls: Sequence[str], model: Path, interval_s: float, seconds: float, models: int = 1
) -> Run:
    """Measure the bare limit: demux, decode the due key frame, run the model, or so many like it."""
    return _peer("limit", "benchmarks.limit", urls, model, interval_s, seconds, models)


def opencv(urls: Sequence[str], model: Path, interval_s: float, seconds: float) -> Run:
    """Measure plain OpenCV, which decodes every frame, with the same model."""
    return _peer("opencv", "benchmarks.opencv_peer", urls, model, interval_s, seconds)


def _peer(
    name: str,
    module: str,
    urls: Sequence[str],
    model: Path,
    interval_s: float,
    seconds: float,
    models: int = 1,
) -> Run:
    options = ("--model", str(model), "--models", str(models), "--interval", str(interval_s))
    with Part.module(module, *options, *urls) as part:
        part.line(READY_S)
        before = part.ask()
        usage = measure(Program(part.pid), seconds)
        after = part.ask()
    return Run(
        name=name,
        cameras=len(urls),
        cores=usage.cores,
        looks=after["looks"] - before["looks"],
        late_looks=after["late"] - before["late"],
        machine_percent=usage.machine_percent,
        processes=usage.processes,
    )
