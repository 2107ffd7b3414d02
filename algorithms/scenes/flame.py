"""A fire that grows, flickers and dies: layered noise for the flames, drifting puffs for the smoke."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from algorithms.contract.values import Pixels
from algorithms.scenes.scene import Fire
from algorithms.scenes.view import Floats, View, add_light, floats, glow, noise, resized

_GRID_HEIGHT, _GRID_WIDTH = 96, 72
_NOISE = 256
_GROWS_S = 3.0
_DIES_S = 2.0
_SMOKE_LIVES_S = 5.0
_PUFFS_PER_S = 9
_HALO = glow(96, 2.0)

PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Burning:
    """What of a fire is in the picture at one instant; boxes are pixels, left, top, right, bottom."""

    flames: PixelBox | None
    smoke: PixelBox | None


class Blaze:
    """One fire with its noise; every picture follows from the second alone."""

    def __init__(self, fire: Fire, view: View, rng: Generator) -> None:
        self.fire, self.view = fire, view
        self._coarse = _tileable(rng, 5)
        self._fine = _tileable(rng, 11)
        self._puffs = [_puff(rng) for _ in range(8)]
        self._jitter = rng.uniform(-1, 1, (4096, 3)).astype(np.float32)
        self._phase = float(rng.uniform(0, 100))

    def strength_at(self, second: float) -> float:
        """Return how strongly it burns, 0..1."""
        fire = self.fire
        rise = (second - fire.starts_s) / _GROWS_S
        fall = (fire.ends_s - second) / _DIES_S
        return max(0.0, min(1.0, 0.25 + 0.75 * rise if rise >= 0 else 0.0, fall))

    def draw(self, picture: Pixels, second: float, brightness: float) -> Burning:
        """Draw flames, smoke and the light they throw; return where they are."""
        strength = self.strength_at(second)
        if strength > 0 and self.fire.flames:
            self._throw_light(picture, second, strength, brightness)
        smoke = self._draw_smoke(picture, second, strength, brightness)
        flames = None
        if strength > 0 and self.fire.flames:
            flames = self._draw_flames(picture, second, strength)
        return Burning(flames, smoke)

    def _throw_light(
        self, picture: Pixels, second: float, strength: float, brightness: float
    ) -> None:
        flicker = 0.8 + 0.2 * math.sin(second * 17 + self._phase) * math.sin(second * 7.3)
        power = strength * flicker * (0.25 if brightness > 0.6 else 1.0)
        fire, metre = self.fire, self.view.px_per_m(self.fire.away_m)
        wide = max(8, round(5 * fire.size_m * metre))
        center = self.view.pixel((fire.across_m, fire.size_m * 0.4, fire.away_m))
        add_light(picture, resized(_HALO, wide, wide), center, _scaled((28, 84, 150), power))
        pool = resized(_HALO, wide, max(4, wide // 4))
        foot = self.view.pixel((fire.across_m, 0, fire.away_m))
        add_light(picture, pool, foot, _scaled((30, 96, 180), power))

    def _draw_flames(self, picture: Pixels, second: float, strength: float) -> PixelBox | None:
        heat = self._heat(second)
        metre = self.view.px_per_m(self.fire.away_m)
        grown = self.fire.size_m * (0.35 + 0.65 * strength)
        width, height = max(6, round(1.25 * grown * metre)), max(8, round(1.55 * grown * metre))
        heat = resized(heat, width, height)
        color = _COLORS[np.clip(heat * 255, 0, 255).astype(np.uint8)]
        alpha = np.clip(heat * 2.6 - 0.25, 0, 1)
        foot = self.view.pixel((self.fire.across_m, 0.1, self.fire.away_m))
        left, top = round(foot[0] - width / 2), round(foot[1] - height)
        _blend(picture, color, alpha, left, top)
        return _bounds(alpha > 0.5, left, top, picture)

    def _heat(self, second: float) -> Floats:
        """Return the flames' heat on a small grid: a tongue shape torn by two rising noises."""
        t = second + self._phase
        coarse = _scroll(self._coarse, 1, t * 105, 0)
        fine = _scroll(self._fine, 1, t * 190, 40)
        up = np.linspace(1, 0, _GRID_HEIGHT, dtype=np.float32)[:, None]
        across = np.linspace(-1, 1, _GRID_WIDTH, dtype=np.float32)[None, :]
        sway = 0.16 * math.sin(t * 2.1) + 0.1 * math.sin(t * 5.3)
        bent = across + (coarse - 0.5) * 1.1 * up + sway * up * up
        reach = 0.92 * np.sqrt(np.clip(1.02 - up, 0, 1)) * (0.55 + 0.45 * np.clip(up * 6, 0, 1))
        inside = 1 - np.abs(bent) / np.maximum(reach, 0.02)
        torn = (
            inside * 1.25 + (fine - 0.5) * (0.5 + 1.5 * up) + (coarse - 0.5) * 1.2 * up - 0.5 * up
        )
        fade = np.clip(up * 14, 0, 1)
        return floats(np.clip(torn * 0.95, 0, 1) * fade)

    def _draw_smoke(
        self, picture: Pixels, second: float, strength: float, brightness: float
    ) -> PixelBox | None:
        if self.fire.smoke <= 0:
            return None
        half = self._smoke_alpha(second, picture.shape[1] // 2, picture.shape[0] // 2)
        seen = half > 0.02
        box = _bounds(seen, 0, 0, half)
        if box is None:
            return None
        x0, y0, x1, y1 = (2 * side for side in box)
        alpha = resized(half[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2], x1 - x0, y1 - y0)
        color = self._smoke_color(alpha, y0, strength, brightness)
        _blend(picture, color, alpha, x0, y0)
        return _bounds(alpha > 0.22, x0, y0, picture)

    def _smoke_alpha(self, second: float, width: int, height: int) -> Floats:
        """Return how much the smoke hides, at half the picture's size."""
        hidden = np.zeros((height, width), dtype=np.float32)
        fire = self.fire
        first = math.ceil(max(second - _SMOKE_LIVES_S, fire.starts_s) * _PUFFS_PER_S)
        last = math.floor(min(second, fire.ends_s + 1) * _PUFFS_PER_S)
        for index in range(first, last + 1):
            age = second - index / _PUFFS_PER_S
            self._add_puff(hidden, index, age, fire.smoke * min(1, 0.35 + self._birth(index)))
        return hidden

    def _birth(self, index: int) -> float:
        return self.strength_at(index / _PUFFS_PER_S)

    def _add_puff(self, hidden: Floats, index: int, age: float, amount: float) -> None:
        fire, life = self.fire, age / _SMOKE_LIVES_S
        drift = self._jitter[index % len(self._jitter)]
        rise = fire.size_m * 0.45 + 1.9 * age
        across = fire.across_m + fire.wind * (rise - 1) + 0.35 * float(drift[0]) * (1 + age)
        metre = self.view.px_per_m(fire.away_m) / 2
        center = self.view.pixel((across, rise, fire.away_m))
        size = max(4, round(fire.size_m * (0.55 + 1.05 * life + 0.2 * float(drift[1])) * metre))
        puff = resized(self._puffs[index % len(self._puffs)], size, size)
        opacity = 0.85 * amount * min(1.0, age * 3) * (1 - life) ** 0.8
        _cover(hidden, puff * opacity, center[0] / 2 - size / 2, center[1] / 2 - size / 2)

    def _smoke_color(self, alpha: Floats, top: int, strength: float, brightness: float) -> Floats:
        foot = self.view.pixel((self.fire.across_m, 0, self.fire.away_m))[1]
        tall = 4 * self.fire.size_m * self.view.px_per_m(self.fire.away_m)
        rows = (foot - (top + np.arange(alpha.shape[0], dtype=np.float32))) / max(tall, 1)
        high = np.clip(rows, 0, 1)[:, None, None]
        grey = (44 + 62 * high + 34 * (1 - alpha[..., None])) * (0.3 + 0.7 * brightness)
        warm = floats((10, 46, 92)) * np.clip(1 - high * 2.2, 0, 1) * strength
        return floats(grey * np.ones(3, np.float32) + warm * (0.4 if brightness > 0.6 else 1.0))


def _palette() -> Floats:
    stops = np.array([0, 0.18, 0.38, 0.58, 0.78, 1.0])
    colors = np.array(
        [
            [6, 14, 70],
            [10, 40, 170],
            [18, 92, 240],
            [40, 160, 255],
            [110, 222, 255],
            [215, 250, 255],
        ]
    )
    levels = np.linspace(0, 1, 256)
    return np.stack([np.interp(levels, stops, colors[:, c]) for c in range(3)], 1).astype(
        np.float32
    )


_COLORS = _palette()
"""Heat 0..255 to BGR: dark red edges, orange, yellow, almost white."""


def _tileable(rng: Generator, cells: int) -> Floats:
    grid = noise(rng, _NOISE, _NOISE, cells, 3)
    spread: Floats = np.clip((grid - 0.5) * 1.9 + 0.5, 0, 1)
    ramp = np.linspace(0, 1, 48, dtype=np.float32)[:, None]
    spread[-48:] = spread[-48:] * (1 - ramp) + spread[:48][::-1] * ramp
    return spread


def _scroll(texture: Floats, step: int, rows: float, left: int) -> Floats:
    whole = int(rows)
    index = (np.arange(0, _GRID_HEIGHT * step, step) + whole) % _NOISE
    return texture[index][:, left : left + _GRID_WIDTH]


def _puff(rng: Generator) -> Floats:
    lumps = noise(rng, 64, 64, 4, 4)
    return np.clip(glow(64, 0.8) * (0.35 + 1.3 * lumps) - 0.12, 0, 1)


def _scaled(color: tuple[float, float, float], by: float) -> tuple[float, float, float]:
    return color[0] * by, color[1] * by, color[2] * by


def _window(
    left: int, top: int, shape: tuple[int, ...], within: tuple[int, ...]
) -> tuple[int, int, int, int]:
    return (
        max(left, 0),
        max(top, 0),
        min(left + shape[1], within[1]),
        min(top + shape[0], within[0]),
    )


def _blend(picture: Pixels, color: Floats, alpha: Floats, left: int, top: int) -> None:
    x0, y0, x1, y1 = _window(left, top, alpha.shape, picture.shape)
    if x0 >= x1 or y0 >= y1:
        return
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    target = picture[y0:y1, x0:x1]
    over = alpha[part][..., None]
    mixed = target + (np.clip(color[part], 0, 255) - target) * over
    target[:] = mixed.astype(np.uint8)


def _cover(hidden: Floats, puff: Floats, left: float, top: float) -> None:
    x, y = round(left), round(top)
    x0, y0, x1, y1 = _window(x, y, puff.shape, hidden.shape)
    if x0 >= x1 or y0 >= y1:
        return
    target = hidden[y0:y1, x0:x1]
    target += puff[y0 - y : y1 - y, x0 - x : x1 - x] * (1 - target)


def _bounds(
    mask: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]",
    left: int,
    top: int,
    picture: Pixels | Floats,
) -> PixelBox | None:
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    if columns.size == 0:
        return None
    x0, x1 = max(left + int(columns[0]), 0), min(left + int(columns[-1]) + 1, picture.shape[1])
    y0, y1 = max(top + int(rows[0]), 0), min(top + int(rows[-1]) + 1, picture.shape[0])
    return (x0, y0, x1, y1) if x1 - x0 > 2 and y1 - y0 > 2 else None
