"""RTCP sender reports (RFC 3550), framed for RTSP's TCP connection."""

import struct

_REPORT = struct.Struct(">BBHBBHIIIIII")
_SENDER_REPORT = 200
_NTP_EPOCH_S = 2_208_988_800


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
        (seconds + _NTP_EPOCH_S) & 0xFFFFFFFF, fraction, timestamp,
        packet_count & 0xFFFFFFFF, octets & 0xFFFFFFFF,
    )  # fmt: skip
