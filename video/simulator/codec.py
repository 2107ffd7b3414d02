"""What the simulator must know of a video codec to play it: its NAL units, its payloads, its SDP."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Configuration:
    """A decoder configuration record: bytes of each NAL unit's length field, and parameter sets."""

    length_bytes: int
    sets: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Codec:
    """One codec; `name` is FFmpeg's, `encoding` the SDP's."""

    name: str
    encoding: str
    encoder: str
    configuration: Callable[[bytes], Configuration]
    kind: Callable[[bytes], int]
    """The type of a NAL unit."""
    left_out: frozenset[int]
    """Types not sent where they stand: parameter sets go with key frames, the others are of no use."""
    payloads: Callable[[Iterable[bytes]], list[bytes]]
    """The RTP payloads of one access unit's NAL units."""
    format: Callable[[Sequence[bytes]], str]
    """The SDP's format parameters, from the parameter sets."""

    def split(self, data: bytes, length_bytes: int) -> list[bytes]:
        """Return the NAL units of a packet that are sent where they stand."""
        found, at = [], 0
        while at + length_bytes < len(data):
            size = int.from_bytes(data[at : at + length_bytes], "big")
            at += length_bytes
            nal = data[at : at + size]
            if nal and self.kind(nal) not in self.left_out:
                found.append(nal)
            at += size
        return found
