"""A simulated camera: a film on a clock that all its clients share, with the faults a test asks for."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from video.simulator.clock import CameraClock
from video.simulator.counters import Counters
from video.simulator.faults import Fault
from video.simulator.footage import Footage, Place
from video.simulator.pulse import Pulse
from video.simulator.rtp import CLOCK_HZ
from video.simulator.stream import Stream

LATEST_S = 1.0
_CROWDED = {Fault.FULL: 453, Fault.FULL_FORBIDDEN: 403}


@dataclass(frozen=True, slots=True)
class Channel:
    """One camera: which file it plays, how far into it it begins, and what is wrong with its clock."""

    file: Path
    phase_s: float = 0.0
    offset_s: float = 0.0
    drift_ppm: float = 0.0


class LiveCamera:
    """One camera while the simulator runs; `footage` is its own film or what a fault made of it."""

    def __init__(self, channel: Channel, footage: Footage, pulse: Pulse) -> None:
        self.channel = channel
        self.footage = footage
        self.faults: dict[Fault, float] = {}
        self._sharing: dict[Fault, Sequence[LiveCamera]] = {}
        """For each fault the cameras it was switched on for together."""
        self.counters = Counters()
        self.streams: set[Stream] = set()
        self._pulse = pulse
        self._loop = asyncio.get_running_loop()
        ticks = int(channel.phase_s * CLOCK_HZ)
        self._clock = CameraClock(self._loop.time(), ticks)
        self._clock.set(self._loop.time(), channel.offset_s, channel.drift_ppm)
        self._shift = 0
        """The ticks at which the footage's first loop began."""
        self._next: Place = (0, 0)
        self._beating = False
        self._jumped = False

    @property
    def status(self) -> int | None:
        """The status every request is refused with."""
        status = self.faults.get(Fault.REFUSED)
        return None if status is None else int(status)

    def crowded(self) -> int | None:
        """Return the status for one session more, if the limit is reached."""
        for fault, status in _CROWDED.items():
            sessions = sum(one.counters.sessions.now for one in self._sharing.get(fault, ()))
            if sessions >= self.faults.get(fault, float("inf")):
                return status
        return None

    def first(self) -> int:
        """Return the ticks of the key frame with which a client that joins now begins."""
        return self._ticks(self.footage.last_key(self._position()))

    def join(self, stream: Stream) -> None:
        """Send a client what came since the last key frame, and from then on whatever is live."""
        if not self._beating:
            self._next = self.footage.first_after(self._position())
            self._beating = True
            self._pulse.add(self._due_at(), self._send_due)
        self.streams.add(stream)
        stream.pace(self.faults.get(Fault.SLOW))
        place = self.footage.last_key(self._position())
        while place < self._next:
            self._give(stream, place)
            place = self.footage.following(place)
        self._report(stream)

    def leave(self, stream: Stream) -> None:
        """Send nothing more to a client."""
        self.streams.discard(stream)
        stream.stop()

    def cut(self) -> None:
        """Break the connections of all clients."""
        for stream in tuple(self.streams):
            stream.end(False)

    def switch(
        self, faults: Mapping[Fault, float], footage: Footage, group: "Sequence[LiveCamera]"
    ) -> None:
        """Show exactly these faults from now on, and the film they ask for.

        Limits of sessions that are new are shared with the group.
        """
        self._sharing |= {fault: group for fault in faults if fault not in self.faults}
        self.faults = dict(faults)
        offset_s = self.channel.offset_s + faults.get(Fault.CLOCK_OFFSET, 0)
        drift_ppm = self.channel.drift_ppm + faults.get(Fault.CLOCK_DRIFT, 0)
        if (offset_s, drift_ppm) != (self._clock.offset_s, self._clock.drift_ppm):
            self._clock.set(self._loop.time(), offset_s, drift_ppm)
        for stream in self.streams:
            stream.pace(faults.get(Fault.SLOW))
        if footage is not self.footage:
            self._change(footage)

    def _change(self, footage: Footage) -> None:
        """Change the film: seen at once, from a key frame on, with timestamps that go on.

        Clients that were told of another codec are cut off.
        """
        if footage.codec is not self.footage.codec:
            self.cut()
        place = footage.last_key(self._position())
        self._shift = self._clock.position(self._loop.time()) - footage.seen_at(place)
        self.footage, self._next = footage, place
        for stream in self.streams:
            stream.wait_for_key()

    def _send_due(self, now: float) -> float | None:
        if not self.streams:
            self._beating = False
            return None
        if now - self._due_at() > LATEST_S:  # this process was stopped or starved
            self._skip()
        while self._due_at() <= now:
            for stream in tuple(self.streams):
                self._give(stream, self._next)
            self._jumped ^= self.footage.units[self._next[1]].key
            self._next = self.footage.following(self._next)
        for stream in self.streams:
            if stream.report_at <= now:
                self._report(stream)
        return self._due_at()

    def _skip(self) -> None:
        self._next = self.footage.next_key(self._position())
        for stream in self.streams:
            stream.wait_for_key()
            self.counters.dropped_units += 1

    def _give(self, stream: Stream, place: Place) -> None:
        unit = self.footage.units[place[1]]
        stream.take(unit, self._ticks(place), self.faults, self.counters)

    def _report(self, stream: Stream) -> None:
        now = self._loop.time()
        ticks = self._clock.position(now) + self._jump()
        stream.report(now, self._clock.unix(now), ticks)

    def _position(self) -> int:
        return self._clock.position(self._loop.time()) - self._shift

    def _due_at(self) -> float:
        return self._clock.instant(self.footage.sent_at(self._next) + self._shift)

    def _ticks(self, place: Place) -> int:
        return self.footage.seen_at(place) + self._shift + self._jump()

    def _jump(self) -> int:
        return int(self.faults.get(Fault.CLOCK_JUMPS, 0) * CLOCK_HZ) * self._jumped
