"""The circuit breaker of an endpoint: one that does not answer is left alone, then asked once."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from core.backoff import OPEN_AFTER, rest_s


@dataclass(eq=False)
class Breaker:
    """Closed, open while the endpoint rests, half open while one call finds out whether it is back.

    It belongs to one process; any of its threads may ask.
    """

    monotonic: Callable[[], float] = time.monotonic
    _failures: int = 0
    _rests_until_s: float = 0.0
    _trying: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admits(self) -> bool:
        """Say whether a call may go out now; its outcome must be told."""
        with self._lock:
            if self._failures < OPEN_AFTER:
                return True
            if self._trying or self.monotonic() < self._rests_until_s:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """Note that the endpoint answered."""
        with self._lock:
            self._failures, self._trying = 0, False

    def failed(self) -> None:
        """Note that it did not."""
        with self._lock:
            self._failures, self._trying = self._failures + 1, False
            self._rests_until_s = self.monotonic() + rest_s(self._failures)

    @property
    def is_open(self) -> bool:
        """Whether so many calls in a row failed that the endpoint is left alone."""
        return self._failures >= OPEN_AFTER
