"""The one place a due frame waits in: the newest frame wins, every lost one is counted."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from algorithms.contract.values import Frame

STALE = timedelta(seconds=2)
REFRESH = timedelta(seconds=0.5)


class Slot:
    """A reader asks `wants`, then pays for a copy and `put`s it; a worker `take`s what is due."""

    def __init__(self, interval_s: float) -> None:
        self.drops: Counter[str] = Counter()
        self._interval = timedelta(seconds=interval_s)
        self._due_at: datetime | None = None
        self._frame: Frame | None = None
        self._lock = Lock()

    def pace(self, interval_s: float) -> None:
        """Change the interval between looks."""
        with self._lock:
            self._interval = timedelta(seconds=interval_s)

    def wants(self, now: datetime) -> bool:
        """Say whether a frame of this instant would be due, or fresher than the one that waits."""
        with self._lock:
            if self._frame is not None:
                return abs(now - self._frame.taken_at) >= min(REFRESH, self._interval)
            # A clock that was set back must not silence a camera: never wait much beyond one interval.
            longest = now + self._interval + STALE
            return self._due_at is None or not now < self._due_at <= longest

    def put(self, frame: Frame) -> None:
        """Keep this frame; one that nobody took in time is lost to it."""
        with self._lock:
            if self._frame is not None:
                self.drops["replaced"] += 1
            self._frame = frame

    def take(self, now: datetime) -> Frame | None:
        """Return the waiting frame and fix when the next look is due; None when there is none."""
        with self._lock:
            frame, self._frame = self._frame, None
            if frame is None:
                return None
            if abs(now - frame.taken_at) > STALE:
                self.drops["stale"] += 1
                return None
            self._due_at = self._next(now)
            return frame

    def _next(self, now: datetime) -> datetime:
        """One interval after the last due instant, so that polling does not stretch the interval."""
        steady = (self._due_at or now) + self._interval
        return steady if now < steady <= now + self._interval else now + self._interval
