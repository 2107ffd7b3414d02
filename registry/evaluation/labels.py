"""Labelled things, and the lines in which YOLO's layout writes them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Box

_BOX, _CORNER = 4, 2


@dataclass(frozen=True, slots=True)
class Thing:
    """One labelled thing; coordinates are fractions of the picture."""

    label: str
    outline: tuple[tuple[float, float], ...]
    """Corners of its polygon, or of its box."""

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        xs, ys = zip(*self.outline, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def of_line(line: str, classes: tuple[str, ...]) -> Thing:
    """Return the thing of one line of YOLO's: class number, then centre and size, or corners of a polygon.

    Raises `ValueError` where it is no such line, `IndexError` where no class has the number.
    """
    words = line.split()
    values = np.array(words[1:], np.float64)
    if not words or not np.isfinite(values).all() or int(words[0]) < 0:
        raise ValueError(line)
    points = _corners(values) if len(values) == _BOX else values.reshape(-1, _CORNER)
    return Thing(classes[int(words[0])], outline(points))


def outline(points: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """Return corners (n × 2, fractions) kept inside the picture; raises `ValueError` for fewer than three."""
    if len(points) < _CORNER + 1 or not np.isfinite(points).all():
        raise ValueError(len(points))
    return tuple((float(x), float(y)) for x, y in np.clip(points, 0, 1))


def corners(left: float, top: float, width: float, height: float) -> NDArray[np.float64]:
    """Return the four corners of a box, 4 × 2."""
    return _corners(np.array((left + width / 2, top + height / 2, width, height), np.float64))


def _corners(box: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y, half_width, half_height = box[0], box[1], box[2] / 2, box[3] / 2
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    found: NDArray[np.float64] = (x, y) + signs * (half_width, half_height)
    return found
