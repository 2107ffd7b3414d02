"""Clips of cameras: every picture there and in its place, nothing encoded anew that need not be."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from core.ids import uuid7
from tests.video import clips
from tests.video.readers.test_feed import ANYWHERE, QUICK, eventually, next_frame
from video.films import Clip, ClipUncuttable, Film, Roll, Unit, cut
from video.films.coding import Coding
from video.films.mp4 import SLIDES_MAX, TICKS, timeline
from video.films.ring import JPEG
from video.readers import Demand, Feed, Mode, Patience
from video.simulator import SimulatorProcess

ROLL = Roll(before_s=1, after_s=1, bytes_max=4 << 20)


@contextmanager
def filming(url: str, interval_s: float, patience: Patience = QUICK) -> Iterator[Feed]:
    feed = Feed(Demand(uuid7(), url, interval_s), patience, allowed=ANYWHERE, roll=ROLL)
    feed.start()
    try:
        yield feed
    finally:
        assert feed.stop(10)


def filmed(feed: Feed, frames: int = 3) -> Film:
    """Look some times and return the film about the last look, once it is over."""
    frame = [next_frame(feed) for _ in range(frames)][-1]
    film = feed.film(frame.received_s)
    assert film is not None
    eventually(lambda: film.done(time.monotonic()))
    return film


def decoded(clip: Clip) -> list[int]:
    """Return the numbers on the pictures of a clip, as a player decodes them."""
    with av.open(io.BytesIO(clip.data), "r") as file:
        frames = [*file.decode(video=0)]
    pts = [frame.pts for frame in frames if frame.pts is not None]
    assert pts == sorted(set(pts))
    return [clips.number_in(frame.to_ndarray(format="bgr24").astype(np.uint8)) for frame in frames]


def index_is_in_front(data: bytes) -> bool:
    return 0 < data.find(b"moov") < data.find(b"mdat")


@pytest.mark.parametrize(
    ("path", "codec", "tag"), [("/gate", "h264", b"avc1"), ("/h265", "hevc", b"hvc1")]
)
def test_packets_go_into_the_clip_as_they_came(
    playing: SimulatorProcess, path: str, codec: str, tag: bytes
) -> None:
    with filming(playing.url(path, credentials=True), 1.0) as feed:
        film = filmed(feed)
    clip = cut(film)
    numbers = decoded(clip)
    steps = [(after - before) % clips.FRAMES for before, after in pairwise(numbers)]
    assert set(steps[:-3]) == {1}  # the last frames' own B-frames may not have come any more
    assert numbers[0] % clips.GOP == 0
    assert len(numbers) == clip.frames > clips.RATE  # a second before, and more after
    assert (clip.codec, clip.width, clip.height) == (codec, 320, 240)
    assert (clip.sampled, clip.cut_short) == (False, None)
    assert clip.seconds == pytest.approx(clip.frames / clips.RATE, abs=0.1)
    assert clip.before_s >= 1
    assert tag in clip.data
    assert index_is_in_front(clip.data)


def test_a_camera_that_vanishes_leaves_what_came_until_then(simulator: SimulatorProcess) -> None:
    with filming(simulator.url("/gate", credentials=True), 1.0) as feed:
        frame = [next_frame(feed) for _ in range(3)][-1]
        film = feed.film(frame.received_s)
        assert film is not None
        simulator.stop()
        eventually(lambda: film.done(time.monotonic()))
    clip = cut(film)
    assert clip.cut_short == "camera_left"
    assert len(decoded(clip)) == clip.frames >= clips.GOP


@pytest.mark.parametrize(
    ("mode", "interval_s", "patience"),
    [
        ("continuous", 0.1, QUICK),
        ("patrol", 1.0, Patience(open_s=2, read_s=2, reconnect_max_s=0.2, patrol_from_s=0.5)),
    ],
)
def test_without_packets_the_looks_become_a_slide_show(
    playing: SimulatorProcess, mode: Mode, interval_s: float, patience: Patience
) -> None:
    with filming(playing.url("/gate", credentials=True), interval_s, patience) as feed:
        assert feed.link.mode == mode
        film = filmed(feed, frames=4)
    clip = cut(film)
    assert (clip.codec, clip.sampled, clip.cut_short) == ("h264", True, None)
    assert len(decoded(clip)) == clip.frames + 1  # the last one stays for a moment
    assert index_is_in_front(clip.data)


def test_a_slide_show_has_a_bounded_number_of_slides_in_the_size_of_the_first() -> None:
    def slide(number: int, width: int) -> Unit:
        _, encoded = cv2.imencode(".jpg", clips.draw(number % 256, width, 240))
        return Unit(number * 10.0, True, None, encoded.tobytes())

    units = [slide(number, 320 if number else 641) for number in range(2 * SLIDES_MAX)]
    clip = cut(Film(JPEG, units, 100.0, 100.0, 1 << 20, sampled=True))
    assert len(decoded(clip)) == SLIDES_MAX + 1
    assert clip.width % 2 == clip.height % 2 == 0
    assert clip.seconds == pytest.approx(SLIDES_MAX, abs=1.1)


def test_pictures_are_shown_in_order_and_decoded_early_enough() -> None:
    order = [0, 3, 1, 2, 6, 4, 5]  # as B-frames come: the later one first
    units = [Unit(place / 25, place == 0, number / 25, b"") for place, number in enumerate(order)]
    shown, decode, length = timeline(units)
    assert [round(pts * 25 / TICKS) for pts in shown] == order
    assert decode == sorted(set(decode))
    assert all(dts <= pts for pts, dts in zip(shown, decode, strict=True))
    assert length == pytest.approx(len(order) / 25 * TICKS, rel=0.01)


def test_a_stream_whose_clock_runs_wild_is_played_by_ours() -> None:
    units = [Unit(second, second == 0, second * 1000.0, b"") for second in range(5)]
    shown, _, _ = timeline(units)
    assert shown == [second * TICKS for second in range(5)]


@pytest.mark.parametrize(
    ("coding", "data", "why"),
    [
        (Coding("h264", None), b"\0\0\0\1 no picture", "undecodable"),
        (Coding("vp8", None), b"x", "codec_unsupported"),
        (JPEG, b"no picture", "undecodable"),
    ],
)
def test_what_makes_no_film_says_why(coding: Coding, data: bytes, why: str) -> None:
    with pytest.raises(ClipUncuttable) as raised:
        cut(Film(coding, [Unit(0, True, 0, data)], 0, 0, 1000))
    assert raised.value.why == why


def test_a_camera_without_headers_in_its_description_is_cut_too(tmp_path: Path) -> None:
    file = clips.render(tmp_path / "n.mp4")
    with av.open(str(file)) as source:
        video = source.streams.video[0]
        annexb = av.bitstream.BitStreamFilterContext("h264_mp4toannexb", video)
        packets = [out for one in source.demux(video) if one.size for out in annexb.filter(one)]
    units = [
        Unit(place / 25, one.is_keyframe, float(one.pts or 0) / 25, bytes(one))
        for place, one in enumerate(packets)
    ]
    units = [
        Unit(one.received_s, one.key, float((packet.pts or 0) * packet.time_base), one.data)
        for one, packet in zip(units, packets, strict=True)
    ]
    clip = cut(Film(Coding("h264", None), units, 1, 2, 1 << 20))
    assert decoded(clip) == [*range(clips.FRAMES)]
