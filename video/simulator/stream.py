"""One client's session: access units leave on time, or whole GOPs are lost."""

import asyncio
import random
import secrets
from collections.abc import Callable, Mapping

from video.simulator.counters import Counters
from video.simulator.faults import Fault
from video.simulator.footage import Unit
from video.simulator.outlet import Outlet, Paced
from video.simulator.rtcp import sender_report
from video.simulator.rtp import PREFIX_BYTES, Spans

BUFFER_BYTES = 2 * 1024 * 1024
BUFFER_S = 2.0
REPORT_S = 5.0
_SMALLEST_SPOILED = 200


class Stream:
    """Numbers a camera's units for one client and hands them to its outlet."""

    def __init__(
        self, outlet: Outlet, rate: float | None, channel: int, end: Callable[[bool], None]
    ) -> None:
        """`rate` bounds the outlet; `end` closes the client's connection, with a reset when told so."""
        self.id = secrets.token_hex(8)
        self.sequence = secrets.randbelow(1 << 15)
        self.report_at = 0.0
        self.end = end
        self._outlet, self._rate = Paced(outlet, rate), rate
        self._channel = channel
        self._ssrc = secrets.randbits(32)
        self._base = secrets.randbits(31)
        self._room = BUFFER_BYTES
        self._waits_for_key = True
        self._over = False
        self._sent = (0, 0)
        self._dice = random.Random(20)  # noqa: S311 - not a secret: every run has the same damage

    def timestamp(self, ticks: int) -> int:
        """Return the RTP timestamp of a camera's ticks."""
        return (self._base + ticks) & 0xFFFFFFFF

    def wait_for_key(self) -> None:
        """Send nothing before the next key frame."""
        self._waits_for_key = True

    def pace(self, rate: float | None) -> None:
        """Bound what leaves, in bytes a second; None is without a bound of the network's own."""
        self._outlet.rate = self._rate if rate is None else rate
        self._room = BUFFER_BYTES if rate is None else int(rate * BUFFER_S)

    def stop(self) -> None:
        """Let nothing more leave."""
        self._outlet.close()
        self.wait_for_key()

    def take(
        self, unit: Unit, ticks: int, faults: Mapping[Fault, float], counters: Counters
    ) -> None:
        """Send one unit, unless a fault or a client that is too slow forbids it."""
        if self._over:
            return
        full = self._outlet.backlog > self._room
        if full or Fault.STALLED in faults or (self._waits_for_key and not unit.key):
            self._waits_for_key = True
            counters.dropped_units += 1
            return
        self._waits_for_key = False
        spans = unit.packets.spans
        wire = unit.packets.numbered(
            self._channel, self.sequence, self.timestamp(ticks), self._ssrc
        )
        if faults:
            self._misbehave(wire, spans, faults)
        if Fault.TORN not in faults:
            self._outlet.send(wire, spans)
        self.sequence = (self.sequence + len(spans)) & 0xFFFF
        self._sent = self._sent[0] + len(spans), self._sent[1] + unit.packets.octets
        counters.sent_units += 1

    def report(self, now: float, unix_s: float, ticks: int) -> None:
        """Say which wall-clock instant belongs to which timestamp; `report_at` is when to do so again."""
        if self._waits_for_key or self._over:
            return
        self.report_at = now + REPORT_S
        stamp = self.timestamp(ticks)
        report = sender_report(self._channel + 1, self._ssrc, unix_s, stamp, self._sent)
        self._outlet.send(report, ((0, len(report) - PREFIX_BYTES),), report=True)

    def _misbehave(self, wire: bytearray, spans: Spans, faults: Mapping[Fault, float]) -> None:
        # By chance: every second picture would be each key frame, or none.
        if self._dice.random() < faults.get(Fault.CORRUPT, 0.0):
            spoil(wire, spans)
        if Fault.TORN in faults:
            half = (len(spans) + 1) // 2
            self._outlet.send(wire[: len(wire) // 2], spans[:half])
        if Fault.TORN in faults or Fault.HUNG_UP in faults:
            self._over = True
            # Later, so that what was just sent arrives: a reset discards what is still on its way.
            asyncio.get_running_loop().call_later(0.05, self.end, Fault.TORN in faults)


def spoil(wire: bytearray, spans: Spans) -> None:
    """Turn some bytes around in the middle of every large packet: slices, never parameter sets."""
    for start, length in spans:
        if length >= _SMALLEST_SPOILED:
            for quarter in (1, 2, 3):
                wire[start + PREFIX_BYTES + length * quarter // 4] ^= 0x5A
