"""A film as MP4: H.264 and H.265 as they came, without decoding; single pictures as a slide show in H.264."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

import av
import cv2
import numpy as np
from av.container import OutputContainer

from video.films.coding import Coding
from video.films.errors import ClipUncuttable
from video.films.film import Film, Unit

MEDIA_TYPE = "video/mp4"
COPIED = {"h264": "avc1", "hevc": "hvc1"}
"""Codecs that go into the file as they came, and the sign browsers know them by."""
TICKS = 90_000
CLOCKS_DIFFER_S = 2.0
"""A stream whose own time runs so differently from ours is played by ours."""
SLIDES_MAX = 100
SLIDE_S = 1.0
"""A pause between two pictures that were looked at is shown no longer than this."""
SLIDE_WIDTH_PX = 1280
_HEAD_BYTES = 8192
_HEAD_BYTES_A_FRAME = 40


@dataclass(frozen=True, slots=True)
class Clip:
    """A finished film."""

    data: bytes = field(repr=False)
    codec: str
    width: int
    height: int
    seconds: float
    before_s: float
    """How much of it lies before what it is about."""
    frames: int
    sampled: bool
    cut_short: str | None


def cut(film: Film) -> Clip:
    """Return the film as MP4, its index in front; raises `ClipUncuttable`."""
    units = list(film.units)
    if not units:
        raise ClipUncuttable(why="nothing_recorded")
    try:
        if film.coding.codec == "mjpeg":
            data, size, seconds = _slides(_thinned(units))
            codec = "h264"
        elif film.coding.codec in COPIED:
            data, size, seconds = _copied(film.coding, units)
            codec = film.coding.codec
        else:
            raise ClipUncuttable(why="codec_unsupported")
    except (av.FFmpegError, cv2.error, ValueError) as error:
        raise ClipUncuttable(why="undecodable") from error
    before_s = max(0.0, film.at_s - units[0].received_s)
    return Clip(data, codec, *size, seconds, before_s, len(units), film.sampled, film.cut_short)


def timeline(units: Sequence[Unit]) -> tuple[list[int], list[int], int]:
    """Return when each unit is shown and decoded, from 0 on, and the length, in ticks.

    Streams with B-frames come in the order of decoding: a unit is decoded at the instant that would be its
    turn to be shown, all of them early enough.
    """
    seconds = [unit.received_s - units[0].received_s for unit in units]
    stream = [unit.stream_s for unit in units]
    if None not in stream and len(units) > 1:
        told = [float(one) for one in stream if one is not None]
        runs_s, ran_s = max(told) - min(told), seconds[-1]
        seconds = told if abs(runs_s - ran_s) < CLOCKS_DIFFER_S else seconds
    first = min(seconds)
    shown = _distinct([round((one - first) * TICKS) for one in seconds])
    turns = sorted(shown)
    early = max(turn - pts for turn, pts in zip(turns, shown, strict=True))
    length = turns[-1] + (turns[-1] // max(1, len(turns) - 1))
    return shown, [turn - early for turn in turns], length


def _distinct(ticks: Sequence[int]) -> list[int]:
    """Return the instants with equal ones moved apart: no two pictures are shown at once."""
    moved, last = dict[int, int](), -1
    for place in sorted(range(len(ticks)), key=lambda one: ticks[one]):
        last = moved[place] = max(ticks[place], last + 1)
    return [moved[place] for place in range(len(ticks))]


def _copied(coding: Coding, units: Sequence[Unit]) -> tuple[bytes, tuple[int, int], float]:
    shown, decoded, length = timeline(units)
    first = io.BytesIO((coding.extradata or b"") + units[0].data)
    with av.open(first, format=coding.codec) as like, _written(len(units)) as (file, out):
        template = like.streams.video[0]
        size = template.codec_context.width, template.codec_context.height
        if not all(size):
            raise ClipUncuttable(why="undecodable")
        stream = out.add_stream_from_template(template, opaque=True)
        stream.codec_context.codec_tag = COPIED[coding.codec]
        stream.time_base = Fraction(1, TICKS)
        for unit, pts, dts in zip(units, shown, decoded, strict=True):
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, Fraction(1, TICKS)
            packet.pts, packet.dts, packet.is_keyframe = pts, dts, unit.key
            out.mux(packet)
    return file.getvalue(), size, length / TICKS


def _thinned(units: Sequence[Unit]) -> Sequence[Unit]:
    """Return at most so many units, evenly chosen, the last one among them."""
    step = -(-len(units) // SLIDES_MAX)
    return units[(len(units) - 1) % step :: step]


def _slides(units: Sequence[Unit]) -> tuple[bytes, tuple[int, int], float]:
    """Encode pictures one after the other; the first decides how large the film is."""
    shown_s, at_s = list[float](), 0.0
    for before, unit in zip([units[0], *units], units, strict=False):
        at_s += min(SLIDE_S, unit.received_s - before.received_s)
        shown_s.append(at_s)
    length_s = at_s + (SLIDE_S if len(units) == 1 else at_s / (len(units) - 1))
    size: tuple[int, int] | None = None
    with _written(len(units)) as (file, out):
        stream = out.add_stream("libx264", options={"preset": "veryfast", "crf": "26"})
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, TICKS)
        stream.codec_context.time_base, stream.codec_context.thread_count = stream.time_base, 1
        for unit, second in [*zip(units, shown_s, strict=True), (units[-1], length_s)]:
            picture = cv2.imdecode(np.frombuffer(unit.data, np.uint8), cv2.IMREAD_COLOR)
            if picture is None:
                continue
            if size is None:
                size = stream.width, stream.height = _even(picture.shape[1], picture.shape[0])
            fitted = np.asarray(cv2.resize(picture, size), np.uint8)
            frame = av.VideoFrame.from_ndarray(fitted, format="bgr24")
            frame.pts, frame.time_base = round(second * TICKS), Fraction(1, TICKS)
            out.mux(stream.encode(frame))
        if size is None:
            raise ClipUncuttable(why="undecodable")
        out.mux(stream.encode(None))
    return file.getvalue(), size, length_s


def _even(width: int, height: int) -> tuple[int, int]:
    """Return a size H.264 can have, no wider than a slide show needs to be."""
    scale = min(1.0, SLIDE_WIDTH_PX / width)
    return max(2, round(width * scale) & ~1), max(2, round(height * scale) & ~1)


@contextmanager
def _written(frames: int) -> Iterator[tuple[io.BytesIO, OutputContainer]]:
    """Yield a file in memory and the MP4 that is written to it, room for the index in front."""
    file = io.BytesIO()
    room = str(_HEAD_BYTES + _HEAD_BYTES_A_FRAME * frames)
    with av.open(file, "w", format="mp4", options={"moov_size": room}) as out:
        yield file, out
