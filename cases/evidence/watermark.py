"""Who looked, written across the picture: login, organization and minute, tiled slantwise, half transparent.

A copy on a phone or in a chat still says whose screen it was taken from.
"""

from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from algorithms.contract.values import Pixels
from cases.evidence.lettering import face

SLANT_DEGREES = 24
LETTERS_PER_HEIGHT = 42
LETTER_MIN_PX = 11
LIGHT, DARK = 0.36, 0.26
"""Opacity of the light letters and of their dark outline: one of the two shows on any ground."""
WORD_MAX = 32


def watermark(pixels: Pixels, words: tuple[str, ...]) -> Pixels:
    """Return a copy of the picture (BGR) with the lines of words tiled over it."""
    marked = pixels.copy()
    height, width = marked.shape[:2]
    size_px = max(LETTER_MIN_PX, round(height / LETTERS_PER_HEIGHT))
    kept, added = _stamp(tuple(word[:WORD_MAX] for word in words), size_px)
    for x, y in _places(width, height, kept.shape[1], kept.shape[0]):
        _press(marked, kept, added, x, y)
    return marked


def _places(width: int, height: int, wide: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield left upper corners, every second row shifted by half a step, so that no part stays free."""
    across, down = round(wide * 1.6), round(high * 1.3)
    for row, y in enumerate(range(-high // 4, height, down)):
        start = -wide // 5 - (across // 2 if row % 2 else 0)
        yield from ((x, y) for x in range(start, width, across))


def _press(picture: Pixels, kept: Pixels, added: Pixels, x: int, y: int) -> None:
    height, width = picture.shape[:2]
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + kept.shape[1]), min(height, y + kept.shape[0])
    if left >= right or top >= bottom:
        return
    part = slice(top - y, bottom - y), slice(left - x, right - x)
    there = picture[top:bottom, left:right]
    faded = cv2.multiply(there, kept[part], scale=1 / 255)
    picture[top:bottom, left:right] = cv2.add(faded, added[part])


@lru_cache(maxsize=32)
def _stamp(words: tuple[str, ...], size_px: int) -> tuple[Pixels, Pixels]:
    """Return what remains of the picture under the words (255: all) and what they add, rotated."""
    light, dark = (_written(words, size_px, stroke) for stroke in (0, max(1, size_px // 12)))
    dark = np.maximum(dark - light, 0)
    opacity = light * LIGHT + dark * DARK
    kept = np.rint((1 - opacity) * 255).astype(np.uint8)
    added = np.rint(light * LIGHT * 255).astype(np.uint8)
    return np.dstack([kept] * 3), np.dstack([added] * 3)


def _written(words: tuple[str, ...], size_px: int, stroke: int) -> NDArray[np.float64]:
    font, step, edge = face(size_px), round(size_px * 1.35), size_px // 3
    width = round(max(font.getlength(line) for line in words)) + 2 * edge
    sheet = Image.new("L", (width, step * len(words) + 2 * edge))
    draw = ImageDraw.Draw(sheet)
    for row, line in enumerate(words):
        draw.text((edge, edge + row * step), line, fill=255, font=font, stroke_width=stroke)
    slanted = sheet.rotate(SLANT_DEGREES, Image.Resampling.BICUBIC, expand=True)
    return np.asarray(slanted, np.float64) / 255
