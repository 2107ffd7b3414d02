"""One client's view of one live camera: access units leave on time, or whole GOPs are lost."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field

from video.simulator.footage import Footage, Unit
from video.simulator.rtp import CLOCK_HZ, sender_report

BUFFER_BYTES = 2 * 1024 * 1024
REPORT_S = 5.0
LATEST_S = 1.0


@dataclass
class LiveCamera:
    """Footage on a clock that all its clients share, with the faults a test asks for."""

    footage: Footage
    phase_s: float
    started_at: float
    stalled: bool = False
    refusal: int | None = None
    sent_units: int = 0
    dropped_units: int = 0
    streams: set["Stream"] = field(default_factory=set)

    def position(self, now: float) -> int:
        """Ticks since the first loop began."""
        return int((now - self.started_at + self.phase_s) * CLOCK_HZ)

    def due_at(self, loop: int, unit: Unit) -> float:
        """The instant, on the event loop's clock, at which a unit leaves."""
        ticks = loop * self.footage.length + unit.sent_at
        return self.started_at - self.phase_s + ticks / CLOCK_HZ


class Stream:
    """Sends a live camera to one client, from its last key frame on so that no client has to wait."""

    def __init__(self, camera: LiveCamera, transport: asyncio.Transport, channel: int) -> None:
        self.camera = camera
        self.id = secrets.token_hex(8)
        self.sequence = secrets.randbelow(1 << 15)
        self._transport = transport
        self._channel = channel
        self._ssrc = secrets.randbits(32)
        self._base = secrets.randbits(31)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._at = (0, 0)
        self._waits_for_key = True
        self._report_at = 0.0
        self._packets = self._octets = 0

    @property
    def playing(self) -> bool:
        """Whether units are being sent."""
        return self._timer is not None

    def play(self) -> int:
        """Start at the last key frame and return its RTP timestamp; nothing leaves before the answer."""
        if self._timer is None:
            self.camera.streams.add(self)
            self._at = self.camera.footage.last_key(self.camera.position(self._loop.time()))
            self._waits_for_key = True
            self._timer = self._loop.call_at(0, self._catch_up)
        return self._timestamp()

    def pause(self) -> None:
        """Stop sending; `play` goes on with what is then live."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.camera.streams.discard(self)

    def abort(self) -> None:
        """Cut the client's connection off."""
        self.pause()
        self._transport.abort()

    def _seek(self) -> None:
        self._at = self.camera.footage.next_key(self.camera.position(self._loop.time()))
        self._waits_for_key = True

    def _unit(self) -> Unit:
        return self.camera.footage.units[self._at[1]]

    def _due_at(self) -> float:
        return self.camera.due_at(self._at[0], self._unit())

    def _timestamp(self) -> int:
        shown = self._at[0] * self.camera.footage.length + self._unit().shown_at
        return (self._base + shown) & 0xFFFFFFFF

    def _send_due(self) -> None:
        if self._loop.time() - self._due_at() > LATEST_S:  # this process was stopped or starved
            self.camera.dropped_units += 1
            self._seek()
        self._catch_up()

    def _catch_up(self) -> None:
        if self._transport.is_closing():
            self.pause()
            return
        now = self._loop.time()
        while self._due_at() <= now:
            self._send(self._unit())
            self._advance()
        self._report(now)
        self._timer = self._loop.call_at(self._due_at(), self._send_due)

    def _advance(self) -> None:
        loop, index = self._at
        last = index + 1 == len(self.camera.footage.units)
        self._at = (loop + 1, 0) if last else (loop, index + 1)

    def _send(self, unit: Unit) -> None:
        full = self._transport.get_write_buffer_size() > BUFFER_BYTES
        if full or self.camera.stalled or (self._waits_for_key and not unit.key):
            self._waits_for_key = True
            self.camera.dropped_units += 1
            return
        self._waits_for_key = False
        wire = unit.packets.numbered(self._channel, self.sequence, self._timestamp(), self._ssrc)
        self._transport.write(wire)
        self.sequence = (self.sequence + len(unit.packets.spans)) & 0xFFFF
        self._packets += len(unit.packets.spans)
        self._octets += unit.packets.octets
        self.camera.sent_units += 1

    def _report(self, now: float) -> None:
        if now < self._report_at or self._waits_for_key:
            return
        self._report_at = now + REPORT_S
        timestamp = (self._base + self.camera.position(now)) & 0xFFFFFFFF
        sent = (self._packets, self._octets)
        report = sender_report(self._channel + 1, self._ssrc, time.time(), timestamp, sent)
        self._transport.write(report)
