"""Water on the street: it mirrors what stands behind it, ripples, is murky, and grows and drains."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from algorithms.scenes.scene import Pool
from algorithms.scenes.view import Floats, View, floats, noise

Outline = tuple[tuple[float, float], ...]
"""Corners in pixels."""

_CORNERS = 72
_RISES_S, _DRAINS_S = 5.0, 3.0
_MURK = (78.0, 96.0, 112.0)
_EDGE_PX = 3.0
_RIPPLE = 256


class Puddle:
    """One pool with its shape; every picture follows from the second alone."""

    def __init__(self, pool: Pool, view: View, rng: Generator) -> None:
        self.pool, self.view = pool, view
        angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
        radius = np.ones(_CORNERS)
        for waves in range(2, 9):
            radius += rng.normal(0, 0.34 / waves) * np.sin(waves * angles + rng.uniform(0, 7))
        self._shape = (
            np.stack([np.cos(angles), np.sin(angles)], 1) * np.clip(radius, 0.35, 1.5)[:, None]
        )
        self._ripple = noise(rng, _RIPPLE, _RIPPLE, 24, 3) - 0.5
        self._depth = float(rng.uniform(0.8, 1.2))

    def size_at(self, second: float) -> float:
        """Return how far it has spread, 0..1."""
        rise = (second - self.pool.starts_s) / _RISES_S
        fall = (self.pool.ends_s - second) / _DRAINS_S
        return float(np.clip(min(0.3 + 0.7 * rise if rise >= 0 else 0.0, fall), 0, 1))

    def draw(self, picture: Pixels, second: float, brightness: float) -> Outline | None:
        """Draw the water over the bare street; return its outline, None where none is seen."""
        outline = self._outline(self.size_at(second))
        if outline is None:
            return None
        left, top = np.floor(outline.min(axis=0)).astype(int) - 4
        right, bottom = np.ceil(outline.max(axis=0)).astype(int) + 5
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(right, self.view.width), min(bottom, self.view.height)
        if x1 - x0 < 6 or y1 - y0 < 4:
            return None
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(
            mask, [np.round((outline - (x0, y0)) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4
        )
        alpha = floats(cv2.GaussianBlur(mask, (0, 0), _EDGE_PX / 2))[..., None] / 255
        target = picture[y0:y1, x0:x1]
        water = self._water(picture, (x0, y0, x1, y1), second, brightness)
        damp = floats(cv2.GaussianBlur(mask, (0, 0), 4 * _EDGE_PX))[..., None] / 255
        shown = target * (1 - 0.35 * damp) * (1 - alpha) + water * alpha
        target[:] = np.clip(shown, 0, 255).astype(np.uint8)
        return tuple((float(x), float(y)) for x, y in outline)

    def _outline(self, size: float) -> NDArray[np.float64] | None:
        if size <= 0:
            return None
        pool = self.pool
        metres = self._shape * (pool.wide_m / 2 * size, pool.long_m / 2 * size)
        near = self.view.near_m * 0.9
        points = [
            (float(x) + pool.across_m, 0.0, max(float(y) + pool.away_m, near)) for x, y in metres
        ]
        pixels = np.asarray(self.view.pixels(points), np.float64)
        return np.clip(pixels, (0, 0), (self.view.width - 1, self.view.height - 1))

    def _water(
        self, picture: Pixels, place: tuple[int, int, int, int], second: float, brightness: float
    ) -> Floats:
        """Return the mirrored scene, shaken by ripples that are smaller afar, mixed with murk."""
        x0, y0, x1, y1 = place
        rows, columns = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        below = np.maximum(rows - self.view.horizon_y, 1)
        away = self.view.focal_px * self.view.above_m / below
        across = (columns - self.view.center_x) * away / self.view.focal_px
        shake = self._shake(across, away, second)
        lift = np.abs(self.view.horizon_y - 0.9 * below + shake * (2 + 0.05 * below))
        mirrored = cv2.remap(
            picture,
            columns + shake * 3,
            floats(lift),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT,
        )
        grazing = np.clip(1 - below / (1.3 * self.view.height), 0.2, 1)[..., None]
        shine = grazing * (1 - 0.6 * self.pool.murk)
        murk = floats(_MURK) * brightness * self._depth * (0.9 + 0.25 * shake[..., None])
        return floats(mirrored * shine + murk * (1 - shine))

    def _shake(self, across: Floats, away: Floats, second: float) -> Floats:
        u = np.mod(across * 22 + second * 9, _RIPPLE).astype(int) % _RIPPLE
        v = np.mod(away * 22 - second * 14, _RIPPLE).astype(int) % _RIPPLE
        return floats(self._ripple[v, u] * 4)


def gloss(picture: Pixels, view: View) -> None:
    """Make the whole street shine as after rain: a dim, smeared mirror and darker ground."""
    horizon = int(np.clip(view.horizon_y, 1, view.height - 2))
    ground = picture[horizon:]
    rows = np.clip(horizon - 1 - np.arange(len(ground)) * 0.9, -horizon, horizon - 1).astype(int)
    mirrored = cv2.GaussianBlur(picture[np.abs(rows)], (0, 0), sigmaX=2, sigmaY=18)
    ground[:] = np.clip(ground * 0.62 + mirrored * 0.24, 0, 255).astype(np.uint8)


def streaks(picture: Pixels, rng: Generator) -> None:
    """Draw falling rain."""
    veil = np.zeros(picture.shape[:2], np.uint8)
    height, width = picture.shape[:2]
    for _ in range(int(rng.integers(150, 320))):
        x, y, long = rng.uniform(0, width), rng.uniform(-20, height), rng.uniform(8, 26)
        end = (int(x + long * 0.15), int(y + long))
        cv2.line(veil, (int(x), int(y)), end, int(rng.uniform(60, 150)), 1, cv2.LINE_AA)
    added = cv2.GaussianBlur(veil, (0, 0), 0.7).astype(np.float32)[..., None] * 0.5
    picture[:] = np.clip(picture * 0.94 + added + 6, 0, 255).astype(np.uint8)
