"""Garbage in heaps of bags and cartons, and cargo spilt flat over a lane."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from algorithms.scenes.flame import PixelBox
from algorithms.scenes.scene import Pile
from algorithms.scenes.view import Point, View

_BAGS = (
    (36, 34, 34),
    (225, 228, 230),
    (60, 50, 190),
    (180, 110, 50),
    (70, 150, 70),
    (120, 170, 215),
)
_CARTONS = ((86, 130, 172), (104, 148, 188), (150, 190, 214), (90, 108, 128), (215, 218, 220))
_BITS = 4

_Color = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    place: Point
    corners: NDArray[np.float64]
    """Around its place, in metres."""
    color: _Color
    shade: float


class Heap:
    """One pile with every piece of it placed; it lies still."""

    def __init__(self, pile: Pile, view: View, rng: Generator) -> None:
        self.pile, self.view = pile, view
        count = int(rng.integers(26, 46)) if not pile.spilt else int(rng.integers(12, 26))
        pieces = [_piece(rng, pile) for _ in range(count)]
        self._pieces = sorted(pieces, key=lambda piece: -piece.place[2])

    def draw(self, picture: Pixels, second: float, brightness: float) -> PixelBox | None:
        """Draw it if it lies there at this second; return its box in pixels, cut at the edges."""
        if not self.pile.starts_s <= second <= self.pile.ends_s:
            return None
        self._shadow(picture)
        drawn = []
        for piece in self._pieces:
            center = np.array(self.view.pixel(piece.place))
            polygon = center + piece.corners * self.view.px_per_m(piece.place[2])
            tone = [min(255.0, channel * piece.shade * brightness) for channel in piece.color]
            fixed = np.round(polygon * (1 << _BITS)).astype(np.int32)
            cv2.fillConvexPoly(picture, fixed, tone, cv2.LINE_AA, _BITS)
            start, end = np.round(polygon[[0, len(polygon) // 2]]).astype(int).tolist()
            cv2.line(picture, start, end, [channel * 0.6 for channel in tone], 1)
            drawn.append(polygon)
        return _cut(np.concatenate(drawn), picture)

    def _shadow(self, picture: Pixels) -> None:
        if self.pile.spilt:
            return
        center = self.view.pixel((self.pile.across_m, 0, self.pile.away_m))
        metre = self.view.px_per_m(self.pile.away_m)
        axes = (
            max(1, round(0.6 * self.pile.size_m * metre)),
            max(1, round(0.2 * self.pile.size_m * metre)),
        )
        mask = np.zeros(picture.shape[:2], np.uint8)
        cv2.ellipse(mask, (round(center[0]), round(center[1])), axes, 0, 0, 360, 255, -1)
        cv2.copyTo((picture * np.float32(0.55)).astype(np.uint8), mask, picture)


def _piece(rng: Generator, pile: Pile) -> _Piece:
    half = pile.size_m / 2
    if pile.spilt:
        across, away = rng.uniform(-half, half), rng.uniform(-2 * half, 2 * half)
        place = (pile.across_m + across, 0.12, pile.away_m + away)
        return _shaped(rng, place, rng.uniform(0.15, 0.45), 0.6, _CARTONS)
    angle, reach = rng.uniform(0, 2 * np.pi), half * np.sqrt(rng.random())
    up = max(0.1, 0.42 * pile.size_m * (1 - reach / half) * rng.uniform(0.3, 1))
    across, away = reach * np.cos(angle), 0.6 * reach * np.sin(angle)
    place = (pile.across_m + across, up, pile.away_m + away)
    return _shaped(rng, place, rng.uniform(0.12, 0.34), 0.8, _BAGS + _CARTONS)


def _shaped(
    rng: Generator, place: Point, size: float, flat: float, colors: tuple[_Color, ...]
) -> _Piece:
    sides = int(rng.integers(4, 9))
    angles = rng.uniform(0, 2 * np.pi) + np.linspace(0, 2 * np.pi, sides, endpoint=False)
    radius = rng.uniform(0.75, 1.15, sides)[:, None] * size * (1, flat)
    corners = np.stack([np.cos(angles), np.sin(angles)], 1) * radius
    color = colors[int(rng.integers(len(colors)))]
    return _Piece(place, corners, color, float(rng.uniform(0.7, 1.1)))


def _cut(points: NDArray[np.float64], picture: Pixels) -> PixelBox | None:
    height, width = picture.shape[:2]
    x0, y0 = np.clip(np.floor(points.min(axis=0)), 0, (width, height)).astype(int).tolist()
    x1, y1 = np.clip(np.ceil(points.max(axis=0)), 0, (width, height)).astype(int).tolist()
    return (x0, y0, x1, y1) if x1 - x0 > 2 and y1 - y0 > 2 else None
