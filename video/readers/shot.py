"""A picture on its way: taken now, paid for only when somebody looks at it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

import av
from av.video.codeccontext import VideoCodecContext

from algorithms.contract.values import Pixels
from video.films.coding import Coding

LARGEST_SIDE = 8192


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a picture was received, and what the stream says about time."""

    received_s: float
    """On the monotonic clock: what staleness is measured by."""
    taken_at: datetime
    """When it was received, in UTC: what events and states are stamped with."""
    stream_s: float | None = None
    """Its presentation time in the stream."""
    camera_at: datetime | None = None
    """What the camera's own clock said, from its RTCP sender reports."""


class Shot(Protocol):
    """A picture that waits to be looked at."""

    @property
    def stamp(self) -> Stamp:
        """When it was received."""
        ...

    def develop(self) -> Pixels | None:
        """Return it as BGR (height × width × 3), or None when it is no single whole picture."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Developed:
    """A picture that was decoded by the reader already."""

    stamp: Stamp
    pixels: Pixels

    def develop(self) -> Pixels | None:
        """Return it."""
        return self.pixels


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """One key frame as it came over the wire: an older one is thrown away without having been decoded."""

    stamp: Stamp
    coding: Coding
    data: bytes = field(repr=False)

    def develop(self) -> Pixels | None:
        """Decode it by itself; anything but exactly one whole picture is none.

        A new decoder for each picture costs nothing beside the picture and knows nothing of the one
        before, so that a camera whose “key frames” lean on others is found out.
        """
        decoder = cast(VideoCodecContext, av.CodecContext.create(self.coding.codec, "r"))
        decoder.thread_count = 1
        if self.coding.extradata:
            decoder.extradata = self.coding.extradata
        try:
            pictures = [*decoder.decode(av.Packet(self.data)), *decoder.decode(None)]
        except av.FFmpegError:
            return None
        if len(pictures) != 1 or pictures[0].is_corrupt:
            return None
        if not 0 < max(pictures[0].width, pictures[0].height) <= LARGEST_SIDE:
            return None
        return cast(Pixels, pictures[0].to_ndarray(format="bgr24"))
