"""Cars: boxes on wheels that follow their lanes, with lamps that shine at night."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from algorithms.contract.values import Pixels
from algorithms.scenes.scene import Scene
from algorithms.scenes.view import Point, View, add_light, fill, glow, resized

_TRACK_M = 150.0
_PAINTS = (
    (210, 210, 208),
    (40, 38, 38),
    (150, 150, 152),
    (60, 50, 140),
    (140, 84, 40),
    (36, 110, 190),
    (90, 110, 90),
    (232, 232, 230),
)
_Color = tuple[float, float, float]
_HALO = glow(64, 2.5)


@dataclass(frozen=True, slots=True)
class Car:
    """One car in one lane; it comes round again, a whole number of times in the film."""

    across_m: float
    start_m: float
    speed_m_s: float
    """Positive drives away from the camera."""
    paint: _Color
    long_m: float
    tall_m: float

    def away_at(self, second: float, near_m: float) -> float:
        """Return how far its rear or front nearest the camera is."""
        return near_m - 8 + (self.start_m + self.speed_m_s * second) % _TRACK_M


def cars_of(scene: Scene, rng: Generator) -> tuple[Car, ...]:
    """Return the scene's cars, evenly spread over four lanes."""
    cars = []
    for index in range(scene.cars):
        lane = (1.8, -1.9, -5.4, 1.8, -1.9)[index % 5]
        laps = max(1, round(scene.seconds * (12 if lane > 0 else 10) / _TRACK_M))
        van = rng.random() < 0.25
        cars.append(
            Car(
                across_m=lane + float(rng.uniform(-0.2, 0.2)),
                start_m=float(index * _TRACK_M / max(scene.cars, 1) + rng.uniform(0, 9)),
                speed_m_s=(1 if lane > 0 else -1) * laps * _TRACK_M / scene.seconds,
                paint=_PAINTS[int(rng.integers(len(_PAINTS)))],
                long_m=5.6 if van else float(rng.uniform(4.2, 4.8)),
                tall_m=2.4 if van else 1.5,
            )
        )
    return tuple(cars)


def draw_car(picture: Pixels, view: View, car: Car, second: float, brightness: float) -> None:
    """Draw one car where it is at this second."""
    near = car.away_at(second, view.near_m)
    if near < 3:
        return
    _shadow(picture, view, car, near)
    _wheels(picture, view, car, near)
    body = _Box(car.across_m, 0.92, 0.28, 0.62 * car.tall_m, near, near + car.long_m)
    van = car.tall_m > 2
    cabin = _Box(
        car.across_m, 0.8, 0.62 * car.tall_m, car.tall_m,
        near + (0.1 if van else 0.7), near + car.long_m - (0.9 if van else 1.3),
    )  # fmt: skip
    for part, paint in ((body, car.paint), (cabin, (62, 56, 50))):
        for polygon, shade in part.faces(view):
            fill(picture, view.pixels(polygon), _lit(paint, shade * brightness))
    roof = [(x, y, z) for x, y, z in cabin.top()]
    fill(picture, view.pixels(roof), _lit(car.paint, 1.05 * brightness))
    _lamps(picture, view, car, near, night=brightness < 0.6)


@dataclass(frozen=True, slots=True)
class _Box:
    middle: float
    half: float
    low: float
    high: float
    near: float
    far: float

    def top(self) -> list[Point]:
        left, right = self.middle - self.half, self.middle + self.half
        return [
            (left, self.high, self.near), (right, self.high, self.near),
            (right, self.high, self.far), (left, self.high, self.far),
        ]  # fmt: skip

    def faces(self, view: View) -> Iterator[tuple[list[Point], float]]:
        left, right = self.middle - self.half, self.middle + self.half
        side = left if self.middle > 0 else right
        yield (
            [
                (side, self.high, self.near), (side, self.high, self.far),
                (side, self.low, self.far), (side, self.low, self.near),
            ],
            0.72,
        )  # fmt: skip
        yield self.top(), 1.1
        yield (
            [
                (left, self.high, self.near), (right, self.high, self.near),
                (right, self.low, self.near), (left, self.low, self.near),
            ],
            0.9,
        )  # fmt: skip


def _shadow(picture: Pixels, view: View, car: Car, near: float) -> None:
    left, right = car.across_m - 1.1, car.across_m + 1.2
    points: list[Point] = [
        (left, 0, near - 0.3), (right, 0, near - 0.3),
        (right, 0, near + car.long_m + 0.3), (left, 0, near + car.long_m + 0.3),
    ]  # fmt: skip
    polygon = view.pixels(points)
    x0, y0 = np.maximum(np.floor(polygon.min(axis=0)).astype(int) - 1, 0)
    x1, y1 = np.ceil(polygon.max(axis=0)).astype(int) + 2
    part = picture[y0:y1, x0:x1]
    if part.size == 0:
        return
    dark = (part * np.float32(0.45)).astype(np.uint8)
    mask = np.zeros(part.shape[:2], dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.round(polygon - (x0, y0)).astype(np.int32), 255)
    cv2.copyTo(dark, mask, part)


def _wheels(picture: Pixels, view: View, car: Car, near: float) -> None:
    for away in (near + car.long_m - 0.9, near + 0.4):
        for side in (-0.88, 0.66):
            left, right = car.across_m + side, car.across_m + side + 0.22
            tyre: list[Point] = [
                (left, 0.5, away),
                (right, 0.5, away),
                (right, 0.02, away),
                (left, 0.02, away),
            ]
            fill(picture, view.pixels(tyre), (26, 24, 24))


def _lamps(picture: Pixels, view: View, car: Car, near: float, *, night: bool) -> None:
    leaving = car.speed_m_s > 0
    color = (40.0, 40.0, 200.0) if leaving else (225.0, 235.0, 240.0)
    metre = view.px_per_m(near)
    for offset in (-0.68, 0.68):
        center = view.pixel((car.across_m + offset, 0.72, near))
        size = (max(1, round(0.17 * metre)), max(1, round(0.08 * metre)))
        whole = (round(center[0]), round(center[1]))
        cv2.ellipse(picture, whole, size, 0, 0, 360, color, -1, cv2.LINE_AA)
        if night:
            wide = max(6, round((1.6 if leaving else 3.4) * metre))
            halo = resized(_HALO, wide, wide)
            add_light(picture, halo, center, (50, 50, 235) if leaving else (235, 245, 250))
    if night and not leaving:
        pool = resized(_HALO, max(4, round(5 * metre)), max(4, round(1.8 * metre)))
        ahead = max(near - 5, 3.0)
        add_light(picture, pool, view.pixel((car.across_m, 0, ahead)), (90, 105, 110))


def _lit(color: _Color, by: float) -> _Color:
    return min(255, color[0] * by), min(255, color[1] * by), min(255, color[2] * by)
