"""When a subscription looks: on a grid of its camera's, so that looks are spread and none drifts."""

import math
import zlib
from dataclasses import dataclass
from uuid import UUID

EARLY = 0.25
"""A look may come this share of its camera's tightest interval before its instant: key frames do not
come to order."""
MISSED = 0.1
"""An instant so near, in intervals, counts as this look's. Less than `EARLY`: where key frames come as
often as looks, their jitter must not decide between two instants anew each time."""
SHARED = 0.25
"""A look may come this share of its interval early where its camera's picture is there anyway."""
WEIGHTS = {"high": 4.0, "normal": 2.0, "low": 1.0}
"""How much more urgent a look of equal lateness is, by its algorithm's priority."""


@dataclass(eq=False)
class Turn:
    """One subscription's next look; instants are monotonic seconds."""

    interval_s: float
    phase_s: float
    early_s: float
    due_s: float
    first: bool = True
    """The first look is due at once, off the grid."""

    @classmethod
    def of(cls, camera_id: UUID, interval_s: float, tightest_s: float, now_s: float) -> "Turn":
        """Return a camera's turn; its subscriptions share their instants as far as intervals allow."""
        spread = zlib.crc32(camera_id.bytes) / 2**32
        return cls(interval_s, tightest_s * spread, tightest_s * EARLY, now_s)

    @property
    def from_s(self) -> float:
        """The earliest instant at which the look may be taken for its own sake."""
        return self.due_s - self.early_s

    def joins(self, now_s: float) -> bool:
        """Say whether the look may be taken now that a picture is there."""
        return now_s >= self.due_s - self.interval_s * SHARED

    def taken(self, now_s: float) -> None:
        """Fix the next look after one at a frame received then; instants that were missed are gone."""
        if self.first:
            self.first = False
            self.due_s = self._grid(now_s - self.interval_s / 2)
        missed = (now_s - self.due_s) / self.interval_s + MISSED
        self.due_s += self.interval_s * max(1, math.floor(missed) + 1)

    def urgency(self, now_s: float, priority: str) -> float:
        """Return how urgent the look is now: its lateness in intervals, weighed."""
        late = max(0.0, now_s - self.due_s) / self.interval_s
        return (1.0 + late) * WEIGHTS[priority]

    def _grid(self, after_s: float) -> float:
        """Return the first instant of the grid after this one."""
        slots = math.floor((after_s - self.phase_s) / self.interval_s)
        return self.phase_s + (slots + 1) * self.interval_s
