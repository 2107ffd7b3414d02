"""Fits a frame into a model's input."""

import cv2
import numpy as np

from algorithms.contract.values import Letterbox, Pixels


def letterbox(pixels: Pixels, width: int, height: int, fill: int = 114) -> tuple[Pixels, Letterbox]:
    """Scale a frame into width × height, keep its proportions, and fill what is left with grey."""
    frame_height, frame_width = pixels.shape[:2]
    scale = min(width / frame_width, height / frame_height)
    inner_width = min(width, max(1, round(frame_width * scale)))
    inner_height = min(height, max(1, round(frame_height * scale)))
    left, top = (width - inner_width) // 2, (height - inner_height) // 2
    fitted = np.full((height, width, 3), fill, dtype=np.uint8)
    inner = fitted[top : top + inner_height, left : left + inner_width]
    if (inner_width, inner_height) == (frame_width, frame_height):
        inner[:] = pixels
    else:
        inner[:] = _scaled(pixels, inner_width, inner_height)
    return fitted, Letterbox(width, height, scale, left, top, frame_width, frame_height)


def _scaled(pixels: Pixels, width: int, height: int) -> Pixels:
    """Scale without leaving pixels out: halve as often as it goes, then interpolate.

    Averaging areas of any size at once differs by 0.25 grey levels and takes three times as long.
    """
    rows, columns = pixels.shape[:2]
    while rows % 2 == columns % 2 == 0 and rows >= 2 * height and columns >= 2 * width:
        rows, columns = rows // 2, columns // 2
        pixels = _resized(pixels, columns, rows, cv2.INTER_AREA)
    odd = rows > 2 * height or columns > 2 * width
    return _resized(pixels, width, height, cv2.INTER_AREA if odd else cv2.INTER_LINEAR)


def _resized(pixels: Pixels, width: int, height: int, way: int) -> Pixels:
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)
