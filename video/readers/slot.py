"""The one place a due picture waits in: the newest wins, every lost one is counted."""

import math
from collections import Counter
from threading import Lock

from video.readers.shot import Shot

STALE_S = 2.0
REFRESH_S = 0.5


class Slot:
    """A reader asks `wants` and `put`s; a worker says when a look is due and `take`s what is there.

    Instants are seconds of the monotonic clock.
    """

    def __init__(self) -> None:
        self.drops: Counter[str] = Counter()
        self._due_s = -math.inf
        self._shot: Shot | None = None
        self._lock = Lock()

    def expect(self, due_s: float) -> None:
        """Say when the next look is due."""
        self._due_s = due_s

    def wants(self, now_s: float) -> bool:
        """Say whether a picture of this instant would be due, or fresher than the one that waits."""
        shot = self._shot
        if shot is not None:
            return now_s - shot.stamp.received_s >= REFRESH_S
        return now_s >= self._due_s

    def rest_s(self, now_s: float) -> float:
        """Return for how long no picture need be fetched: a fresh one waits, or none is due."""
        shot = self._shot
        fresh_s = shot.stamp.received_s + STALE_S - now_s if shot is not None else 0.0
        return fresh_s if fresh_s > 0 else self._due_s - now_s

    def put(self, shot: Shot) -> None:
        """Keep this picture; one that nobody took in time is lost to it."""
        with self._lock:
            if self._shot is not None:
                self.drops["replaced"] += 1
            self._shot = shot

    def holds(self, now_s: float) -> bool:
        """Say whether a picture waits that is still fresh enough to look at."""
        shot = self._shot
        return shot is not None and now_s - shot.stamp.received_s <= STALE_S

    def take(self, now_s: float) -> Shot | None:
        """Return the waiting picture, or None; the next is wanted when `expect` says so."""
        with self._lock:
            shot, self._shot = self._shot, None
            if shot is None:
                return None
            if now_s - shot.stamp.received_s > STALE_S:
                self.drops["stale"] += 1
                return None
            self._due_s = math.inf
            return shot
