"""An H.264 file taken apart once: access units in sending order, packed and shared by many cameras."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import av

from video.simulator.errors import UnsuitableFootage
from video.simulator.rtp import CLOCK_HZ, Packets, packets

_SPS, _PPS, _DELIMITER, _FILLER = 7, 8, 9, 12


@dataclass(frozen=True, slots=True)
class Unit:
    """One access unit; its times are 90 kHz ticks from the start of the loop."""

    sent_at: int
    shown_at: int
    key: bool
    packets: Packets


@dataclass(frozen=True)
class Footage:
    """A file ready to be played; `length` is one loop in 90 kHz ticks."""

    units: tuple[Unit, ...]
    length: int
    sps: bytes
    pps: bytes
    width: int
    height: int
    frame_rate: float

    @classmethod
    def open(cls, file: Path) -> "Footage":
        """Take an H.264 mp4 (or mkv) apart; nothing is decoded."""
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

    def last_key(self, position: int) -> tuple[int, int]:
        """Return (loop, index) of the last key frame sent at or before this many ticks."""
        loop, within = divmod(position, self.length)
        after = bisect_right(self.keys, within, key=lambda index: self.units[index].sent_at)
        return loop, self.keys[after - 1]

    def next_key(self, position: int) -> tuple[int, int]:
        """Return (loop, index) of the first key frame sent at or after this many ticks."""
        loop, within = divmod(position, self.length)
        found = bisect_left(self.keys, within, key=lambda index: self.units[index].sent_at)
        return (loop, self.keys[found]) if found < len(self.keys) else (loop + 1, self.keys[0])


def _read(container: "av.container.InputContainer", file: Path) -> Footage:
    if not container.streams.video:
        raise UnsuitableFootage(file=file.name, reason="it has no video")
    stream = container.streams.video[0]
    codec = stream.codec_context
    extra = codec.extradata or b""
    if codec.name != "h264" or extra[:1] != b"\x01":
        raise UnsuitableFootage(file=file.name, reason="its video is not H.264 in an mp4")
    length_bytes, sps, pps = _parameter_sets(extra)
    found = list(_units(container.demux(stream), length_bytes, (sps, pps)))
    if not found or not found[0].key:
        raise UnsuitableFootage(file=file.name, reason="it does not start with a key frame")
    rate = Fraction(stream.average_rate or 25)
    length = max(unit.shown_at for unit in found) - found[0].shown_at + round(CLOCK_HZ / rate)
    return Footage(tuple(found), length, sps, pps, codec.width, codec.height, float(rate))


def _parameter_sets(extra: bytes) -> tuple[int, bytes, bytes]:
    """Read the first SPS and PPS of an AVC decoder configuration record (ISO 14496-15)."""
    sps_length = int.from_bytes(extra[6:8], "big")
    sps, rest = extra[8 : 8 + sps_length], extra[8 + sps_length :]
    pps = rest[3 : 3 + int.from_bytes(rest[1:3], "big")]
    return (extra[4] & 3) + 1, sps, pps


def _units(
    demuxed: Iterable["av.Packet[Any]"], length_bytes: int, sets: tuple[bytes, bytes]
) -> Iterator[Unit]:
    start: int | None = None
    for packet in demuxed:
        if packet.dts is None or packet.pts is None or not packet.size:
            continue
        start = packet.dts if start is None else start
        nals = [
            nal
            for nal in _split(bytes(packet), length_bytes)
            if nal[0] & 0x1F not in (_SPS, _PPS, _DELIMITER, _FILLER)
        ]
        scale = Fraction(packet.time_base) * CLOCK_HZ
        yield Unit(
            sent_at=round((packet.dts - start) * scale),
            shown_at=round((packet.pts - start) * scale),
            key=bool(packet.is_keyframe),
            packets=packets([*sets, *nals] if packet.is_keyframe else nals),
        )


def _split(data: bytes, length_bytes: int) -> Iterator[bytes]:
    at = 0
    while at + length_bytes < len(data):
        size = int.from_bytes(data[at : at + length_bytes], "big")
        at += length_bytes
        if size:
            yield data[at : at + size]
        at += size
