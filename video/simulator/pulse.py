"""One timer for all cameras: whatever is due within a beat leaves with it."""

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from video.simulator.outlet import BEAT_S

SendDue = Callable[[float], float | None]
"""Sends what is due at an instant of the event loop's clock; returns when the next unit is, or None."""


class Pulse:
    """Wakes at most once in a beat, however many cameras play."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._due: list[tuple[float, int, SendDue]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, at: float, send_due: SendDue) -> None:
        """Call this at that instant, and again for as long as it names another one."""
        heappush(self._due, (at, next(self._order), send_due))
        if self._timer is None or at < self._timer.when():
            self._wake(at)

    def stop(self) -> None:
        """Call nobody any more."""
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _wake(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._beat)

    def _beat(self) -> None:
        self._timer = None
        now = self._loop.time()
        try:
            while self._due and self._due[0][0] <= now:
                self._call(now)
        finally:  # one camera's failure is not the others'
            if self._due:
                self._wake(max(self._due[0][0], now + BEAT_S))

    def _call(self, now: float) -> None:
        send_due = heappop(self._due)[2]
        at = send_due(now)
        if at is not None:
            heappush(self._due, (at, next(self._order), send_due))
