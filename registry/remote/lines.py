"""Connections to endpoints that are kept from call to call, for a minute at most.

After that the name is resolved and its addresses are checked again. Another address or credential, an
approval that is taken back and a call that failed end them at once; one that is in use ends with its call.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import httpx

from core.settings import Settings
from registry.remote.outward import Address, open_http

KEPT_S = 60.0


@dataclass(eq=False)
class Line:
    """A client for one address, and the connections it keeps."""

    http: httpx.Client
    address: Address
    opened_s: float
    calls: int = 0
    over: bool = False
    """Whether it serves no further call."""


@dataclass(eq=False)
class Lines:
    """The lines of one process, by endpoint; any of its threads may ask."""

    settings: Settings
    monotonic: Callable[[], float] = time.monotonic
    _lines: dict[UUID, Line] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def lent(self, endpoint_id: UUID, address: Address) -> Iterator[httpx.Client]:
        """Yield a client for a call; raises `EndpointFailed` where none can be opened."""
        with self._lock:
            line = self._current(endpoint_id, address)
            line.calls += 1
        try:
            yield line.http
        finally:
            with self._lock:
                line.calls -= 1
                self._close_unused(line)

    def open(self) -> dict[UUID, Address]:
        """Return the endpoints with a line, and the address it is for."""
        with self._lock:
            return {one: line.address for one, line in self._lines.items()}

    def cut(self, endpoint_id: UUID) -> None:
        """End an endpoint's line: the next call is over a new connection."""
        with self._lock:
            self._end(endpoint_id)

    def sweep(self) -> None:
        """End the lines that were kept for as long as they may be."""
        with self._lock:
            for one in [one for one, line in self._lines.items() if self._is_old(line)]:
                self._end(one)

    def close(self) -> None:
        """End every line."""
        with self._lock:
            for one in [*self._lines]:
                self._end(one)

    def _current(self, endpoint_id: UUID, address: Address) -> Line:
        line = self._lines.get(endpoint_id)
        if line is not None and line.address == address and not self._is_old(line):
            return line
        self._end(endpoint_id)
        http = open_http(self.settings, keeps=True)
        self._lines[endpoint_id] = Line(http, address, self.monotonic())
        return self._lines[endpoint_id]

    def _is_old(self, line: Line) -> bool:
        return self.monotonic() - line.opened_s > KEPT_S

    def _end(self, endpoint_id: UUID) -> None:
        line = self._lines.pop(endpoint_id, None)
        if line is not None:
            line.over = True
            self._close_unused(line)

    def _close_unused(self, line: Line) -> None:
        if line.over and not line.calls:
            line.http.close()
