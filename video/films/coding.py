"""How a stream is coded."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Coding:
    """What a decoder must know before the first packet."""

    codec: str
    extradata: bytes | None = field(repr=False)
