"""How often somebody may do something: counted in this process, forgotten with it."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter


class Rates:
    """Counts per key over the last minute, in constant memory a key."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, kind: str, who: str, per_minute: int, count: int = 1) -> int | None:
        """Count one or more; return None if that is within the rate, else the seconds to wait."""
        rate = RateLimitItemPerMinute(per_minute)
        if self._limiter.hit(rate, kind, who, cost=count):
            return None
        left_s = self._limiter.get_window_stats(rate, kind, who).reset_time - time.time()
        return max(1, math.ceil(left_s))
