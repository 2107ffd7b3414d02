"""Boxes a model proposes for one picture, before the choice among them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FARTHEST = 1e6
"""Coordinates beyond are nonsense; NaN and infinity fail the same comparison."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Boxes in input pixels (n × 4), their scores (n) and classes (n)."""

    xyxy: NDArray[np.float32]
    scores: NDArray[np.float32]
    classes: NDArray[np.intp]

    @classmethod
    def of(cls, xywh: NDArray[np.float32], by_class: NDArray[np.float32]) -> "Candidates":
        """Make candidates of centre boxes (n × 4) and scores per class (n × classes)."""
        by_class = np.nan_to_num(by_class, nan=0, posinf=0, neginf=0)
        classes = by_class.argmax(axis=1)
        scores = by_class[np.arange(len(classes)), classes]
        half = xywh[:, 2:] / 2
        xyxy = np.concatenate([xywh[:, :2] - half, xywh[:, :2] + half], axis=1)
        return cls(xyxy, np.minimum(scores, np.float32(1)), classes)

    def at_least(self, score: float) -> "Candidates":
        """Keep those that score so much."""
        return self._only(np.flatnonzero(self.scores >= score))

    def finite(self) -> "Candidates":
        """Keep boxes made of real numbers that have an area."""
        bounded = (np.abs(self.xyxy) < _FARTHEST).all(axis=1)
        wide = (self.xyxy[:, 2:] > self.xyxy[:, :2]).all(axis=1)
        return self._only(np.flatnonzero(bounded & wide))

    def best(self, count: int) -> "Candidates":
        """Keep the best so many."""
        if len(self.scores) <= count:
            return self
        return self._only(np.argpartition(-self.scores, count)[:count])

    def _only(self, chosen: NDArray[np.intp]) -> "Candidates":
        return Candidates(self.xyxy[chosen], self.scores[chosen], self.classes[chosen])
