"""The camera: metres on the street become pixels, and noise becomes texture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from algorithms.scenes.scene import Scene

Floats = NDArray[np.float32]
Point = tuple[float, float, float]
"""Metres right of the axis, above the street, and away from the camera."""

_FRACTION_BITS = 4


@dataclass(frozen=True, slots=True)
class View:
    """A level camera on a pole; upright things stay upright, as through a shifted lens."""

    width: int
    height: int
    focal_px: float
    center_x: float
    horizon_y: float
    above_m: float

    @classmethod
    def of(cls, scene: Scene) -> "View":
        """Return the camera of a scene."""
        return cls(
            width=scene.width,
            height=scene.height,
            focal_px=scene.zoom * scene.width,
            center_x=scene.width / 2,
            horizon_y=scene.horizon * scene.height,
            above_m=scene.camera_height_m,
        )

    @property
    def near_m(self) -> float:
        """Distance of the street at the lower edge of the picture."""
        return self.focal_px * self.above_m / (self.height - self.horizon_y)

    def pixel(self, point: Point) -> tuple[float, float]:
        """Return where a point of the street appears."""
        across, up, away = point
        scale = self.focal_px / max(away, 0.5)
        return self.center_x + across * scale, self.horizon_y + (self.above_m - up) * scale

    def pixels(self, points: list[Point]) -> Floats:
        """Return where points appear, n × 2."""
        return np.array([self.pixel(point) for point in points], dtype=np.float32)

    def px_per_m(self, away: float) -> float:
        """Return the size of a metre at this distance."""
        return self.focal_px / max(away, 0.5)


def floats(values: Sequence[object] | NDArray[Any]) -> Floats:
    """Return numbers as an array."""
    return np.asarray(values, dtype=np.float32)


def as_pixels(values: Floats) -> Pixels:
    """Return values as a picture."""
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def resized(light: Floats, width: int, height: int) -> Floats:
    """Return a map of light at another size."""
    return floats(cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR))


def fill(picture: Pixels, polygon: Floats, color: tuple[float, float, float]) -> None:
    """Paint a convex polygon with smooth edges."""
    fixed = np.round(polygon * (1 << _FRACTION_BITS)).astype(np.int32)
    cv2.fillConvexPoly(picture, fixed, color, cv2.LINE_AA, _FRACTION_BITS)


def noise(rng: Generator, height: int, width: int, cells: int, octaves: int = 4) -> Floats:
    """Return cloudy noise of 0..1; `cells` is the number of lumps across."""
    total = np.zeros((height, width), dtype=np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(octaves):
        across = max(2, cells << octave)
        down = max(2, round(across * height / width))
        grid = rng.random((down, across), dtype=np.float32)
        total += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        sum_of_weights += weight
        weight /= 2
    return floats(np.clip(total / sum_of_weights, 0, 1))


def glow(size: int, power: float = 2.0) -> Floats:
    """Return a round light that fades from 1 in the middle to 0 at the edge."""
    axis = np.linspace(-1, 1, size, dtype=np.float32)
    radius = np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2)
    return floats(np.clip(1 - radius, 0, 1) ** power)


def add_light(
    picture: Pixels, light: Floats, center: tuple[float, float], color: tuple[float, float, float]
) -> None:
    """Add a light (a map of 0..1) around a point; what falls outside the picture is cut off."""
    height, width = light.shape
    left, top = round(center[0] - width / 2), round(center[1] - height / 2)
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, picture.shape[1]), min(top + height, picture.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = light[y0 - top : y1 - top, x0 - left : x1 - left, None] * floats(color)
    target = picture[y0:y1, x0:x1]
    cv2.add(target, part.astype(np.uint8), dst=target)
