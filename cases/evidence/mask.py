"""The picture for eyes outside the case circle: the incident's own region clear, the rest unreadable.

It fails closed: where no region can be told for sure, there is an error and no picture.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Detection, Pixels
from cases.evidence.errors import RegionUnusable

BLOCKS = 32
"""Blocks along the longer side. Of 1,920 pixels one takes 60, more than most plates and faces."""
BLOCK_MIN_PX = 8
SIDE_MIN_PX = 2
WIDEST = 0.75
"""A region that covers more of the picture than this leaves too little to hide behind."""


def mask(pixels: Pixels, hits: Sequence[Detection]) -> Pixels:
    """Return a copy (BGR) that is clear inside the detections only, or raise `RegionUnusable`."""
    try:
        inside = _region(hits, pixels.shape[:2])
        hidden = _pixelated(pixels)
        cv2.copyTo(pixels, inside, hidden)
    except (cv2.error, ValueError, TypeError, ArithmeticError, IndexError) as error:
        raise RegionUnusable from error
    return hidden


def _pixelated(pixels: Pixels) -> Pixels:
    """Each block becomes its mean: at most 32 × 32 colours are all that is left."""
    height, width = pixels.shape[:2]
    block = max(BLOCK_MIN_PX, -(-max(height, width) // BLOCKS))
    few = (-(-width // block), -(-height // block))
    small = cv2.resize(pixels, few, interpolation=cv2.INTER_AREA)
    grown = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(grown, np.uint8)


def _region(hits: Sequence[Detection], size: tuple[int, int]) -> Pixels:
    """Return the union of the detections: 1 inside, 0 outside."""
    inside = np.zeros(size, np.uint8)
    for one in hits:
        cv2.fillPoly(inside, [_corners(one, size)], 1)
    covered = float(inside.mean())
    if not 0 < covered <= WIDEST:
        raise RegionUnusable
    return inside


def _corners(one: Detection, size: tuple[int, int]) -> NDArray[np.int32]:
    """Return the outline in pixels, cut off at the picture's edges; one without an area is an error."""
    points = np.asarray(_outline(one), np.float64)
    if points.ndim != 2 or points.shape[0] < 3 or not np.isfinite(points).all():
        raise RegionUnusable
    height, width = size
    edge = np.array([width, height])
    corners = np.rint(np.clip(points, 0, 1) * edge).astype(np.int32)
    corners = np.minimum(corners, edge - 1)
    if (np.ptp(corners, axis=0) < SIDE_MIN_PX).any() or cv2.contourArea(corners) < 1:
        raise RegionUnusable
    return np.asarray(corners, np.int32)


def _outline(one: Detection) -> Sequence[tuple[float, float]]:
    if one.polygon is not None:
        return one.polygon
    if one.box is None:
        raise RegionUnusable
    left, top, right, bottom = one.box
    return ((left, top), (right, top), (right, bottom), (left, bottom))
