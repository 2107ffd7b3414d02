"""Evaluate a package on a data set: every event class, their mean, every source, the time of a look."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from algorithms.contract.manifest import EventSpec
from registry.evaluation import dataset, figures, looking
from registry.evaluation.errors import NothingToMeasure
from registry.evaluation.figures import Figures, Seen

MEANS = (
    "image_auc",
    "recall_at_5pct_fpr",
    "ap50",
    "ap50_95",
    "coverage_iou",
    "precision",
    "recall",
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one algorithm on one data set."""

    algorithm: str
    version: str
    dataset: str
    pictures: int
    events: dict[str, Figures]
    mean: dict[str, float | None]
    """Over the event classes that have the figure."""
    sources: dict[str, dict[str, Figures]]
    """By source, then by event class."""
    unmeasured: tuple[str, ...]
    """Event classes whose labels the data set does not know."""
    latency_ms: dict[str, float]
    """Of one look on one thread, in the sandbox, scaling and decoding included."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values, figures to four places."""
        plain: dict[str, Any] = _rounded(asdict(self))
        return plain


def evaluate(package: Path, folder: Path) -> Evaluation:
    """Look at every picture of a data set and compare; raises `DatasetInvalid`, `NothingToMeasure`."""
    labelled = dataset.read(folder)
    with looking.opened(package) as eyes:
        events = _measurable(eyes.manifest.events, labelled.classes)
        seen = [
            Seen(one.source, one.things, tuple(eyes.look(one.pixels())))
            for one in labelled.pictures
        ]
        by_event = {event.event_type: figures.of(event, seen) for event in events}
        return Evaluation(
            algorithm=eyes.manifest.id,
            version=eyes.manifest.version,
            dataset=folder.name,
            pictures=len(seen),
            events=by_event,
            mean={name: _mean([getattr(one, name) for one in by_event.values()]) for name in MEANS},
            sources=_by_source(events, seen),
            unmeasured=tuple(e.event_type for e in eyes.manifest.events if e not in events),
            latency_ms=eyes.latency_ms(),
        )


def _measurable(events: Sequence[EventSpec], classes: Sequence[str]) -> list[EventSpec]:
    chosen = [event for event in events if set(event.labels) & set(classes)]
    if not chosen:
        labels = sorted({label for event in events for label in event.labels})
        raise NothingToMeasure(classes=", ".join(classes), labels=", ".join(labels))
    return chosen


def _by_source(events: Sequence[EventSpec], seen: Sequence[Seen]) -> dict[str, dict[str, Figures]]:
    sources = sorted({one.source for one in seen})
    return {
        source: {
            event.event_type: figures.of(
                event, [one for one in seen if one.source == source], intervals=False
            )
            for event in events
        }
        for source in sources
    }


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return value
