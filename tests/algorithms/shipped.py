"""The fire package as it is shipped, ready to look."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from algorithms.contract import manifest
from algorithms.contract.manifest import EventSpec, Manifest
from algorithms.contract.values import Pixels
from algorithms.training import measure
from algorithms.training.eyes import Eyes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "algorithms" / "fire"


@cache
def package() -> Manifest:
    """Return the manifest."""
    return manifest.load(FOLDER)


@cache
def eyes() -> Eyes:
    """Return the model."""
    return Eyes(package(), FOLDER / package().model_stages[0].file)


def raised_at(frames: Iterator[tuple[float, Pixels]], event: EventSpec) -> float | None:
    """Return at which second the manifest's own rule would raise the event."""
    times, found = measure.looks(eyes(), frames)
    index = measure.raised([measure.best(seen, event) for seen in found], event)
    return None if index is None else times[index]
