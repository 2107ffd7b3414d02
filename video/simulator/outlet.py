"""The ways packets leave: inside the RTSP connection, as datagrams, and either of them slowed down."""

import asyncio
import contextlib
import socket
from collections import deque
from typing import Protocol

from video.simulator.rtp import PREFIX_BYTES, Spans

BEAT_S = 0.01
_SMALLEST_BURST = 3000.0

Wire = bytes | bytearray | memoryview


class Outlet(Protocol):
    """Takes framed packets."""

    @property
    def backlog(self) -> int:
        """Bytes taken but not yet gone."""

    def send(self, wire: Wire, spans: Spans, *, report: bool = False) -> None:
        """Send packets, or a report."""


class Interleaved:
    """Everything goes through the RTSP connection (RFC 2326, 10.12)."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    @property
    def backlog(self) -> int:
        """Bytes the client has not taken yet."""
        return self._transport.get_write_buffer_size()

    def send(self, wire: Wire, spans: Spans, *, report: bool = False) -> None:
        """Send frames as they are."""
        if not self._transport.is_closing():  # asyncio complains of writes to one who has gone
            self._transport.write(wire)


class Ports:
    """The simulator's pair of UDP sockets, shared by all its sessions."""

    def __init__(self, host: str) -> None:
        self.rtp, self.rtcp = _pair(host)

    @property
    def numbers(self) -> tuple[int, int]:
        """The two port numbers."""
        return self.rtp.getsockname()[1], self.rtcp.getsockname()[1]

    def close(self) -> None:
        """Let go of the ports."""
        self.rtp.close()
        self.rtcp.close()


class Datagrams:
    """Each packet is a datagram to the client's ports; what the kernel has no room for is lost."""

    backlog = 0

    def __init__(self, ports: Ports, host: str, numbers: tuple[int, int]) -> None:
        self._ports = ports
        self._rtp, self._rtcp = ((host, number) for number in numbers)

    def send(self, wire: Wire, spans: Spans, *, report: bool = False) -> None:
        """Send packets without their prefixes."""
        one, to = (self._ports.rtcp, self._rtcp) if report else (self._ports.rtp, self._rtp)
        view = memoryview(wire)
        for start, length in spans:
            begin = start + PREFIX_BYTES
            with contextlib.suppress(OSError):  # full, or a client that has gone
                one.sendto(view[begin : begin + length], to)


class Paced:
    """Lets an outlet send no faster than its rate, in bytes a second; None is without a bound."""

    def __init__(self, outlet: Outlet, rate: float | None = None) -> None:
        self.rate = rate
        self._outlet = outlet
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[Wire, int, bool]] = deque()
        self._bytes = 0
        self._allowed, self._at = 0.0, 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def backlog(self) -> int:
        """Bytes waiting here and behind."""
        return self._bytes + self._outlet.backlog

    def send(self, wire: Wire, spans: Spans, *, report: bool = False) -> None:
        """Send now what the rate allows and the rest later, packet by packet."""
        if not self._waiting and self._affords(len(wire)):
            self._outlet.send(wire, spans, report=report)
            return
        view = memoryview(wire)
        for start, length in spans:
            end = start + PREFIX_BYTES + length
            self._waiting.append((view[start:end], length, report))
            self._bytes += end - start
        if self._timer is None:
            self._drain()

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._bytes = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _affords(self, size: int) -> bool:
        """Spend what so many bytes cost, if they may all go at once."""
        if self.rate is None:
            return True
        self._earn(self.rate)
        if self._allowed < size:
            return False
        self._allowed -= size
        return True

    def _drain(self) -> None:
        self._timer = None
        if self.rate is not None:
            self._earn(self.rate)
        while self._waiting and (self.rate is None or self._allowed > 0):
            wire, length, report = self._waiting.popleft()
            self._bytes -= len(wire)
            self._allowed -= len(wire)
            self._outlet.send(wire, ((0, length),), report=report)
        if self._waiting:
            self._timer = self._loop.call_later(BEAT_S, self._drain)

    def _earn(self, rate: float) -> None:
        now = self._loop.time()
        burst = max(rate * 2 * BEAT_S, _SMALLEST_BURST)
        self._allowed = min(burst, self._allowed + (now - self._at) * rate)
        self._at = now


def _pair(host: str) -> tuple[socket.socket, socket.socket]:
    """Bind an even port and the odd one behind it (RFC 3550, 11)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        rtp, rtcp = (socket.socket(family, socket.SOCK_DGRAM) for _ in range(2))
        for one in (rtp, rtcp):
            one.setblocking(False)
        rtp.bind((host, 0))
        number = rtp.getsockname()[1]
        with contextlib.suppress(OSError):
            if number % 2 == 0:
                rtcp.bind((host, number + 1))
                return rtp, rtcp
        rtp.close()
        rtcp.close()
