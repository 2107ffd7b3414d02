"""Small clips whose frames carry their own number, drawn by the tests themselves."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

FRAMES, RATE, GOP, BITS = 50, 25, 10, 8


def render(
    file: Path, width: int = 320, height: int = 240, frames: int = FRAMES, h265: bool = False
) -> Path:
    """Write an mp4 with B-frames, a key frame every GOP, and each frame's number in bars."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx265" if h265 else "libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, RATE)
        x265 = f"keyint={GOP}:min-keyint={GOP}:bframes=2:b-adapt=0:open-gop=0:log-level=none"
        x264 = {"g": str(GOP), "bf": "2", "b_strategy": "0"}
        options = {"x265-params": x265} if h265 else x264
        stream.options = {"preset": "ultrafast", **options}
        for number in range(frames):
            picture = av.VideoFrame.from_ndarray(draw(number, width, height), format="bgr24")
            picture.pts = number
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return file


def draw(number: int, width: int, height: int) -> NDArray[np.uint8]:
    """Return a grey picture with the number as eight vertical bars, lowest bit on the left."""
    bits = [number >> bit & 1 for bit in range(BITS)]
    columns = np.repeat(np.array(bits, np.uint8) * 180 + 40, width // BITS)
    picture = np.full((height, width, 3), 128, np.uint8)
    picture[: height // 2, : columns.size] = columns[:, None]
    return picture


def number_in(picture: NDArray[np.uint8]) -> int:
    """Read the number back from a decoded picture."""
    height, width = picture.shape[:2]
    bar = width // BITS
    middles = picture[height // 4, bar // 2 :: bar, 0][:BITS]
    return sum(1 << bit for bit, value in enumerate(middles) if value > 130)


def noise(file: Path, width: int = 640, height: int = 480) -> Path:
    """Write half a second of incompressible H.264, two GOPs: more than any slow client can take."""
    pictures = np.random.default_rng(7).integers(0, 255, (12, height, width, 3), np.uint8)
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"g": "6", "bf": "0", "qp": "4", "preset": "ultrafast"}
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file
