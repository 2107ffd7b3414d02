"""RTP packets (RFC 3550) of one access unit, made once and framed for RTSP's TCP connection."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

PAYLOAD_TYPE = 96
PAYLOAD_BYTES = 1400
CLOCK_HZ = 90_000
PREFIX_BYTES = 4
"""The interleaving prefix before each packet; UDP leaves it out."""

Spans = tuple[tuple[int, int], ...]
"""Where each frame begins, and how long the packet behind its prefix is."""

_FRAME = struct.Struct(">BBHBBHII")  # "$", channel, length; then the RTP header
_NUMBERS = struct.Struct(">HII")
_NUMBERS_AT = 6
_MARKER = 0x80


@dataclass(frozen=True, slots=True)
class Packets:
    """The packets of one access unit in one buffer; only their numbers are still to be filled."""

    wire: bytes
    spans: Spans

    @property
    def octets(self) -> int:
        """Bytes of payload, as a sender report counts them."""
        return len(self.wire) - len(self.spans) * _FRAME.size

    def numbered(self, channel: int, sequence: int, timestamp: int, ssrc: int) -> bytearray:
        """Return the interleaved frames with their numbers; the last one carries the marker."""
        wire = bytearray(self.wire)
        fill = _NUMBERS.pack_into
        for start, _ in self.spans:
            fill(wire, start + _NUMBERS_AT, sequence & 0xFFFF, timestamp, ssrc)
            sequence += 1
        if channel:
            for start, _ in self.spans:
                wire[start + 1] = channel
        return wire


def packets(payloads: Iterable[bytes]) -> Packets:
    """Frame the payloads of one access unit."""
    found = list(payloads)
    wire, spans = bytearray(), []
    for index, payload in enumerate(found):
        length = _FRAME.size - PREFIX_BYTES + len(payload)
        kind = PAYLOAD_TYPE | (_MARKER if index == len(found) - 1 else 0)
        spans.append((len(wire), length))
        wire += _FRAME.pack(0x24, 0, length, 0x80, kind, 0, 0, 0) + payload
    return Packets(bytes(wire), tuple(spans))
