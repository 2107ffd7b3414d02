"""FFmpeg's demuxer: a camera's packets as they come, none of them decoded here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from core.clock import Clock
from video.films.coding import Coding
from video.readers.shot import Coded, Stamp

_OPTIONS = {
    "rtsp_transport": "tcp",
    # What SDP and packets say is enough: watching the stream first costs a second and a decoded frame.
    "fpsprobesize": "0",
    "analyzeduration": "0",
    "probesize": "32",
}
_UNDECODED: Any = [{"skip_frame": "all"}]  # PyAV's annotation wants strings, its code mappings
_NO_TIME = 1 << 62
"""FFmpeg's word for an unknown instant is smaller than minus this."""


@cache
def configure() -> None:
    """Keep FFmpeg's own words, in which URLs may stand, out of every log."""
    av.logging.set_level(None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a stream says about itself."""

    codec: str
    width: int
    height: int


@dataclass(eq=False)
class Packets:
    """One open stream."""

    container: InputContainer
    stream: VideoStream
    tick_s: float
    """What the stream counts time in."""

    @classmethod
    def open(cls, url: str, open_timeout_s: float, read_timeout_s: float) -> "Packets | None":
        """Open a stream, or return None where FFmpeg cannot."""
        configure()
        try:
            container = av.open(
                url,
                options=_OPTIONS,
                stream_options=_UNDECODED,
                timeout=(open_timeout_s, read_timeout_s),
            )
        except (av.FFmpegError, ValueError):
            return None
        if not container.streams.video:
            container.close()
            return None
        stream = container.streams.video[0]
        return cls(container, stream, float(stream.time_base or 0))

    @property
    def facts(self) -> Facts:
        """Return what is known of the stream now."""
        context = self.stream.codec_context
        return Facts(context.name, context.width, context.height)

    @property
    def coding(self) -> Coding:
        """Return what a decoder of its packets must know first."""
        context = self.stream.codec_context
        return Coding(context.name, context.extradata)

    def __iter__(self) -> Iterator["av.Packet[Any]"]:
        """Yield packets until the stream ends or breaks; `TimeoutError` where it falls silent."""
        try:
            for packet in self.container.demux(self.stream):
                if packet.size:
                    yield packet
        except av.error.ExitError as error:  # what PyAV's interrupt leaves behind
            raise TimeoutError from error
        except TimeoutError:
            raise
        except av.FFmpegError:
            return

    def stream_s(self, packet: "av.Packet[Any]") -> float | None:
        """Return a packet's presentation time in the stream, in seconds."""
        return None if packet.pts is None else packet.pts * self.tick_s

    def shot(self, packet: "av.Packet[Any]", received_s: float, clock: Clock) -> Coded:
        """Return a key frame's packet as a picture that waits."""
        return Coded(self._stamp(packet, received_s, clock), self.coding, bytes(packet))

    def close(self) -> None:
        """Take leave of the camera."""
        self.container.close()

    def _stamp(self, packet: "av.Packet[Any]", received_s: float, clock: Clock) -> Stamp:
        stream_s = self.stream_s(packet)
        if stream_s is None:
            return Stamp(received_s, clock.now())
        return Stamp(received_s, clock.now(), stream_s, self._camera_at(stream_s))

    def _camera_at(self, stream_s: float) -> datetime | None:
        """Return what the camera's clock said: its sender report tied the stream's time to it."""
        began_us = self.container.start_time_realtime
        if began_us is None or not 0 < began_us < _NO_TIME:
            return None
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=began_us, seconds=stream_s)
