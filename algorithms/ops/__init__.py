"""Arithmetic on pictures and boxes that every algorithm shares."""

from algorithms.ops.boxes import iou, suppress
from algorithms.ops.fitting import letterbox

__all__ = ["iou", "letterbox", "suppress"]
