"""A camera's usual view: where its edges lie and which way they run, learned slowly.

Only the direction of an edge counts, and that it is one: light that rises, falls or fades changes neither.
What moves has another direction in every frame and averages away.
"""

from dataclasses import dataclass, field
from datetime import datetime
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from video.quality.measures import Measures

WIDTH, HEIGHT = 80, 45
_CELL = 5
_ACROSS, _DOWN = WIDTH // _CELL, HEIGHT // _CELL
_SOFT = 24.0
"""The gradient (eight times levels per pixel) at which an edge counts half."""
_TEXTURED = 0.6
"""Squared edges in a cell from which it can be recognized."""
_FEW = 12
"""Recognizable cells (of 144) below which a view is too bare to be judged."""
_SEEN, _BARE = 0.35, 0.30
"""Share of a cell's usual edges that must be found in it, and below which it has lost its own."""
_LIT = (30.0, 240.0)
"""Levels between which a cell that lost its edges is covered, rather than dark or dazzled."""
_KNOWN_AFTER = 6
"""Looks after which a view is known."""
_FORGET_S, _LARGEST_SHARE = 7200.0, 0.3
_LEARN_EVERY_S = 60.0
"""A known view changes slowly; smaller shares would be lost in its half precision."""

Edges = NDArray[np.complex64]
Cells = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Compared:
    """A frame beside the usual view; shares of the cells that have edges in the usual view."""

    seen: float
    """Share of cells whose usual edges are there."""
    covered: float
    """Share of cells that are lit and have lost their edges."""
    busy: float
    """Share of cells that have about as many edges as usual, wherever they run."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the picture lies from its usual place, as shares of its width and height."""

    across: float
    down: float
    fits: float
    """Share of the usual edges found there, 0..1."""
    stays: float
    """Share of them found without a shift."""

    @property
    def far(self) -> float:
        """Return the distance as a share of the width."""
        return hypot(self.across, self.down * HEIGHT / WIDTH)


def edges_of(gray: Pixels) -> Edges:
    """Return the edges of a thumbnail, 45 × 80 complex: length 0..1, and the angle they run at."""
    small = cv2.resize(gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    across = cv2.Sobel(small, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(small, cv2.CV_32F, 0, 1)
    weight = 1 / (cv2.magnitude(across, down) + _SOFT)
    return np.asarray(across * weight + 1j * (down * weight), dtype=np.complex64)


@dataclass(slots=True)
class View:
    """One usual view. Its edges are kept at half precision, 14 KiB."""

    looks: int = 0
    learned_at: datetime | None = None
    sharpness: float = 0.0
    """What edges usually are, as `Measures.sharpness`."""
    relief: float = 0.0
    """How they usually stand out, as `Measures.relief`; 0 in views that an earlier release stored."""
    kept: NDArray[np.float16] = field(
        default_factory=lambda: np.zeros((2, HEIGHT, WIDTH), dtype=np.float16)
    )

    @property
    def known(self) -> bool:
        """Say whether it has been seen often enough to compare with."""
        return self.looks >= _KNOWN_AFTER

    def learn(self, edges: Edges, measures: Measures, taken_at: datetime) -> None:
        """Add a good frame: quickly at first, then now and then, as slowly as daylight changes."""
        share = self._share(taken_at)
        if share == 0:
            return
        usual = self._usual()
        usual += np.complex64(share) * (edges - usual)
        self.kept[0], self.kept[1] = usual.real, usual.imag
        self.sharpness += share * (measures.sharpness - self.sharpness)
        self.relief += share * (measures.relief - self.relief)
        self.looks, self.learned_at = self.looks + 1, taken_at

    def compare(self, edges: Edges, gray: Pixels) -> Compared | None:
        """Return what of the usual view a frame shows; None where that cannot be said."""
        usual = self._usual()
        usually = _cells(np.abs(usual) ** 2)
        textured = usually >= _TEXTURED
        count = np.count_nonzero(textured)
        if not self.known or count < _FEW:
            return None
        found = _cells((edges * usual.conj()).real)[textured] / usually[textured]
        own = _cells(np.abs(edges) ** 2)[textured] / usually[textured]
        light = cv2.resize(gray, (_ACROSS, _DOWN), interpolation=cv2.INTER_AREA)[textured]
        lost = (found < _SEEN) & (own < _BARE) & (light > _LIT[0]) & (light < _LIT[1])
        return Compared(
            seen=float(np.mean(found >= _SEEN)),
            covered=float(np.mean(lost)),
            busy=float(np.mean(own >= 0.6)),
        )

    def shift(self, edges: Edges) -> Shift:
        """Find where the usual view went."""
        usual = self._usual()
        spectrum = np.fft.fft2(edges) * np.fft.fft2(usual).conj()
        fits = np.fft.ifft2(spectrum).real / max(float(np.sum(np.abs(usual) ** 2)), 1e-6)
        down, across = np.unravel_index(int(np.argmax(fits)), fits.shape)
        return Shift(
            across=_signed(int(across), WIDTH) / WIDTH,
            down=_signed(int(down), HEIGHT) / HEIGHT,
            fits=float(fits[down, across]),
            stays=float(fits[0, 0]),
        )

    def _usual(self) -> Edges:
        return np.asarray(
            self.kept[0].astype(np.float32) + 1j * self.kept[1].astype(np.float32),
            dtype=np.complex64,
        )

    def _share(self, taken_at: datetime) -> float:
        if self.learned_at is None or not self.known:
            return 1 / (self.looks + 1)
        gone_s = (taken_at - self.learned_at).total_seconds()
        return min(gone_s / _FORGET_S, _LARGEST_SHARE) if gone_s >= _LEARN_EVERY_S else 0.0


def _cells(values: NDArray[np.float32]) -> Cells:
    mean = cv2.resize(values, (_ACROSS, _DOWN), interpolation=cv2.INTER_AREA)
    return np.asarray(mean, dtype=np.float32) * (_CELL * _CELL)


def _signed(at: int, size: int) -> int:
    return at - size if at > size // 2 else at
