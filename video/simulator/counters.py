"""What a camera and the whole simulator have done: sessions, attempts, units."""

from collections import deque
from dataclasses import asdict, dataclass, field

WINDOW_S = 60.0


@dataclass
class Tally:
    """How many there are now, were at most at once, and were in all."""

    now: int = 0
    peak: int = 0
    total: int = 0

    def enter(self) -> None:
        """One more."""
        self.now += 1
        self.total += 1
        self.peak = max(self.peak, self.now)

    def leave(self) -> None:
        """One less."""
        self.now -= 1

    def counts(self) -> dict[str, int]:
        """Return the three."""
        return asdict(self)


@dataclass
class Attempts:
    """Attempts to connect, and the most of them within any sixty seconds."""

    total: int = 0
    busiest_minute: int = 0
    _recent: deque[float] = field(default_factory=deque)

    def add(self, now: float) -> None:
        """Count one."""
        self.total += 1
        self._recent.append(now)
        self.busiest_minute = max(self.busiest_minute, self._last_minute(now))

    def counts(self, now: float) -> dict[str, int]:
        """Return how many there were in all, in the last minute and in the busiest one."""
        minutes = {"last_minute": self._last_minute(now), "busiest_minute": self.busiest_minute}
        return {"total": self.total, **minutes}

    def _last_minute(self, now: float) -> int:
        while self._recent and self._recent[0] <= now - WINDOW_S:
            self._recent.popleft()
        return len(self._recent)


@dataclass
class Counters:
    """What one camera has done."""

    attempts: Attempts = field(default_factory=Attempts)
    sessions: Tally = field(default_factory=Tally)
    sent_units: int = 0
    dropped_units: int = 0
