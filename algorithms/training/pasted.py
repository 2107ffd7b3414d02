"""Things cut out of photographs and put onto photographed streets, as large and bright as there.

For what has few pictures of its own. A thing is cut where its box tells foreground from background
(GrabCut: Rother, Kolmogorov, Blake, 2004); where that fails, it is not used.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from algorithms.scenes.view import View
from algorithms.training.pool import Picture

_TALL_M = 3.2
"""How tall a truck is, give or take."""
_SMALLEST_PX = 22
_ROUNDS = 4
_WHOLE = (0.35, 0.93)
"""The share of a box that a thing fills; with less it was not found, with more nothing was cut away."""
_ENLARGED = 1.3
"""A cutting may be enlarged so much before it is too blurred."""


@dataclass(frozen=True, slots=True, eq=False)
class Cutting:
    """A thing without what was around it."""

    pixels: Pixels
    """Height × width × 3, BGR."""
    cover: NDArray[np.float32]
    """Height × width: 1 where the thing is, softened at its rim."""
    fold: int
    source: str
    """The prefix of where the photograph is from."""


def cuttings(pictures: Sequence[Picture], label: int) -> list[Cutting]:
    """Cut all things of a label out of the pictures; those that cannot be told from the ground are left."""
    found = [
        _cut(one, box)
        for one in pictures
        for box in one.boxes[one.labels[: len(one.boxes)] == label]
        if not one.drawn
    ]
    return [one for one in found if one is not None]


def paste(
    rng: Generator, photo: Pixels, view: View, thing: Cutting
) -> tuple[Pixels, NDArray[np.float32]] | None:
    """Return the photograph with the thing on its street, and its box in fractions; None without room."""
    away = view.near_m * float(rng.uniform(1.0, 1.0 + 4.0 * rng.random()))
    tall = _TALL_M * float(rng.uniform(0.9, 1.2)) * view.px_per_m(away)
    scale = min(tall / thing.cover.shape[0], _ENLARGED)
    if scale * min(thing.cover.shape) < _SMALLEST_PX:
        return None
    pixels, cover = _sized(thing, scale, mirrored=bool(rng.random() < 0.5))
    height, width = cover.shape
    foot = view.pixel((0.0, 0.0, away))[1]
    left, top = (
        round(float(rng.uniform(-0.3, 0.95)) * (view.width - width * 0.6)),
        round(foot - height),
    )
    room = _overlap(left, top, width, height, view)
    if room is None:
        return None
    picture = photo.copy()
    (x0, y0, x1, y1), part = (
        room,
        (slice(room[1] - top, room[3] - top), slice(room[0] - left, room[2] - left)),
    )
    ground = picture[y0:y1, x0:x1]
    _shade(picture, (x0 + x1) / 2, min(foot, view.height - 1.0), (x1 - x0) / 2)
    alpha = cover[part][..., None]
    lit = _lit(rng, pixels[part].astype(np.float32), alpha, ground.astype(np.float32))
    picture[y0:y1, x0:x1] = np.clip(lit * alpha + ground * (1 - alpha), 0, 255).astype(np.uint8)
    return picture, np.array(
        [x0 / view.width, y0 / view.height, x1 / view.width, y1 / view.height], np.float32
    )


def _cut(picture: Picture, box: NDArray[np.float32]) -> Cutting | None:
    photo = picture.pixels
    height, width = photo.shape[:2]
    x0, y0, x1, y1 = np.round(box * (width, height, width, height)).astype(int).tolist()
    if min(x1 - x0, y1 - y0) < 2 * _SMALLEST_PX:
        return None
    marks = np.zeros((height, width), np.uint8)
    cv2.setRNGSeed(1)
    rect = (x0, y0, x1 - x0 - 1, y1 - y0 - 1)
    cv2.grabCut(
        photo, marks, rect, np.zeros((1, 65)), np.zeros((1, 65)), _ROUNDS, cv2.GC_INIT_WITH_RECT
    )
    thing = np.isin(marks[y0:y1, x0:x1], (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    thing = _largest(thing)
    if not _WHOLE[0] < thing.mean() < _WHOLE[1]:
        return None
    cover = cv2.GaussianBlur(
        cv2.erode(thing, np.ones((3, 3), np.uint8)).astype(np.float32), (0, 0), 0.8
    )
    return Cutting(
        photo[y0:y1, x0:x1].copy(),
        np.asarray(cover, np.float32),
        picture.fold,
        picture.source.prefix,
    )


def _largest(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    _, parts, sizes, _ = cv2.connectedComponentsWithStats(mask)
    if len(sizes) < 2:
        return mask
    return np.asarray(parts == 1 + int(np.argmax(sizes[1:, cv2.CC_STAT_AREA])), np.uint8)


def _sized(thing: Cutting, scale: float, *, mirrored: bool) -> tuple[Pixels, NDArray[np.float32]]:
    size = tuple(max(1, round(side * scale)) for side in thing.cover.shape[::-1])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    pixels = cv2.resize(thing.pixels, size, interpolation=way)
    cover = cv2.resize(thing.cover, size, interpolation=way)
    if mirrored:
        pixels, cover = pixels[:, ::-1], cover[:, ::-1]
    return np.asarray(pixels, np.uint8), np.asarray(cover, np.float32)


def _overlap(
    left: int, top: int, width: int, height: int, view: View
) -> tuple[int, int, int, int] | None:
    """Return the part inside the picture; None where less than two thirds are."""
    x0, y0, x1, y1 = (
        max(left, 0),
        max(top, 0),
        min(left + width, view.width),
        min(top + height, view.height),
    )
    inside = max(x1 - x0, 0) * max(y1 - y0, 0)
    return (x0, y0, x1, y1) if inside > 0.66 * width * height else None


def _shade(picture: Pixels, x: float, y: float, wide: float) -> None:
    """Darken the street where the thing stands on it."""
    shade = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(
        shade, (round(x), round(y)), (round(wide), max(2, round(wide * 0.16))), 0, 0, 360, 1.0, -1
    )
    soft = np.asarray(cv2.GaussianBlur(shade, (0, 0), max(1.0, wide * 0.06)))
    picture[:] = (picture * (1 - 0.5 * soft[..., None])).astype(np.uint8)


def _lit(
    rng: Generator,
    thing: NDArray[np.float32],
    alpha: NDArray[np.float32],
    around: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Move a thing's light most of the way towards that of its surroundings."""
    weight = max(float(alpha.sum()), 1.0)
    own = (thing * alpha).sum(axis=(0, 1)) / weight
    gain = float(np.clip(around.mean() / max(float(own.mean()), 1.0), 0.25, 1.6)) ** float(
        rng.uniform(0.5, 0.9)
    )
    return np.asarray(thing * gain, np.float32)
