"""For how long a camera has shown the same picture.

A static street is never the same twice: its sensor's noise reaches the decoded picture, at the latest
with the next key frame. A picture that is repeated by the camera, a recorder or a relay is equal to the
last bit; one that such a device stamps with a running clock is equal nearly everywhere.
"""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from algorithms.contract.values import Pixels
from video.quality.sample import Sample

EXACT_S, NEAR_S = 15.0, 120.0
"""Seconds of equal pictures, and of nearly equal ones, that no living camera shows."""
_NEAR = 0.98
_LOW, _HIGH = 8, 247
"""Outside these levels pixels are clipped, and equal for that reason."""
_ENOUGH = 500


@dataclass(slots=True)
class Stillness:
    """The picture at the beginning of the stillness (about 10 KiB), and since when it lasts."""

    anchor: Pixels = field(default_factory=lambda: np.empty((0, 0), dtype=np.uint8))
    near_since: datetime | None = None
    exact_since: datetime | None = None
    last: int = 0

    def still_since(self, sample: Sample, taken_at: datetime) -> datetime | None:
        """Return since when the picture has been the same, if for too long."""
        fine = sample.fine[::2]
        self._note_near(fine, taken_at)
        self._note_exact(fine, taken_at)
        for since, longest_s in ((self.exact_since, EXACT_S), (self.near_since, NEAR_S)):
            if since is not None and (taken_at - since).total_seconds() >= longest_s:
                return since
        return None

    def _note_near(self, fine: Pixels, taken_at: datetime) -> None:
        if _alike(self.anchor, fine) < _NEAR:
            self.anchor, self.near_since, self.exact_since = fine.copy(), taken_at, None

    def _note_exact(self, fine: Pixels, taken_at: datetime) -> None:
        digest = hash(fine.tobytes())
        if self.exact_since is None or digest != self.last:
            self.exact_since = taken_at
        self.last = digest


def _alike(one: Pixels, other: Pixels) -> float:
    """Return the share of pixels that are equal, of those that are not clipped."""
    if one.shape != other.shape:
        return 0.0
    telling = (one > _LOW) & (one < _HIGH)
    count = np.count_nonzero(telling)
    return float(np.count_nonzero(telling & (one == other)) / count) if count >= _ENOUGH else 0.0
