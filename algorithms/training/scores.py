"""Average precision, precision and recall of detections against labelled boxes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Box, Detection
from algorithms.ops import iou

_MATCH = 0.5

Labelled = Sequence[tuple[str, Box]]


@dataclass(frozen=True, slots=True)
class Score:
    """How well one label is found; boxes match from an overlap of one half."""

    label: str
    boxes: int
    average_precision: float
    precision: float
    recall: float
    """Both at the event's threshold."""


def score(
    label: str, truths: Sequence[Labelled], found: Sequence[Sequence[Detection]], threshold: float
) -> Score:
    """Compare all pictures' detections of one label with what is there."""
    boxes = sum(name == label for truth in truths for name, _ in truth)
    marks = [mark for t, f in zip(truths, found, strict=True) for mark in _marks(label, t, f)]
    marks.sort(key=lambda mark: -mark[0])
    hits = np.cumsum([hit for _, hit in marks]) if marks else np.zeros(0)
    precision = hits / np.arange(1, len(marks) + 1)
    recall = hits / max(boxes, 1)
    cut = sum(value >= threshold for value, _ in marks)
    return Score(
        label,
        boxes,
        _area(recall, precision),
        float(precision[cut - 1]) if cut else 1.0,
        float(recall[cut - 1]) if cut else 0.0,
    )


def _marks(label: str, truth: Labelled, found: Sequence[Detection]) -> list[tuple[float, bool]]:
    """Return score and hit-or-miss of each detection; a labelled box is hit once."""
    open_boxes = [np.array(box, np.float32) for name, box in truth if name == label]
    marks = []
    for seen in sorted(found, key=lambda seen: -seen.score):
        if seen.label != label or seen.box is None:
            continue
        overlaps = iou(np.array(seen.box, np.float32), np.array(open_boxes).reshape(-1, 4))
        hit = bool(len(overlaps)) and float(overlaps.max()) >= _MATCH
        if hit:
            open_boxes.pop(int(overlaps.argmax()))
        marks.append((seen.score, hit))
    return marks


def _area(recall: NDArray[np.float64], precision: NDArray[np.float64]) -> float:
    if not len(precision):
        return 0.0
    best_ahead = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, np.linspace(0, 1, 101))
    reached = np.where(places < len(best_ahead), best_ahead[np.minimum(places, len(recall) - 1)], 0)
    return float(reached.mean())
