"""A film in the making: what came before the instant it was asked for, and what comes until it is over."""

from dataclasses import dataclass, field

from video.films.coding import Coding

SLACK_S = 1.0
"""A camera that sends nothing more ends its films this much late."""


@dataclass(frozen=True, slots=True)
class Roll:
    """How much of a stream is kept for clips, in seconds and bytes a camera; nothing: no clips."""

    before_s: float = 0.0
    after_s: float = 0.0
    bytes_max: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One packet as it came over the wire, or one picture that was looked at, as JPEG."""

    received_s: float
    """On the monotonic clock."""
    key: bool
    stream_s: float | None
    """Its presentation time in the stream."""
    data: bytes = field(repr=False)


@dataclass(eq=False)
class Film:
    """Units in the order they came; the first is a key frame. Bytes are shared with the ring."""

    coding: Coding
    units: list[Unit]
    at_s: float
    """What it is about, on the monotonic clock."""
    until_s: float
    bytes_max: int
    sampled: bool = False
    """Made of the pictures that were looked at, not of the stream's packets."""
    cut_short: str | None = None
    """Why it ended before its time."""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(len(unit.data) for unit in self.units)

    def add(self, unit: Unit) -> None:
        """Take what came, unless the film is over or too large."""
        if self.done(unit.received_s) or unit.received_s > self.until_s:
            return
        if self.size + len(unit.data) > self.bytes_max:
            self.end("size_limit")
            return
        self.units.append(unit)
        self.size += len(unit.data)

    def end(self, why: str) -> None:
        """End it early."""
        self.cut_short = self.cut_short or why

    def done(self, now_s: float) -> bool:
        """Say whether nothing more will come."""
        return self.cut_short is not None or now_s >= self.until_s + SLACK_S
