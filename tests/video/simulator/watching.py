"""What clients see of a camera."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray

from tests.video.rtsp_client import Client


@dataclass(frozen=True, slots=True)
class Shown:
    """One decoded picture and its time in seconds."""

    time: float
    pixels: NDArray[np.uint8]


def watch(url: str, transport: str = "tcp") -> Iterator[Shown]:
    """Decode a camera with PyAV for as long as pictures are taken."""
    options = {"rtsp_transport": transport, "fpsprobesize": "0"}
    with av.open(url, options=options, timeout=20) as container:
        for frame in container.decode(video=0):
            pixels = frame.to_ndarray(format="bgr24").astype(np.uint8)
            yield Shown(float(frame.time or 0), pixels)


def starts(viewer: Client, count: int) -> Iterator[tuple[int, int]]:
    """Yield the RTP timestamp and the first H.264 NAL type of each picture."""
    previous = None
    for channel, data in viewer.frames():
        timestamp = struct.unpack(">I", data[4:8])[0]
        if channel == 0 and timestamp != previous:
            previous = timestamp
            yield timestamp, data[12] & 0x1F
            count -= 1
        if not count:
            return
