"""A film taken apart once: access units in sending order, packed and shared by many cameras."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import av

from video.simulator.codec import Codec, Configuration
from video.simulator.errors import UnsuitableFootage
from video.simulator.h264 import H264
from video.simulator.h265 import H265
from video.simulator.rtp import CLOCK_HZ, Packets, packets

CODECS = {codec.name: codec for codec in (H264, H265)}

Place = tuple[int, int]
"""A unit of an endless film: how many loops went before, and its index."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One access unit; its times are 90 kHz ticks from the start of the loop.

    It was seen when it was sent, or earlier: with B-frames `seen_at` lies before `sent_at` and goes back and
    forth.
    """

    sent_at: int
    seen_at: int
    key: bool
    packets: Packets


@dataclass(frozen=True)
class Footage:
    """A file ready to be played; `length` is one loop in 90 kHz ticks."""

    units: tuple[Unit, ...]
    length: int
    codec: Codec
    sets: tuple[bytes, ...]
    width: int
    height: int
    frame_rate: float

    @classmethod
    def open(cls, file: Path) -> "Footage":
        """Take an H.264 or H.265 mp4 (or mkv) apart; nothing is decoded."""
        try:
            with av.open(str(file)) as container:
                return _read(container, file)
        except (OSError, av.error.FFmpegError) as error:
            raise UnsuitableFootage(file=file.name, reason=str(error)) from error

    @property
    def duration_s(self) -> float:
        """Length of one loop."""
        return self.length / CLOCK_HZ

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """Indices of the key frames."""
        return tuple(index for index, unit in enumerate(self.units) if unit.key)

    def last_key(self, position: int) -> Place:
        """Return the last key frame sent at or before this many ticks."""
        loop, within = divmod(position, self.length)
        after = bisect_right(self.keys, within, key=self._sent_at)
        return loop, self.keys[after - 1]

    def next_key(self, position: int) -> Place:
        """Return the first key frame sent at or after this many ticks."""
        loop, within = divmod(position, self.length)
        found = bisect_left(self.keys, within, key=self._sent_at)
        return (loop, self.keys[found]) if found < len(self.keys) else (loop + 1, self.keys[0])

    def first_after(self, position: int) -> Place:
        """Return the first unit sent after this many ticks."""
        loop, within = divmod(position, self.length)
        found = bisect_right(self.units, within, key=lambda unit: unit.sent_at)
        return (loop, found) if found < len(self.units) else (loop + 1, 0)

    def following(self, place: Place) -> Place:
        """Return the place behind this one."""
        loop, index = place
        return (loop, index + 1) if index + 1 < len(self.units) else (loop + 1, 0)

    def sent_at(self, place: Place) -> int:
        """Return the ticks, from the start of the first loop, at which a unit is sent."""
        return place[0] * self.length + self.units[place[1]].sent_at

    def seen_at(self, place: Place) -> int:
        """Return the ticks at which a unit's picture was seen."""
        return place[0] * self.length + self.units[place[1]].seen_at

    def _sent_at(self, index: int) -> int:
        return self.units[index].sent_at


def _read(container: "av.container.InputContainer", file: Path) -> Footage:
    if not container.streams.video:
        raise UnsuitableFootage(file=file.name, reason="it has no video")
    stream = container.streams.video[0]
    context = stream.codec_context
    codec, record = CODECS.get(context.name), context.extradata or b""
    if codec is None or record[:1] != b"\x01":
        raise UnsuitableFootage(file=file.name, reason="its video is not H.264 or H.265 in an mp4")
    configuration = codec.configuration(record)
    found = list(_units(container.demux(stream), codec, configuration))
    if not found or not found[0].key:
        raise UnsuitableFootage(file=file.name, reason="it does not start with a key frame")
    rate = Fraction(stream.average_rate or 25)
    length = max(unit.seen_at for unit in found) - found[0].seen_at + round(CLOCK_HZ / rate)
    size = context.width, context.height
    return Footage(_seen_in_time(found), length, codec, configuration.sets, *size, float(rate))


def _units(
    demuxed: Iterable["av.Packet[Any]"], codec: Codec, configuration: Configuration
) -> Iterator[Unit]:
    start: int | None = None
    for packet in demuxed:
        if packet.dts is None or packet.pts is None or not packet.size:
            continue
        start = packet.dts if start is None else start
        nals = codec.split(bytes(packet), configuration.length_bytes)
        scale = Fraction(packet.time_base) * CLOCK_HZ
        before = configuration.sets if packet.is_keyframe else ()
        yield Unit(
            sent_at=round((packet.dts - start) * scale),
            seen_at=round((packet.pts - start) * scale),
            key=bool(packet.is_keyframe),
            packets=packets(codec.payloads([*before, *nals])),
        )


def _seen_in_time(units: list[Unit]) -> tuple[Unit, ...]:
    """Move what was seen so far back that nothing is sent before it was seen."""
    lead = max(unit.seen_at - unit.sent_at for unit in units)
    return tuple(replace(unit, seen_at=unit.seen_at - lead) for unit in units)
