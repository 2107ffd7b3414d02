"""How well one subscription keeps its promise: the interval it achieves, and the word for it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.text import Text
from registry.metering.looks import LATE_FACTOR
from video.cameras.state import REASONS, CameraState, patience

OUTAGES = frozenset({"poor_picture", "silent", "refused", "wrong_stream", "offline"})
"""States of a camera that end a pace: the pause until it is back is none of the algorithm's making."""
RECENT = 3
"""Pauses that say whether looks come late now: one look that is lost is no lateness yet, two are."""
LOST_IN_A_ROW = 3
"""So many frames lost in a row mean that the algorithm, not the camera, fails."""
_LATE = Text(
    "实际间隔 {achieved} 秒，未达到约定的 {promised} 秒",
    "a look every {achieved} s, not {promised} s as promised",
)
_FAILING = Text(
    "算法连续未能给出结果，正在自动恢复", "the algorithm keeps failing; it is being restarted"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is written about a subscription."""

    state: str
    reason: dict[str, Any] | None
    achieved_interval_s: float | None
    version_id: UUID | None = None
    """The version its last look was inferred by."""


@dataclass(eq=False)
class Pace:
    """The looks of one subscription of late."""

    interval_s: float
    inferred_at: deque[datetime] = field(default_factory=lambda: deque(maxlen=12))
    lost: int = 0
    version_id: UUID | None = None
    """What inferred its last look."""

    def inferred(self, at: datetime, version_id: UUID | None = None) -> float | None:
        """Note a frame that a version inferred; return the pause since the one before, in seconds."""
        self.version_id = version_id
        before = self.inferred_at[-1] if self.inferred_at else None
        self.inferred_at.append(at)
        self.lost = 0
        return None if before is None else (at - before).total_seconds()

    @property
    def achieved_s(self) -> float | None:
        """The mean pause between looks of late, in seconds; None before the second look."""
        if len(self.inferred_at) < 2:
            return None
        return float(
            f"{_mean_s(self.inferred_at):.2g}"
        )  # coarse on purpose: not every look is worth a write

    def lately_s(self, now: datetime) -> float | None:
        """The mean of the last few pauses, the one that is not over included where that makes it longer.

        None before the second look.
        """
        if len(self.inferred_at) < 2:
            return None
        looks = list(self.inferred_at)
        return max(_mean_s(looks[-RECENT - 1 :]), _mean_s([*looks[-RECENT:], now]))

    def late(self, now: datetime) -> bool | None:
        """Say whether looks come late now; None before the second look."""
        lately_s = self.lately_s(now)
        return None if lately_s is None else lately_s > LATE_FACTOR * self.interval_s

    def kept(self, now: datetime, camera: CameraState) -> Kept:
        """Return the word for it now, given the state of the camera; an outage begins the pace anew."""
        return replace(self._kept(now, camera), version_id=self.version_id)

    def _kept(self, now: datetime, camera: CameraState) -> Kept:
        if camera.state in OUTAGES:
            self.inferred_at.clear()
        achieved = self.achieved_s
        if self.lost >= LOST_IN_A_ROW:
            return Kept("failing", _reason("failing", _FAILING), achieved)
        if camera.state != "in_view":
            waiting = camera.state == "new"
            reason = REASONS.get(camera.reason or "")
            told = _reason(camera.reason or camera.state, reason) if reason else None
            return Kept("waiting" if waiting else "camera_down", told, None)
        if not self.inferred_at or now - self.inferred_at[-1] > patience(self.interval_s):
            return Kept("waiting", None, achieved)
        if self.late(now):
            lately, promised = f"{self.lately_s(now) or 0:.1f}", f"{self.interval_s:g}"
            late = _reason("late", _LATE, achieved=lately, promised=promised)
            return Kept("late", late, achieved)
        return Kept("running", None, achieved)


def _reason(code: str, text: Text, **fields: object) -> dict[str, Any]:
    return {"code": code, "zh": text.render("zh", **fields), "en": text.render("en", **fields)}


def _mean_s(instants: Sequence[datetime]) -> float:
    """Return the mean pause between instants, in seconds."""
    return (instants[-1] - instants[0]).total_seconds() / (len(instants) - 1)
