"""Overlap of boxes, and the choice among those that overlap. Boxes are left, top, right, bottom."""

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]


def iou(box: Boxes, others: Boxes) -> NDArray[np.float32]:
    """Return how much one box overlaps each of the others: intersection over union, 0..1."""
    left_top = np.maximum(box[:2], others[:, :2])
    right_bottom = np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.maximum(right_bottom - left_top, 0), axis=1)
    union = _area(box[None]) + _area(others) - shared
    return np.asarray(shared / np.maximum(union, 1e-9), dtype=np.float32)


def suppress(
    xyxy: Boxes,
    scores: NDArray[np.float32],
    classes: NDArray[np.intp],
    *,
    iou_above: float,
    limit: int,
) -> NDArray[np.intp]:
    """Return the indices to keep, best first: of boxes of one class that overlap, only the best."""
    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while order.size and len(kept) < limit:
        best, order = int(order[0]), order[1:]
        kept.append(best)
        same = (iou(xyxy[best], xyxy[order]) > iou_above) & (classes[order] == classes[best])
        order = order[~same]
    return np.array(kept, dtype=np.intp)


def _area(xyxy: Boxes) -> NDArray[np.float32]:
    sides = np.maximum(xyxy[:, 2:] - xyxy[:, :2], 0)
    return np.asarray(sides[:, 0] * sides[:, 1], dtype=np.float32)
