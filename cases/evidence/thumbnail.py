"""The small picture of a list: masked, so that a list shows nobody."""

from collections.abc import Sequence

import cv2
import numpy as np

from algorithms.contract.values import Detection, Pixels
from cases.evidence.annotate import colour_of
from cases.evidence.mask import mask

WIDTH_PX = 320
QUALITY = 82


def thumbnail(pixels: Pixels, hits: Sequence[Detection], *, event_type: str) -> Pixels:
    """Return the masked picture (BGR) at most 320 pixels wide, its regions outlined; fails as `mask` does."""
    masked = mask(pixels, hits)
    height, width = masked.shape[:2]
    scale = min(1.0, WIDTH_PX / width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(masked, size, interpolation=cv2.INTER_AREA), np.uint8)
    colour = colour_of(event_type)[::-1]
    for one in hits:
        shape = one.polygon or _corners(one)
        points = np.rint(np.clip(np.asarray(shape), 0, 1) * (size[0] - 1, size[1] - 1))
        cv2.polylines(small, [points.astype(np.int32)], True, colour, 2, cv2.LINE_AA)
    return small


def _corners(one: Detection) -> Sequence[tuple[float, float]]:
    left, top, right, bottom = one.box or (0.0, 0.0, 0.0, 0.0)
    return ((left, top), (right, top), (right, bottom), (left, bottom))
