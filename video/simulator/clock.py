"""A camera's own clock: it sets the pace of its pictures, and it may be wrong."""

import time
from dataclasses import dataclass, field

from video.simulator.rtp import CLOCK_HZ


@dataclass
class CameraClock:
    """Maps the event loop's time to the camera's ticks and to what it takes for the wall clock."""

    since: float
    """The event loop's time at which `ticks` and `unix_s` were true."""
    ticks: int
    unix_s: float = field(default_factory=time.time)
    offset_s: float = 0.0
    """How far the wall clock was set ahead."""
    drift_ppm: float = 0.0
    """Millionths by which everything goes too fast."""

    def position(self, now: float) -> int:
        """Return the ticks since the camera began."""
        return self.ticks + int((now - self.since) * self._rate * CLOCK_HZ)

    def instant(self, position: int) -> float:
        """Return the event loop's time at which the position is reached."""
        return self.since + (position - self.ticks) / (self._rate * CLOCK_HZ)

    def unix(self, now: float) -> float:
        """Return what the camera takes for the wall clock's seconds since 1970."""
        return self.unix_s + self.offset_s + (now - self.since) * self._rate

    def set(self, now: float, offset_s: float, drift_ppm: float) -> None:
        """Go on with another error from here; what an earlier drift added up is set right."""
        self.ticks, self.unix_s = self.position(now), time.time()
        self.since, self.offset_s, self.drift_ppm = now, offset_s, drift_ppm

    @property
    def _rate(self) -> float:
        return 1 + self.drift_ppm / 1e6
