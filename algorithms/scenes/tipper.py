"""Muck trucks: cab, tipping body with ribs, and a heap of earth on it, open or under a tarpaulin."""

import numpy as np
from numpy.random import Generator

from algorithms.contract.values import Pixels
from algorithms.scenes.flame import PixelBox
from algorithms.scenes.scene import Muck
from algorithms.scenes.view import Point, View, add_light, fill, glow

_LONG_M, _WIDE_M, _TALL_M = 8.6, 2.5, 3.0
_FAR_M = 75.0
_CABS = (
    (40, 120, 225),
    (50, 170, 60),
    (190, 110, 50),
    (50, 60, 190),
    (220, 222, 222),
    (40, 190, 230),
)
_EARTHS = ((62, 84, 112), (52, 62, 74), (84, 104, 128))
_SHEETS = ((70, 96, 60), (60, 54, 50), (120, 84, 50))
_HALO = glow(48, 2.5)

_Color = tuple[float, float, float]


class Tipper:
    """One muck truck on its way; where it is follows from the second alone."""

    def __init__(self, muck: Muck, view: View, rng: Generator) -> None:
        self.muck, self.view = muck, view
        self._cab = _CABS[int(rng.integers(len(_CABS)))]
        self._body = _CABS[int(rng.integers(len(_CABS)))] if rng.random() < 0.5 else self._cab
        self._load = (_SHEETS if muck.covered else _EARTHS)[int(rng.integers(3))]
        self._bumps = rng.uniform(0.5, 1.0, 7)

    def away_at(self, second: float) -> float | None:
        """Return how far its nearest end is, None while it is not there."""
        muck = self.muck
        if not muck.starts_s <= second <= muck.ends_s:
            return None
        share = (second - muck.starts_s) / (muck.ends_s - muck.starts_s)
        near = self.view.near_m + 0.5
        return near + (_FAR_M - near) * (share if muck.leaving else 1 - share)

    def draw(self, picture: Pixels, second: float, brightness: float) -> PixelBox | None:
        """Draw it where it is; return its box in pixels, cut at the edges."""
        near = self.away_at(second)
        if near is None:
            return None
        far = near + _LONG_M
        body, cab = ((near, far - 2.2), (far - 2.1, far)) if self.muck.leaving else (
            (near + 2.2, far), (near, near + 2.1))  # fmt: skip
        self._shade(picture, near, far)
        parts = [(body, self._draw_body), (cab, self._draw_cab)]
        for (low, high), draw in sorted(parts, key=lambda part: -part[0][0]):
            draw(picture, low, high, brightness)
        self._draw_wheels(picture, near, far)
        if brightness < 0.6:
            self._draw_lamps(picture, near)
        return self._bounds(near, far, picture)

    def _draw_body(self, picture: Pixels, near: float, far: float, light: float) -> None:
        half = _WIDE_M / 2
        self._block(picture, (near, far), (half, 0.9), (half * 1.04, 2.6), self._body, light)
        for share in np.linspace(0.1, 0.9, 6):
            side = self._side()
            away = near + (far - near) * float(share)
            rib: list[Point] = [
                (side, 2.6, away),
                (side, 2.6, away + 0.18),
                (side, 1.0, away + 0.18),
                (side, 1.0, away),
            ]
            fill(picture, self.view.pixels(rib), _lit(self._body, 0.5 * light))
        self._draw_load(picture, near, far, light)

    def _draw_load(self, picture: Pixels, near: float, far: float, light: float) -> None:
        """Earth stands in humps over the edge; a sheet lies smooth and a little lower."""
        middle, half = self.muck.across_m, _WIDE_M / 2
        humps = len(self._bumps) - 1
        for at in range(humps, 0, -1):
            back, front = (near + (far - near) * share / humps for share in (at, at - 1))
            tall = 0.25 if self.muck.covered else 0.75
            high, low = (
                2.6 + tall * self._bumps[i] * (1 if 0 < i < humps else 0.3) for i in (at, at - 1)
            )
            for side, shade in ((-half, 0.85), (half, 1.0)):
                slope: list[Point] = [
                    (middle, float(high), back), (middle, float(low), front),
                    (middle + side, 2.6, front), (middle + side, 2.6, back),
                ]  # fmt: skip
                fill(
                    picture,
                    self.view.pixels(slope),
                    _lit(self._load, shade * light * (0.85 + 0.3 * self._bumps[at])),
                )

    def _draw_cab(self, picture: Pixels, near: float, far: float, light: float) -> None:
        half = _WIDE_M / 2
        self._block(picture, (near, far), (half, 0.5), (half * 0.97, _TALL_M), self._cab, light)
        if not self.muck.leaving:
            left, right = self.muck.across_m - 0.85 * half, self.muck.across_m + 0.85 * half
            glass: list[Point] = [
                (left, 2.7, near),
                (right, 2.7, near),
                (right, 1.8, near),
                (left, 1.8, near),
            ]
            fill(picture, self.view.pixels(glass), _lit((70, 62, 56), light))
            grille: list[Point] = [
                (left, 1.4, near),
                (right, 1.4, near),
                (right, 0.9, near),
                (left, 0.9, near),
            ]
            fill(picture, self.view.pixels(grille), _lit((48, 46, 46), light))

    def _block(
        self,
        picture: Pixels,
        along: tuple[float, float],
        below: tuple[float, float],
        above: tuple[float, float],
        paint: _Color,
        light: float,
    ) -> None:
        """Draw a block whose sides may lean: half width and height at its foot and at its top."""
        near, far = along
        middle, sign = self.muck.across_m, -1 if self.muck.across_m > 0 else 1
        side: list[Point] = [
            (middle + sign * above[0], above[1], near), (middle + sign * above[0], above[1], far),
            (middle + sign * below[0], below[1], far), (middle + sign * below[0], below[1], near),
        ]  # fmt: skip
        top: list[Point] = [
            (middle - above[0], above[1], near), (middle + above[0], above[1], near),
            (middle + above[0], above[1], far), (middle - above[0], above[1], far),
        ]  # fmt: skip
        front: list[Point] = [
            (middle - above[0], above[1], near), (middle + above[0], above[1], near),
            (middle + below[0], below[1], near), (middle - below[0], below[1], near),
        ]  # fmt: skip
        for polygon, shade in ((side, 0.72), (top, 1.08), (front, 0.9)):
            fill(picture, self.view.pixels(polygon), _lit(paint, shade * light))

    def _side(self) -> float:
        return self.muck.across_m + (-1 if self.muck.across_m > 0 else 1) * _WIDE_M / 2 * 1.04

    def _shade(self, picture: Pixels, near: float, far: float) -> None:
        left, right = self.muck.across_m - 1.5, self.muck.across_m + 1.5
        ground: list[Point] = [(left, 0, near), (right, 0, near), (right, 0, far), (left, 0, far)]
        fill(picture, self.view.pixels(ground), (34, 34, 34))

    def _draw_wheels(self, picture: Pixels, near: float, far: float) -> None:
        side = self._side()
        for away in (far - 1.2, near + 5.2, near + 1.0):
            tyre: list[Point] = [
                (side, 1.0, away),
                (side, 1.0, away + 1.0),
                (side, 0.02, away + 1.0),
                (side, 0.02, away),
            ]
            fill(picture, self.view.pixels(tyre), (24, 22, 22))
        for offset in (-1.05, 0.75):
            left = self.muck.across_m + offset
            end: list[Point] = [
                (left, 0.8, near),
                (left + 0.3, 0.8, near),
                (left + 0.3, 0.02, near),
                (left, 0.02, near),
            ]
            fill(picture, self.view.pixels(end), (24, 22, 22))

    def _draw_lamps(self, picture: Pixels, near: float) -> None:
        color = (50.0, 50.0, 235.0) if self.muck.leaving else (235.0, 245.0, 250.0)
        for offset in (-0.95, 0.95):
            add_light(
                picture, _HALO, self.view.pixel((self.muck.across_m + offset, 0.9, near)), color
            )

    def _bounds(self, near: float, far: float, picture: Pixels) -> PixelBox | None:
        half = _WIDE_M / 2
        corners: list[Point] = [
            (self.muck.across_m + side * half, up, away)
            for side in (-1, 1) for up in (0.0, _TALL_M) for away in (near, far)
        ]  # fmt: skip
        points = self.view.pixels(corners)
        height, width = picture.shape[:2]
        x0, y0 = np.clip(points.min(axis=0), 0, (width, height)).round().astype(int).tolist()
        x1, y1 = np.clip(points.max(axis=0), 0, (width, height)).round().astype(int).tolist()
        return (x0, y0, x1, y1) if x1 - x0 > 6 and y1 - y0 > 6 else None


def _lit(color: _Color, by: float) -> _Color:
    return min(255, color[0] * by), min(255, color[1] * by), min(255, color[2] * by)
