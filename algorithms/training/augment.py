"""Pictures as a camera might have shown them: moved, mirrored, joined, dimmed, blurred, compressed."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from algorithms.training.pool import Picture

MASK_STRIDE = 8
"""Pixels of the input for one of the mask."""
_GREY = 114
_SMALLEST_PX = 4
"""Boxes cut smaller than this are left out."""
_VISIBLE = 0.25
"""And those of which less than this is left."""


@dataclass(slots=True, eq=False)
class Sample:
    """One picture as the network sees it, with its truth in pixels of the input."""

    pixels: Pixels
    labels: NDArray[np.intp]
    boxes: NDArray[np.float32]
    mask: NDArray[np.uint8]
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Augment:
    """How strongly pictures are changed."""

    mosaic: float = 0.35
    """Share of samples joined of four pictures."""
    smallest: float = 0.7
    largest: float = 1.4
    """Scale, where 1 fills the input."""
    color: float = 0.5
    worse: float = 0.3
    """Share blurred or compressed as poor cameras do."""


def fitted(picture: Picture, side: int) -> Sample:
    """Return the picture letterboxed, unchanged: what serving shows the network."""
    height, width = picture.pixels.shape[:2]
    scale = side / max(height, width)
    return _placed(picture, _matrix(scale, (side - width * scale) / 2, (side - height * scale) / 2),
                   side, (0, 0, side, side))  # fmt: skip


def varied(
    rng: Generator, picture: Picture, others: Sequence[Picture], side: int, how: Augment
) -> Sample:
    """Return a changed picture, or four joined: `picture` and three of the others."""
    if rng.random() < how.mosaic:
        sample = _mosaic(rng, [picture, *(others[i] for i in rng.integers(len(others), size=3))],
                         side, how)  # fmt: skip
    else:
        sample = _moved(rng, picture, side, (0, 0, side, side), how)
    if rng.random() < 0.5:
        _mirror(sample, side)
    _recolor(rng, sample, how.color)
    if rng.random() < how.worse:
        sample.pixels = _worse(rng, sample.pixels)
    return sample


def _moved(
    rng: Generator, picture: Picture, side: int, room: tuple[int, int, int, int], how: Augment
) -> Sample:
    left, top, right, bottom = room
    height, width = picture.pixels.shape[:2]
    across, down = right - left, bottom - top
    filling = max(across / width, down / height) if rng.random() < 0.3 else min(
        across / width, down / height)  # fmt: skip
    scale = filling * float(rng.uniform(how.smallest, how.largest))
    stretch = float(rng.uniform(0.85, 1.18)) ** 0.5
    sx, sy = scale * stretch, scale / stretch
    x = left + (across - width * sx) * float(rng.random())
    y = top + (down - height * sy) * float(rng.random())
    if rng.random() < 0.3:
        x, y = left + (across - width * sx) / 2, top + (down - height * sy) / 2
    matrix = np.array([[sx, 0, x], [0, sy, y]], np.float32)
    return _placed(picture, matrix, side, room)


def _matrix(scale: float, left: float, top: float) -> NDArray[np.float32]:
    return np.array([[scale, 0, left], [0, scale, top]], np.float32)


def _placed(
    picture: Picture, matrix: NDArray[np.float32], side: int, room: tuple[int, int, int, int]
) -> Sample:
    left, top, right, bottom = room
    local = matrix.copy()
    local[:, 2] -= (left, top)
    way = cv2.INTER_AREA if matrix[0, 0] < 0.6 else cv2.INTER_LINEAR
    part = cv2.warpAffine(picture.pixels, local, (right - left, bottom - top), flags=way,
                          borderValue=(_GREY,) * 3)  # fmt: skip
    pixels = np.full((side, side, 3), _GREY, np.uint8)
    pixels[top:bottom, left:right] = part
    height, width = picture.pixels.shape[:2]
    gain = np.array([width * matrix[0, 0], height * matrix[1, 1]], np.float32)
    shift = matrix[:, 2]
    boxes = picture.boxes.reshape(-1, 2, 2) * gain + shift
    mask = np.zeros((side // MASK_STRIDE,) * 2, np.uint8)
    for region in picture.regions:
        points = (region * gain + shift) / MASK_STRIDE - 0.5
        cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], 1, shift=4)
    inside = np.zeros_like(mask)
    inside[
        top // MASK_STRIDE : -(-bottom // MASK_STRIDE),
        left // MASK_STRIDE : -(-right // MASK_STRIDE),
    ] = 1
    return _cut(picture, boxes.reshape(-1, 4), pixels, mask * inside, room)


def _cut(
    picture: Picture,
    boxes: NDArray[np.float32],
    pixels: Pixels,
    mask: NDArray[np.uint8],
    room: tuple[int, int, int, int],
) -> Sample:
    low, high = np.array(room[:2] * 2, np.float32), np.array(room[2:] * 2, np.float32)
    seen = np.clip(boxes, low, high).astype(np.float32)
    sides, whole = seen[:, 2:] - seen[:, :2], boxes[:, 2:] - boxes[:, :2]
    left = sides.prod(axis=1) / np.maximum(whole.prod(axis=1), 1e-6)
    kept = (sides.min(axis=1, initial=1e9) >= _SMALLEST_PX) & (left >= _VISIBLE)
    known = picture.known.copy()
    known[np.setdiff1d(picture.labels, picture.labels[kept])] = False
    return Sample(pixels, picture.labels[kept], seen[kept], mask, known)


def _mosaic(rng: Generator, pictures: Sequence[Picture], side: int, how: Augment) -> Sample:
    x, y = (int(rng.uniform(0.35, 0.65) * side) // MASK_STRIDE * MASK_STRIDE for _ in range(2))
    rooms = ((0, 0, x, y), (x, 0, side, y), (0, y, x, side), (x, y, side, side))
    parts = [_moved(rng, one, side, room, how) for one, room in zip(pictures, rooms, strict=True)]
    whole = parts[0]
    for part, (left, top, right, bottom) in zip(parts[1:], rooms[1:], strict=True):
        whole.pixels[top:bottom, left:right] = part.pixels[top:bottom, left:right]
        whole.mask |= part.mask
        whole.known &= part.known
    whole.labels = np.concatenate([part.labels for part in parts])
    whole.boxes = np.concatenate([part.boxes for part in parts])
    return whole


def _mirror(sample: Sample, side: int) -> None:
    sample.pixels = np.ascontiguousarray(sample.pixels[:, ::-1])
    sample.mask = np.ascontiguousarray(sample.mask[:, ::-1])
    sample.boxes[:, [0, 2]] = side - sample.boxes[:, [2, 0]]


def _recolor(rng: Generator, sample: Sample, strength: float) -> None:
    gain = 1 + rng.uniform(-0.45, 0.45) * strength
    tint = 1 + rng.uniform(-0.12, 0.12, 3) * strength
    shift = rng.uniform(-25, 25) * strength
    curve = np.arange(256)[:, None] * gain * tint + shift
    table = np.clip(curve, 0, 255).astype(np.uint8)[None]
    pixels = cv2.LUT(sample.pixels, table)
    if rng.random() < 0.5:
        grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        more = float(rng.uniform(0.4 if rng.random() > 0.05 else 0.0, 1.3))
        pixels = cv2.addWeighted(pixels, more, grey, 1 - more, 0)
    sample.pixels = np.asarray(pixels, np.uint8)


def _worse(rng: Generator, pixels: Pixels) -> Pixels:
    kind = rng.random()
    if kind < 0.5:
        smaller = float(rng.uniform(0.35, 0.8))
        small = cv2.resize(pixels, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA)
        pixels = np.asarray(cv2.resize(small, pixels.shape[1::-1]), np.uint8)
    elif kind < 0.75:
        noise = rng.normal(0, rng.uniform(3, 12), (*pixels.shape[:2], 1)).astype(np.int16)
        pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    if kind > 0.4:
        quality = int(rng.integers(25, 75))
        encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        pixels = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
    return pixels
