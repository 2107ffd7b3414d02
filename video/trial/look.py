"""Looks at a stream for some seconds and measures it. Runs in the child: native code may hang here."""

import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import av
import cv2
import numpy as np

from algorithms.contract.values import Pixels
from video.trial.facts import SIDE_MAX, Facts

LONGEST_SIDE = 1280
QUALITY = 85
KEYFRAMES = 3
"""The first may come out of a relay's cache; the gap to the third is a real one."""
LEAST_S = 2.0
"""So much of a stream is measured even where key frames come fast."""
TRANSPORT = "tcp"


@dataclass(frozen=True, slots=True)
class Sample:
    """One packet: when it was taken and when it came, in seconds of the stream and of ours."""

    taken: float | None
    came: float
    size: int
    is_key: bool


@dataclass
class Look:
    """What is gathered while packets come."""

    began: float
    codec: str
    width: int = 0
    height: int = 0
    samples: list[Sample] = field(default_factory=list)
    first_picture_s: float | None = None
    errors: int = 0
    picture: Pixels | None = None

    def enough(self) -> bool:
        """Say whether nothing more is learnt by looking on."""
        measured = self._measured()
        keys = sum(sample.is_key for _, sample in measured)
        return _span(measured) >= LEAST_S and keys >= KEYFRAMES and self.picture is not None

    def facts(self) -> Facts | None:
        """Return what was measured, or None without a single picture's size."""
        if not (0 < self.width <= SIDE_MAX and 0 < self.height <= SIDE_MAX):
            return None
        measured = self._measured()
        span, size = _span(measured), sum(sample.size for _, sample in measured[:-1])
        keys = [at for at, sample in measured if sample.is_key]
        gaps = [later - sooner for sooner, later in pairwise(keys)]
        return Facts(
            codec=self.codec,
            width=self.width,
            height=self.height,
            transport=TRANSPORT,
            fps=round((len(measured) - 1) / span, 2) if span > 0 else None,
            keyframe_gap_s=round(max(gaps), 2) if gaps else None,
            bitrate_kbps=round(size * 8 / span / 1000, 1) if span > 0 else None,
            first_picture_s=self.first_picture_s,
            decode_errors=self.errors,
        )

    def _measured(self) -> list[tuple[float, Sample]]:
        """Return the packets in the order of their times: the stream's own, or else those of arrival.

        A relay sends what it has cached at once, so arrival tells little; the first packets of a stream
        may have no time yet.
        """
        stamped = [(one.taken, one) for one in self.samples if one.taken is not None]
        if 2 * len(stamped) < len(self.samples):
            stamped = [(one.came, one) for one in self.samples]
        return sorted(stamped, key=lambda pair: pair[0])


def look(url: str, seconds: float) -> Look | None:
    """Look for at most so many seconds at a checked address; None when the stream does not open."""
    began = time.monotonic()
    options = {"rtsp_transport": TRANSPORT, "fpsprobesize": "0"}
    limits = (seconds, seconds)
    try:
        with av.open(url, options=options, timeout=limits) as container:
            stream = container.streams.video[0]
            stream.thread_count = 1
            found = Look(began, stream.codec_context.name)
            _follow(container, stream, found, began + seconds)
            return found
    except (av.error.FFmpegError, IndexError):
        return None


def jpeg(pixels: Pixels) -> bytes:
    """Return a picture (BGR) as JPEG, its longer side no longer than is shown."""
    height, width = pixels.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return encoded.tobytes() if done else b""


def _follow(container: Any, stream: Any, found: Look, until: float) -> None:
    try:
        for packet in container.demux(stream):
            if packet.size:
                found.samples.append(_sample(packet))
                _decode(packet, found)
            measured = packet.is_keyframe and found.enough()
            if measured or time.monotonic() > until:
                return
    except av.error.FFmpegError:
        return  # it hung up or fell silent; what was seen stays true


def _sample(packet: Any) -> Sample:
    stamp = packet.pts if packet.pts is not None else packet.dts
    taken = float(stamp * packet.time_base) if stamp is not None else None
    return Sample(taken, time.monotonic(), packet.size, bool(packet.is_keyframe))


def _span(measured: list[tuple[float, Sample]]) -> float:
    return measured[-1][0] - measured[0][0] if measured else 0.0


def _decode(packet: Any, found: Look) -> None:
    try:
        frames = packet.decode()
    except av.error.FFmpegError:
        found.errors += 1
        return
    for frame in frames:
        found.width, found.height = frame.width, frame.height
        found.errors += bool(frame.is_corrupt)
        if found.first_picture_s is None:
            found.first_picture_s = round(time.monotonic() - found.began, 2)
        if found.picture is None or frame.key_frame:
            found.picture = frame.to_ndarray(format="bgr24")
