"""H.264 over RTP (RFC 6184) and RTCP sender reports (RFC 3550), framed for RTSP's TCP connection."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PAYLOAD_TYPE = 96
PAYLOAD_BYTES = 1400
CLOCK_HZ = 90_000

_FRAME = struct.Struct(">BBHBBHII")  # "$", channel, length; then the RTP header
_REPORT = struct.Struct(">BBHBBHIIIIII")
_MARKER = 0x80
_FU_A = 28
_SENDER_REPORT = 200
_NTP_EPOCH_S = 2_208_988_800


@dataclass(frozen=True, slots=True)
class Packets:
    """The packets of one access unit in one buffer; only their headers are still to be filled."""

    wire: bytes
    spans: tuple[tuple[int, int], ...]

    @property
    def octets(self) -> int:
        """Bytes of payload, as a sender report counts them."""
        return len(self.wire) - len(self.spans) * _FRAME.size

    def numbered(self, channel: int, sequence: int, timestamp: int, ssrc: int) -> bytearray:
        """Return the interleaved frames with their headers; the last one carries the marker."""
        wire = bytearray(self.wire)
        last = len(self.spans) - 1
        for index, (start, length) in enumerate(self.spans):
            kind = PAYLOAD_TYPE | (_MARKER if index == last else 0)
            number = (sequence + index) & 0xFFFF
            _FRAME.pack_into(
                wire, start, 0x24, channel, length, 0x80, kind, number, timestamp, ssrc
            )
        return wire


def packets(nals: Iterable[bytes]) -> Packets:
    """Pack the NAL units of one access unit."""
    wire, spans = bytearray(), []
    for payload in payloads(nals):
        spans.append((len(wire), _FRAME.size - 4 + len(payload)))
        wire += bytes(_FRAME.size) + payload
    return Packets(bytes(wire), tuple(spans))


def payloads(nals: Iterable[bytes], limit: int = PAYLOAD_BYTES) -> list[bytes]:
    """Return RTP payloads: a small NAL unit as it is, a large one in FU-A fragments."""
    found: list[bytes] = []
    for nal in nals:
        found.extend([nal] if len(nal) <= limit else _fragments(nal, limit))
    return found


def _fragments(nal: bytes, limit: int) -> Sequence[bytes]:
    indicator, kind = nal[0] & 0xE0 | _FU_A, nal[0] & 0x1F
    pieces = [nal[at : at + limit - 2] for at in range(1, len(nal), limit - 2)]
    last = len(pieces) - 1
    return [
        bytes((indicator, kind | (0x80 if at == 0 else 0) | (0x40 if at == last else 0))) + piece
        for at, piece in enumerate(pieces)
    ]


def sender_report(
    channel: int, ssrc: int, unix_s: float, timestamp: int, sent: tuple[int, int]
) -> bytes:
    """Return a framed sender report that ties a wall-clock instant to an RTP timestamp."""
    seconds = int(unix_s)
    fraction = int((unix_s - seconds) * 2**32)
    packet_count, octets = sent
    length = _REPORT.size - 4
    return _REPORT.pack(
        0x24, channel, length, 0x80, _SENDER_REPORT, length // 4 - 1, ssrc,
        seconds + _NTP_EPOCH_S, fraction, timestamp, packet_count & 0xFFFFFFFF, octets & 0xFFFFFFFF,
    )  # fmt: skip
