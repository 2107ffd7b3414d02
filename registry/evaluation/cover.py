"""How much of the labelled area is covered: boxes of piles, flames and water are ambiguous, areas less."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Detection
from registry.evaluation.labels import Thing

_CELLS = 256
"""Areas are counted on a grid of so many cells a side, whatever the picture's size."""
_FRACTION_BITS = 4

Outline = Sequence[tuple[float, float]]


def iou(wanted: Sequence[Sequence[Thing]], found: Sequence[Sequence[Detection]]) -> float | None:
    """Return area in both over area in either, summed over all pictures; None where nothing is in any."""
    both = either = 0
    for things, detections in zip(wanted, found, strict=True):
        truth = _mask(thing.outline for thing in things)
        said = _mask(outline_of(one) for one in detections)
        both += int((truth & said).sum())
        either += int((truth | said).sum())
    return both / either if either else None


def outline_of(one: Detection) -> Outline:
    """Return the corners of a detection; one without a place covers the whole picture."""
    if one.polygon is not None:
        return one.polygon
    left, top, right, bottom = one.box or (0, 0, 1, 1)
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _mask(outlines: Iterable[Outline]) -> NDArray[np.bool_]:
    mask = np.zeros((_CELLS, _CELLS), np.uint8)
    for outline in outlines:
        points = np.array(outline, float) * _CELLS - 0.5
        fixed = np.round(points * (1 << _FRACTION_BITS)).astype(np.int32)
        cv2.fillPoly(mask, [fixed], 1, shift=_FRACTION_BITS)
    return mask > 0
