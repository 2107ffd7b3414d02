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
        way = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        inner[:] = cv2.resize(pixels, (inner_width, inner_height), interpolation=way)
    return fitted, Letterbox(width, height, scale, left, top, frame_width, frame_height)
