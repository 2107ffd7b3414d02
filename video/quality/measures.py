"""What one frame says of itself, without a memory: light, sameness, sharpness, damage."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from video.quality.sample import BLOCK, Sample, as_pixels

_DARK, _LIGHT = 24, 245
_GRAY_FILL = ((124, 124, 124), (132, 132, 132))
_GREEN_FILL = ((0, 60, 0), (8, 150, 8))
"""What decoders leave where they had no data, in YUV 128, 128, 128 and 0, 0, 0, whatever the matrix."""
_APART = 12
"""Pixels of the fine bands from one side of an edge to the other."""
_STRONGEST = 0.995
_STRONGEST_NOISE = 3.0
"""The strongest steps that mere noise makes, over its median step (4.2 if it were all noise)."""
_STEP, _CALM = 24, 6
"""The edge of a damaged block: a step of so many levels, with next to none on either side of it."""
_OFF_GRID = 6
"""Distance from the macroblock grid where only nature draws edges: no multiple of any transform's side."""
_REPEATED, _TEXTURED = 0.5, 3.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Levels are 0..255, shares 0..1."""

    brightness: float
    """Mean level."""
    contrast: float
    """Standard deviation of the levels."""
    highlight: float
    """The level that one pixel in two hundred exceeds."""
    burnt: float
    """Share of pixels at the upper end."""
    chroma: float
    """Mean distance between the strongest and the weakest colour of a pixel; 0 is gray."""
    same: float
    """Share of pixels exactly like their neighbours, neither black nor white."""
    missing: float
    """Share of those in the colours of missing data."""
    edge: float
    """Level across the strongest edges."""
    sharpness: float
    """Share of that level that lies between two fine pixels, less noise: 1 for a hard edge, 1/12 for none."""
    blocks: float
    """Share of macroblock edges that show as lone steps, less the same share off the grid."""
    smear: float
    """Share of rows that repeat the row above, although there is a texture along them."""

    @property
    def relief(self) -> float:
        """Return the strongest edges over the contrast: light and fog lower both, a lens out of focus one."""
        return self.edge / max(self.contrast, 1.0)


def measure(sample: Sample) -> Measures:
    """Measure one frame."""
    light = _cumulated(sample.gray)
    brightness, contrast = (float(one[0, 0]) for one in cv2.meanStdDev(sample.gray))
    same, missing = _sameness(sample.colors)
    edge, sharpness = _sharpness(sample.fine)
    return Measures(
        brightness=brightness,
        contrast=contrast,
        highlight=_level(light, _STRONGEST),
        burnt=float(1 - light[_LIGHT - 1]),
        chroma=_chroma(sample.colors),
        same=same,
        missing=missing,
        edge=edge,
        sharpness=sharpness,
        blocks=_blocks(sample.bands),
        smear=_smear(sample.gray),
    )


def _cumulated(levels: Pixels) -> NDArray[np.float64]:
    counts = cv2.calcHist([levels], [0], None, [256], [0, 256])
    return np.cumsum(counts) / levels.size


def _level(cumulated: NDArray[np.float64], share: float) -> float:
    return float(np.searchsorted(cumulated, share))


def _chroma(colors: Pixels) -> float:
    blue, green, red = cv2.split(colors)
    strongest, weakest = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    return float(cv2.mean(cv2.subtract(strongest, weakest))[0])


def _sameness(colors: Pixels) -> tuple[float, float]:
    here = colors[:-1, :-1]
    down, right = cv2.absdiff(here, colors[1:, :-1]), cv2.absdiff(here, colors[:-1, 1:])
    apart = as_pixels(cv2.max(down, right))
    ends = cv2.bitwise_or(_within(here, 0, _DARK), _within(here, _LIGHT, 255))
    filled = cv2.bitwise_or(cv2.inRange(here, *_GRAY_FILL), cv2.inRange(here, *_GREEN_FILL))
    equal = _within(apart, 0, 0)
    same = cv2.bitwise_and(equal, cv2.bitwise_not(ends))
    missing = cv2.bitwise_and(equal, filled)
    return cv2.countNonZero(same) / same.size, cv2.countNonZero(missing) / missing.size


def _within(colors: Pixels, low: int, high: int) -> Pixels:
    return as_pixels(cv2.inRange(colors, (low, low, low), (high, high, high)))


def _sharpness(fine: Pixels) -> tuple[float, float]:
    across = _cumulated(as_pixels(cv2.absdiff(fine[:, _APART:], fine[:, :-_APART])))
    beside = _cumulated(as_pixels(cv2.absdiff(fine[:, 1:], fine[:, :-1])))
    edge, step = _level(across, _STRONGEST), _level(beside, _STRONGEST)
    noise = _STRONGEST_NOISE * _level(beside, 0.5)
    return edge, max(step**2 - noise**2, 0.0) ** 0.5 / max(edge, 1.0)


def _blocks(bands: Pixels) -> float:
    rows = bands.reshape(-1, bands.shape[2])
    steps = as_pixels(cv2.absdiff(rows[:, 1:], rows[:, :-1]))
    return _lone(steps, BLOCK) - _lone(steps, BLOCK + _OFF_GRID)


def _lone(steps: Pixels, first: int) -> float:
    """Return the share of lone steps into the columns `first`, `first` + 16, ... of a frame."""
    last = first + (steps.shape[1] // BLOCK - 2) * BLOCK
    before, step, after = (
        steps[:, at : last + at - first : BLOCK] for at in range(first - 2, first + 1)
    )
    lone = (step >= _STEP) & (before <= _CALM) & (after <= _CALM)
    return float(np.count_nonzero(lone) / max(lone.size, 1))


def _smear(gray: Pixels) -> float:
    down = _row_means(cv2.absdiff(gray[1:], gray[:-1]))
    along = _row_means(cv2.absdiff(gray[1:, 1:], gray[1:, :-1]))
    return float(np.count_nonzero((down < _REPEATED) & (along > _TEXTURED)) / down.size)


def _row_means(values: object) -> NDArray[np.float32]:
    means = cv2.reduce(np.asarray(values), 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    return np.asarray(means, dtype=np.float32)
