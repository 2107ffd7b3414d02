"""H.265: its configuration record (ISO 14496-15), its RTP payloads and SDP (RFC 7798)."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence

from video.simulator.codec import Codec, Configuration
from video.simulator.rtp import PAYLOAD_BYTES

_VPS, _SPS, _PPS, _DELIMITER, _FILLER, _AP, _FU = 32, 33, 34, 35, 38, 48, 49
_HEADER_BYTES, _ARRAYS_AT, _LENGTH_AT = 2, 22, 21


def payloads(nals: Iterable[bytes], limit: int = PAYLOAD_BYTES) -> list[bytes]:
    """Return RTP payloads: neighbours that fit together aggregated, a large NAL unit in fragments."""
    found: list[bytes] = []
    for group in _groups(nals, limit):
        if len(group) > 1:
            found.append(_aggregated(group))
        elif len(group[0]) <= limit:
            found.append(group[0])
        else:
            found.extend(_fragments(group[0], limit))
    return found


def _groups(nals: Iterable[bytes], limit: int) -> Iterator[list[bytes]]:
    """Yield runs of NAL units that fit one packet, each with two bytes of length."""
    group: list[bytes] = []
    size = _HEADER_BYTES
    for nal in nals:
        if group and size + 2 + len(nal) > limit:
            yield group
            group, size = [], _HEADER_BYTES
        group.append(nal)
        size += 2 + len(nal)
    if group:
        yield group


def _aggregated(nals: Sequence[bytes]) -> bytes:
    """Return an aggregation packet; its layer and temporal ids are the lowest inside (RFC 7798, 4.4.2)."""
    header = _header(_AP, min(_layer(nal) for nal in nals), min(nal[1] & 7 for nal in nals))
    return header + b"".join(len(nal).to_bytes(2, "big") + nal for nal in nals)


def _fragments(nal: bytes, limit: int) -> Iterator[bytes]:
    header = _header(_FU, _layer(nal), nal[1] & 7)
    room = limit - _HEADER_BYTES - 1
    starts = range(_HEADER_BYTES, len(nal), room)
    for at in starts:
        edge = (0x80 if at == starts[0] else 0) | (0x40 if at == starts[-1] else 0)
        yield header + bytes((edge | _kind(nal),)) + nal[at : at + room]


def _header(kind: int, layer: int, temporal: int) -> bytes:
    return (kind << 9 | layer << 3 | temporal).to_bytes(2, "big")


def _kind(nal: bytes) -> int:
    return nal[0] >> 1 & 0x3F


def _layer(nal: bytes) -> int:
    return int.from_bytes(nal[:2], "big") >> 3 & 0x3F


def _configuration(record: bytes) -> Configuration:
    """Read the first VPS, SPS and PPS of an HEVC decoder configuration record."""
    sets: dict[int, bytes] = {}
    at = _ARRAYS_AT + 1
    for _ in range(record[_ARRAYS_AT]):
        kind, count = record[at] & 0x3F, int.from_bytes(record[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            size = int.from_bytes(record[at : at + 2], "big")
            sets.setdefault(kind, record[at + 2 : at + 2 + size])
            at += 2 + size
    return Configuration((record[_LENGTH_AT] & 3) + 1, (sets[_VPS], sets[_SPS], sets[_PPS]))


def _format(sets: Sequence[bytes]) -> str:
    named = zip(("vps", "sps", "pps"), sets, strict=True)
    return ";".join(f"sprop-{name}={b64encode(part).decode()}" for name, part in named)


H265 = Codec(
    name="hevc",
    encoding="H265",
    encoder="libx265",
    configuration=_configuration,
    kind=_kind,
    left_out=frozenset({_VPS, _SPS, _PPS, _DELIMITER, _FILLER}),
    payloads=payloads,
    format=_format,
)
