"""A picture that was looked at, small enough to be kept."""

import cv2
import numpy as np

from algorithms.contract.values import Pixels
from video.films.film import Unit

WIDTH_PX = 640
QUALITY = 80


def small(pixels: Pixels, received_s: float) -> Unit:
    """Return a frame (BGR) as JPEG at most 640 pixels wide."""
    height, width = pixels.shape[:2]
    if width > WIDTH_PX:
        size = WIDTH_PX, max(1, round(height * WIDTH_PX / width))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return Unit(received_s, True, None, encoded.tobytes())
