"""H.264: its configuration record (ISO 14496-15), its RTP payloads and SDP (RFC 6184)."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence

from video.simulator.codec import Codec, Configuration
from video.simulator.rtp import PAYLOAD_BYTES

_SPS, _PPS, _DELIMITER, _FILLER, _FU_A = 7, 8, 9, 12, 28


def payloads(nals: Iterable[bytes], limit: int = PAYLOAD_BYTES) -> list[bytes]:
    """Return RTP payloads: a small NAL unit as it is, a large one in FU-A fragments."""
    found: list[bytes] = []
    for nal in nals:
        found.extend([nal] if len(nal) <= limit else _fragments(nal, limit))
    return found


def _fragments(nal: bytes, limit: int) -> Iterator[bytes]:
    indicator, kind = nal[0] & 0xE0 | _FU_A, nal[0] & 0x1F
    starts = range(1, len(nal), limit - 2)
    for at in starts:
        edge = (0x80 if at == starts[0] else 0) | (0x40 if at == starts[-1] else 0)
        yield bytes((indicator, kind | edge)) + nal[at : at + limit - 2]


def _kind(nal: bytes) -> int:
    return nal[0] & 0x1F


def _configuration(record: bytes) -> Configuration:
    """Read the first SPS and PPS of an AVC decoder configuration record."""
    sps_length = int.from_bytes(record[6:8], "big")
    sps, rest = record[8 : 8 + sps_length], record[8 + sps_length :]
    pps = rest[3 : 3 + int.from_bytes(rest[1:3], "big")]
    return Configuration((record[4] & 3) + 1, (sps, pps))


def _format(sets: Sequence[bytes]) -> str:
    encoded = ",".join(b64encode(part).decode() for part in sets)
    level = sets[0][1:4].hex().upper()
    return f"packetization-mode=1;profile-level-id={level};sprop-parameter-sets={encoded}"


H264 = Codec(
    name="h264",
    encoding="H264",
    encoder="libx264",
    configuration=_configuration,
    kind=_kind,
    left_out=frozenset({_SPS, _PPS, _DELIMITER, _FILLER}),
    payloads=payloads,
    format=_format,
)
