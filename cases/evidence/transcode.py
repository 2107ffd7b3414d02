"""A clip encoded anew, in a process of its own: for browsers without H.265, and marked for who takes it away.

What a camera sent is hostile until a decoder has survived it. The process has no environment, and limits of
memory, time and size; `python -m cases.evidence.transcode` reads the clip from its input.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from threading import BoundedSemaphore

import av
import numpy as np

from cases.evidence.errors import NotTranscoded
from cases.evidence.watermark import watermark

MODULE = "cases.evidence.transcode"
TIMEOUT_S = 120
MEDIA_TYPE = "video/mp4"
MEMORY_MB = 2048
OUTPUT_MB = 64
WIDTH_PX = 1280
"""A copy to look at is no wider: four times less to encode than of 4K, and all that a page shows."""
FRAMES_MAX = 4000
TICKS = 90_000
_AT_ONCE = BoundedSemaphore(2)
_OPTIONS = {"preset": "veryfast", "crf": "23"}


def transcode(data: bytes, words: Sequence[str] = ()) -> bytes:
    """Return a clip as H.264 in MP4, these words across every picture; raises `NotTranscoded`."""
    if not _AT_ONCE.acquire(timeout=TIMEOUT_S):
        raise NotTranscoded(why="transcode_slow")
    try:
        return _transcoded(data, words)
    finally:
        _AT_ONCE.release()


def _transcoded(data: bytes, words: Sequence[str]) -> bytes:
    command = [sys.executable, "-m", MODULE, json.dumps([*words])]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=TIMEOUT_S,
            env={"PYTHONPATH": ":".join(sys.path), "OMP_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTranscoded(why="transcode_slow") from error
    if done.returncode != 0 or not done.stdout:
        raise NotTranscoded(why="transcode_failed")
    return done.stdout


def _limit() -> None:
    """Bound this process before it reads what a camera sent."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (TIMEOUT_S,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def encode(data: bytes, words: tuple[str, ...]) -> bytes:
    """Return the clip encoded anew, in this process; raises what FFmpeg raises."""
    file = io.BytesIO()
    with av.open(io.BytesIO(data), "r") as told:
        frames = min(told.streams.video[0].frames or FRAMES_MAX, FRAMES_MAX)
    with (
        av.open(io.BytesIO(data), "r") as source,
        av.open(file, "w", format="mp4", options={"moov_size": str(8192 + 40 * frames)}) as out,
    ):
        video = source.streams.video[0]
        video.codec_context.thread_count = 1
        width, height = _size(video.codec_context.width, video.codec_context.height)
        stream = out.add_stream("libx264", options=_OPTIONS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, TICKS)
        stream.codec_context.thread_count = 1
        for number, frame in enumerate(source.decode(video)):
            if number >= FRAMES_MAX or file.tell() > OUTPUT_MB << 20:
                raise ValueError("the clip is too long")
            picture = frame.reformat(width, height, "bgr24").to_ndarray()
            marked = watermark(picture.astype(np.uint8, copy=False), words) if words else picture
            shown = av.VideoFrame.from_ndarray(marked, format="bgr24")
            shown.pts, shown.time_base = round((frame.time or 0) * TICKS), Fraction(1, TICKS)
            out.mux(stream.encode(shown))
        out.mux(stream.encode(None))
    return file.getvalue()


def _size(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, WIDTH_PX / width)
    return max(2, round(width * scale) & ~1), max(2, round(height * scale) & ~1)


if __name__ == "__main__":
    _limit()
    av.logging.set_level(None)
    sys.stdout.buffer.write(encode(sys.stdin.buffer.read(), tuple(json.loads(sys.argv[1]))))
