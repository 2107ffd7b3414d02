"""The children of one model version: one, and more once batches wait for it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from registry.sandbox import Child

GROW_AFTER_S = 0.3
"""A batch that waited so long has one more child started."""
SPARE_S = 60.0
"""A child that nobody needed for so long is ended, unless it is the last."""


@dataclass(slots=True)
class Seat:
    """What runs one batch; without a child it has its own to start."""

    child: Child | None


@dataclass(eq=False)
class Children:
    """Up to `most` children, each of which runs one batch at a time."""

    most: int
    _all: set[Child] = field(default_factory=set)
    _idle: list[tuple[Child, float]] = field(default_factory=list)
    """Those that wait, and since when; the last to come is the first to go, so that surplus ones grow old."""
    _taken: int = 0
    _closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def pids(self) -> list[int]:
        """The ids of their processes."""
        return sorted(child.pid for child in list(self._all))

    @contextmanager
    def seat(self) -> Iterator[Seat]:
        """Wait for a child, or for the right to start one."""
        seat = Seat(self._take())
        try:
            yield seat
        finally:
            self._give_back(seat)

    def started(self, seat: Seat, child: Child) -> None:
        """Take a child in."""
        seat.child = child
        with self._changed:
            self._all.add(child)

    def lost(self, seat: Seat) -> bool:
        """End the child of a seat, and say whether there was one."""
        child, seat.child = seat.child, None
        self._end([child] if child else [])
        return child is not None

    def retire(self) -> None:
        """End every child as soon as it has nothing to do."""
        with self._changed:
            self._closed = True
            idle, self._idle = [child for child, _ in self._idle], []  # nobody takes them any more
        self._end(idle)

    def close(self) -> None:
        """End every child, whatever it does."""
        self._closed = True
        self._end(list(self._all))

    def _take(self) -> Child | None:
        grows_at = time.monotonic() + GROW_AFTER_S
        with self._changed:
            while self._taken and not self._idle:
                room = self._taken < self.most
                left_s = grows_at - time.monotonic()
                if room and left_s <= 0:
                    break
                self._changed.wait(left_s if room else None)
            self._taken += 1
            return self._idle.pop()[0] if self._idle else None

    def _give_back(self, seat: Seat) -> None:
        now = time.monotonic()
        with self._changed:
            self._taken -= 1
            if seat.child is not None:
                self._idle.append((seat.child, now))
            surplus = self._idle if self._closed else self._idle[:-1]
            old = [child for child, since in surplus if self._closed or now - since > SPARE_S]
            self._changed.notify()
        self._end(old)

    def _end(self, children: list[Child]) -> None:
        with self._changed:
            self._all.difference_update(children)
            self._idle = [one for one in self._idle if one[0] not in children]
        for child in children:
            child.close()
