"""What the three ways of reading share: one attempt's camera, its demand, and where pictures go."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import av

from core.clock import Clock
from video.films.film import Unit
from video.films.ring import Ring
from video.readers.gap import KeyGap
from video.readers.governor import Session
from video.readers.mode import Mode
from video.readers.packets import Facts, Packets
from video.readers.shot import Shot
from video.readers.slot import Slot

CHOOSE_EVERY_S = 0.5


@dataclass(eq=False)
class Reading:
    """One connection to a camera, as a way of reading sees it."""

    url: str = field(repr=False)
    mode: Mode
    slot: Slot
    gap: KeyGap
    session: Session
    stopping: Event
    clock: Clock
    open_timeout_s: float
    read_timeout_s: float
    wanted_mode: Callable[[], Mode]
    trusted: bool
    """Whether the camera's key frames stand for themselves."""
    touch: Callable[[], None]
    """Called before each call into a native library, which may hang."""
    shown: Callable[[], None]
    """Called with the first frame."""
    ring: Ring
    """What the stream's last seconds are kept in."""
    frames: int = 0
    facts: Facts | None = None
    began_s: float = field(default_factory=time.monotonic)
    choose_at_s: float = 0.0
    """When to ask again which way of reading is wanted."""

    @property
    def over(self) -> bool:
        """Whether to leave the camera on purpose: stopped, or to be read in another way.

        The way is chosen anew only now and then: choosing costs more than a packet does.
        """
        if self.stopping.is_set():
            return True
        now_s = time.monotonic()
        if now_s >= self.choose_at_s:
            self.choose_at_s = now_s + CHOOSE_EVERY_S
            return self.wanted_mode() != self.mode
        return False

    def received(self) -> float:
        """Note a frame or packet and return the instant."""
        self.frames += 1
        if self.frames == 1:
            self.session.shows()
            self.shown()
        return time.monotonic()

    def open_packets(self) -> Packets | None:
        """Open the stream for demuxing."""
        self.touch()
        packets = Packets.open(self.url, self.open_timeout_s, self.read_timeout_s)
        self.facts = packets.facts if packets else None
        self.gap.start(time.monotonic())
        return packets

    def keep(self, packet: "av.Packet[Any]", now_s: float, stream_s: float | None) -> None:
        """Keep a packet for a clip that may be asked for."""
        if self.ring.on:
            self.ring.add(Unit(now_s, packet.is_keyframe, stream_s, bytes(packet)))

    def offer(self, shot: Shot) -> None:
        """Hand a picture over."""
        self.slot.put(shot)

    def silence(self, *, timed_out: bool) -> str:
        """Return the word for a stream that ended."""
        if not self.frames:
            return "no_frames"
        return "stalled" if timed_out else "hung_up"
