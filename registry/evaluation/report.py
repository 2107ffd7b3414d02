"""All figures of an algorithm on labelled pictures: of every event class, their mean, of every group."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from algorithms.contract.manifest import EventSpec
from registry.evaluation import figures
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

Truth = Mapping[str, Collection[str]]
"""By event type, the labels that the pictures have for it."""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one algorithm on one set of pictures."""

    pictures: int
    events: dict[str, Figures]
    mean: dict[str, float | None]
    """Over the event classes that have the figure."""
    groups: dict[str, dict[str, Figures]]
    """By source or scene, then by event class."""
    unmeasured: tuple[str, ...]
    """Event classes that the set has no labels for."""


def measurable(events: Sequence[EventSpec], truth: Truth) -> list[EventSpec]:
    """Return the events that the set has labels for."""
    return [event for event in events if truth.get(event.event_type)]


def report(events: Sequence[EventSpec], truth: Truth, seen: Sequence[Seen]) -> Report:
    """Work out every figure of what was seen."""
    measured = measurable(events, truth)
    by_event = {
        event.event_type: figures.of(event, seen, truth[event.event_type]) for event in measured
    }
    return Report(
        pictures=len(seen),
        events=by_event,
        mean={name: _mean([getattr(one, name) for one in by_event.values()]) for name in MEANS},
        groups=_by_group(measured, truth, seen),
        unmeasured=tuple(event.event_type for event in events if event not in measured),
    )


def as_json(found: Any) -> Any:
    """Return figures as plain values, to four places."""
    return rounded(asdict(found))


def _by_group(
    events: Sequence[EventSpec], truth: Truth, seen: Sequence[Seen]
) -> dict[str, dict[str, Figures]]:
    found: dict[str, dict[str, Figures]] = {}
    for group in sorted({one.group for one in seen}):
        own = [one for one in seen if one.group == group]
        found[group] = {
            event.event_type: figures.of(event, own, truth[event.event_type], intervals=False)
            for event in events
        }
    return found


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def rounded(value: Any) -> Any:
    """Return plain values with their figures to four places."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(entry) for entry in value]
    return value
