"""What faults of the picture make of a film: drawn and encoded once, then kept as a file."""

import hashlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import islice, repeat
from pathlib import Path
from typing import Any, cast

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from video.simulator.errors import UnsuitableFootage
from video.simulator.faults import Fault
from video.simulator.footage import CODECS
from video.simulator.h264 import H264
from video.simulator.h265 import H265

LONGEST_S = 10
"""No more of a film is drawn anew; it loops."""
GAP_S, KEY_EVERY_S = LONGEST_S, 2
"""From key frame to key frame, with a long GOP and without."""

Picture = NDArray[np.uint8]


def derived(file: Path, faults: frozenset[Fault], folder: Path) -> Path:
    """Return the film with these faults; it is made first if the folder does not have it yet."""
    try:
        state = file.stat()
        recipe = f"{file.resolve()} {state.st_size} {state.st_mtime_ns} {sorted(faults)}"
        path = folder / f"{file.stem}-{hashlib.sha256(recipe.encode()).hexdigest()[:16]}.mp4"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".partial.mp4")
            _encode(file, faults, unfinished)
            unfinished.rename(path)
    except (OSError, av.error.FFmpegError) as error:
        raise UnsuitableFootage(file=file.name, reason=str(error)) from error
    return path


def _encode(file: Path, faults: frozenset[Fault], path: Path) -> None:
    with av.open(str(file)) as source, av.open(str(path), "w") as out:
        video = source.streams.video[0]
        video.thread_type = "AUTO"
        rate = Fraction(video.average_rate or 25)
        codec = CODECS[video.codec_context.name]
        if Fault.OTHER_CODEC in faults:
            codec = H265 if codec is H264 else H264
        gap = round(rate * (GAP_S if Fault.LONG_GOP in faults else KEY_EVERY_S))
        width, height = _size(video.width, video.height, faults)
        options = _options(gap, Fault.FROZEN in faults)[codec.name]
        stream = cast("av.VideoStream", out.add_stream(codec.encoder, rate=rate, options=options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number, picture in enumerate(_pictures(source, faults, round(rate * LONGEST_S))):
            frame = av.VideoFrame.from_ndarray(_seen(picture, faults), format="bgr24")
            frame = frame.reformat(width, height, "yuv420p")
            frame.pts, frame.time_base = number, 1 / rate
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _pictures(source: Any, faults: frozenset[Fault], most: int) -> Iterator[Picture]:
    """Yield the film's pictures; with a long GOP a short film is repeated, or its loops would be short."""
    pictures = _decoded(source)
    if Fault.FROZEN in faults:
        yield from repeat(next(pictures), most)
    while most > 0 and Fault.FROZEN not in faults:
        for picture in islice(pictures, most):
            yield picture
            most -= 1
        if Fault.LONG_GOP not in faults:
            return
        source.seek(0)
        pictures = _decoded(source)


def _decoded(source: Any) -> Iterator[Picture]:
    for frame in source.decode(video=0):
        yield frame.to_ndarray(format="bgr24")


def _seen(picture: Picture, faults: frozenset[Fault]) -> Picture:
    for fault, look in _LOOKS.items():
        if fault in faults:
            picture = look(picture)
    return picture


def _size(width: int, height: int, faults: frozenset[Fault]) -> tuple[int, int]:
    """Return the size to encode, of even sides: two thirds of the film's when it is to be another."""
    factor = 2 / 3 if Fault.RESIZED in faults else 1
    return int(width * factor) // 2 * 2, int(height * factor) // 2 * 2


def _options(gap: int, still: bool) -> dict[str, dict[str, str]]:
    """Return each codec's encoder options: quick, without B-frames, key frames exactly so far apart.

    What stands still is quantized evenly, so that every key frame of it is the same.
    """
    names = ("keyint", "min-keyint", "scenecut", "bframes", "open-gop", "log-level")
    x265 = [*zip(names, (gap, gap, 0, 0, 0, "none"), strict=True), *([("qp", 28)] if still else [])]
    return {
        H264.name: {
            "preset": "ultrafast",
            **({"qp": "26"} if still else {"crf": "26"}),
            "g": str(gap),
            "keyint_min": str(gap),
            "sc_threshold": "0",
            "bf": "0",
        },
        H265.name: {
            "preset": "ultrafast",
            **({} if still else {"crf": "28"}),
            "x265-params": ":".join(f"{name}={value}" for name, value in x265),
        },
    }


def _flat(level: int, picture: Picture) -> Picture:
    return np.full_like(picture, level)


def _overexposed(picture: Picture) -> Picture:
    return np.asarray(cv2.convertScaleAbs(picture, alpha=1.6, beta=110), np.uint8)


def _blurred(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    small = cv2.resize(
        picture, (max(2, width // 40), max(2, height // 40)), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _covered(picture: Picture) -> Picture:
    """Hide all but a strip at the right behind something dark and close, which is out of focus and shaded."""
    height, width = picture.shape[:2]
    kept = np.clip((np.arange(width) / width - 0.85) / 0.1, 0, 1)[None, :, None]
    shade = np.linspace(0.7, 1.3, height)[:, None, None]
    body = np.array((38, 42, 46)) * shade
    return np.asarray(picture * kept + body * (1 - kept), np.uint8)


def _moved(picture: Picture) -> Picture:
    """Look at the lower right corner only."""
    height, width = picture.shape[:2]
    part = picture[height * 2 // 5 :, width * 2 // 5 :]
    return np.asarray(cv2.resize(part, (width, height)), np.uint8)


_LOOKS: dict[Fault, Callable[[Picture], Picture]] = {
    Fault.MOVED: _moved,
    Fault.BLURRED: _blurred,
    Fault.OVEREXPOSED: _overexposed,
    Fault.COVERED: _covered,
    Fault.GRAY: partial(_flat, 128),
    Fault.BLACK: partial(_flat, 0),
}
