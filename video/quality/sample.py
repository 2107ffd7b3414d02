"""What is taken of a frame, once: a thumbnail, and a few bands at full size for what a thumbnail hides."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Pixels

WIDTH, HEIGHT = 160, 90
BANDS, BAND_ROWS = 8, 12
FINE_WIDTH = 640
BLOCK = 16
"""Side of a macroblock, in pixels of the frame."""

_ROWS_SKIPPED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One frame, made small. All arrays are uint8."""

    size: tuple[int, int]
    """Width and height of the frame."""
    gray: Pixels
    """The thumbnail, 90 × 160: brightness, averaged over every fourth row."""
    colors: Pixels
    """45 × 80 × 3: single pixels, not averaged, so that equal neighbours stay equal."""
    bands: Pixels
    """8 × 12 × width, the green channel; each band begins two rows above a macroblock's edge."""
    fine: Pixels
    """The bands at about the size models see: rows × about 640."""

    @classmethod
    def of(cls, pixels: Pixels) -> "Sample":
        """Sample a frame, height × width × 3 (BGR)."""
        height, width = pixels.shape[:2]
        if height < HEIGHT or width < WIDTH:
            larger = (max(width, WIDTH), max(height, HEIGHT))
            pixels = as_pixels(cv2.resize(pixels, larger, interpolation=cv2.INTER_NEAREST))
        bands = _bands(pixels)
        return cls((width, height), _gray(pixels), _colors(pixels), bands, _fine(bands))


def as_pixels(array: object) -> NDArray[np.uint8]:
    """Return what OpenCV gave as pixels."""
    return np.asarray(array, dtype=np.uint8)


def _gray(pixels: Pixels) -> Pixels:
    step = _ROWS_SKIPPED if pixels.shape[0] >= HEIGHT * _ROWS_SKIPPED else 1
    gray = cv2.cvtColor(pixels[step // 2 :: step], cv2.COLOR_BGR2GRAY)
    return as_pixels(cv2.resize(gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA))


def _colors(pixels: Pixels) -> Pixels:
    size = (WIDTH // 2, HEIGHT // 2)
    return as_pixels(cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST))


def _bands(pixels: Pixels) -> Pixels:
    height = pixels.shape[0]
    edges = ((2 * band + 1) * height // (2 * BANDS) // BLOCK * BLOCK for band in range(BANDS))
    starts = (min(max(edge, BLOCK) - 2, height - BAND_ROWS) for edge in edges)
    rows = [cv2.extractChannel(pixels[start : start + BAND_ROWS], 1) for start in starts]
    return as_pixels(np.stack(rows))


def _fine(bands: Pixels) -> Pixels:
    width = bands.shape[2]
    shrink = max(1, min(width // FINE_WIDTH, BAND_ROWS // 2))
    rows = bands.reshape(BANDS * BAND_ROWS, width)
    if shrink == 1:
        return as_pixels(rows[::3])
    size = (width // shrink, BANDS * (BAND_ROWS // shrink))
    whole = rows.reshape(BANDS, BAND_ROWS, width)[:, : BAND_ROWS // shrink * shrink]
    whole = whole.reshape(-1, width)
    return as_pixels(cv2.resize(whole, size, interpolation=cv2.INTER_AREA))
