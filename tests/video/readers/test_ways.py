"""Key frames only, and visits: the same camera read for less, against real servers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest

from core.clock import SystemClock
from core.ids import uuid7
from tests.video import clips
from tests.video.conftest import PASSWORD, USER
from tests.video.readers.test_feed import ANYWHERE, QUICK, assert_fails_with, eventually, next_frame
from video.films.coding import Coding
from video.readers import Bounds, Demand, Feed, Governor, Mode, Patience, Share
from video.readers.packets import Packets
from video.readers.shot import Coded, Stamp
from video.readers.slot import STALE_S
from video.readers.trust import MISMATCHES_MAX
from video.simulator import Channel, SimulatorProcess

VISITS = Patience(open_s=2, read_s=2, reconnect_max_s=0.2, patrol_from_s=0.5)


@contextmanager
def reading(
    url: str, interval_s: float, patience: Patience = QUICK, governor: Governor | None = None
) -> Iterator[Feed]:
    feed = Feed(
        Demand(uuid7(), url, interval_s, "nvr"), patience, allowed=ANYWHERE, governor=governor
    )
    feed.start()
    try:
        yield feed
    finally:
        assert feed.stop(10)


@pytest.mark.parametrize(
    ("mode", "interval_s", "patience"), [("keyframes", 1.0, QUICK), ("patrol", 1.0, VISITS)]
)
def test_only_key_frames_are_looked_at(
    playing: SimulatorProcess, mode: Mode, interval_s: float, patience: Patience
) -> None:
    with reading(playing.url("/gate", credentials=True), interval_s, patience) as feed:
        frames = [next_frame(feed) for _ in range(3)]
        link = feed.link
    assert [clips.number_in(frame.pixels) % clips.GOP for frame in frames] == [0, 0, 0]
    assert {frame.pixels.shape for frame in frames} == {(240, 320, 3)}
    assert (link.state, link.mode) == ("streaming", mode)
    assert link.facts is not None
    assert (link.facts.codec, link.facts.width, link.facts.height) == ("h264", 320, 240)


def test_the_gap_is_measured_and_told(playing: SimulatorProcess) -> None:
    with reading(playing.url("/gate", credentials=True), 1.0) as feed:
        eventually(lambda: feed.link.gap_s is not None)
        gap_s = feed.link.gap_s
    assert gap_s == pytest.approx(clips.GOP / clips.RATE, abs=0.3)


def test_a_camera_whose_key_frames_come_too_seldom_is_read_continuously(
    playing: SimulatorProcess,
) -> None:
    url = playing.url("/gate", credentials=True)
    with reading(url, 1.0) as feed:
        next_frame(feed)
        eventually(lambda: feed.link.gap_s is not None)
        feed.pace(0.2)
        eventually(lambda: feed.link.mode == "continuous")
        next_frame(feed)
        feed.pace(0.2, short=True)
        eventually(lambda: feed.link.mode == "keyframes")
        next_frame(feed)


def test_a_camera_is_left_between_two_visits(simulator: SimulatorProcess) -> None:
    with reading(simulator.url("/gate", credentials=True), 600, VISITS) as feed:
        next_frame(feed)
        eventually(lambda: simulator.counts()["/gate"]["clients"] == 0)
        assert feed.link.state == "streaming"
        feed.expect(time.monotonic())
        next_frame(feed)


def test_one_visit_is_enough_while_its_picture_waits(simulator: SimulatorProcess) -> None:
    with reading(simulator.url("/gate", credentials=True), 600, VISITS) as feed:
        eventually(lambda: feed.holds(time.monotonic()))
        time.sleep(STALE_S / 2)
        assert simulator.counts()["/gate"]["sessions_total"] == 1
        eventually(lambda: simulator.counts()["/gate"]["sessions_total"] == 2)
        next_frame(feed)


def test_visits_fail_with_the_same_words_as_streams(simulator: SimulatorProcess) -> None:
    url = simulator.url("/gate", credentials=True)
    with reading(url, 1.0, VISITS) as feed:
        next_frame(feed)
        simulator.set_password("changed")
        assert_fails_with(feed, "refused", "bad_credentials")
        simulator.set_password(PASSWORD)
        eventually(lambda: feed.link.state == "streaming")
        next_frame(feed)


def test_a_stalled_camera_is_silent_in_every_way(simulator: SimulatorProcess) -> None:
    with reading(simulator.url("/gate", credentials=True), 1.0) as feed:
        next_frame(feed)
        simulator.stall("/gate")
        assert_fails_with(feed, "silent", "stalled", "no_frames")
        simulator.stall("/gate", False)
        next_frame(feed)


def test_a_broken_connection_is_made_again(simulator: SimulatorProcess) -> None:
    with reading(simulator.url("/gate", credentials=True), 1.0) as feed:
        next_frame(feed)
        simulator.cut("/gate")
        eventually(lambda: feed.link.state == "silent")
        eventually(lambda: feed.link.state == "streaming")


def test_what_was_damaged_on_its_way_is_told_and_not_hidden_by_reading_otherwise(
    simulator: SimulatorProcess,
) -> None:
    with reading(simulator.url("/gate", credentials=True), 1.0) as feed:
        next_frame(feed)
        simulator.fault("corrupt", "/gate", 1.0)
        damaged = set()

        def told() -> bool:
            now_s = time.monotonic()
            if feed.take(now_s):  # not all wrong bytes are found out
                feed.expect(now_s)
            damaged.add(feed.damaged())
            return len(damaged - {None}) > MISMATCHES_MAX

        feed.expect(0)
        eventually(told)
        assert feed.link.mode == "keyframes"
        simulator.mend("corrupt", "/gate")
        next_frame(feed)


def test_cameras_of_one_recorder_take_turns(clip: Path) -> None:
    """Six cameras, two sessions: all are seen, and never more than two are connected."""
    paths = [f"/{number}" for number in range(6)]
    governor = Governor(0.2)
    governor.bound(Bounds(recorder=Share(sessions=2, attempts_per_s=100)))
    with SimulatorProcess({path: Channel(clip) for path in paths}, USER, PASSWORD) as nvr:
        feeds = [
            Feed(
                Demand(uuid7(), nvr.url(path, credentials=True), 0.6, "nvr"),
                VISITS,
                allowed=ANYWHERE,
                governor=governor,
            )
            for path in paths
        ]
        for feed in feeds:
            feed.start()
        seen: set[int] = set()
        most = 0
        until = time.monotonic() + 60
        while len(seen) < len(feeds) and time.monotonic() < until:
            most = max(most, sum(one["clients"] for one in nvr.counts().values()))
            for number, feed in enumerate(feeds):
                if feed.take(time.monotonic()):
                    feed.expect(time.monotonic() + 0.6)
                    seen.add(number)
            time.sleep(0.01)
        for feed in feeds:
            assert feed.stop(10)
    assert len(seen) == len(feeds)
    assert most <= 2


def test_a_dead_recorder_is_held_back_and_says_so() -> None:
    governor = Governor(longest_s=60)
    url = "rtsp://127.0.0.1:1/x"
    feeds = [
        Feed(Demand(uuid7(), url, 1.0, "nvr"), QUICK, allowed=ANYWHERE, governor=governor)
        for _ in range(12)
    ]
    for feed in feeds:
        feed.start()
    eventually(lambda: sum(feed.link.reason == "held_back" for feed in feeds) >= 6)
    assert governor.status()["held_back"] == 1
    for feed in feeds:
        assert feed.stop(10)


def _packets(file: Path) -> list[Coded]:
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        coding = Coding(stream.codec_context.name, stream.codec_context.extradata)
        stamp = Stamp(0, SystemClock().now())
        return [Coded(stamp, coding, bytes(one)) for one in container.demux(stream) if one.size]


def test_a_key_frame_develops_alone_and_no_other_frame_does(clip: Path) -> None:
    first, second, *_ = _packets(clip)
    pixels = first.develop()
    assert pixels is not None
    assert pixels.shape == (240, 320, 3)
    assert second.develop() is None
    assert Coded(first.stamp, first.coding, b"\x00\x00\x00\x05garbage").develop() is None


@pytest.mark.parametrize("codec", ["libx265", "mjpeg"])
def test_other_codecs_develop_too(tmp_path: Path, codec: str) -> None:
    file = tmp_path / "clip.mkv"
    with av.open(str(file), "w") as container:
        stream: Any = container.add_stream(codec, rate=25)
        stream.width, stream.height = 320, 240
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.options = {"x265-params": "log-level=none:keyint=10"} if codec == "libx265" else {}
        for number in range(12):
            drawn = av.VideoFrame.from_ndarray(clips.draw(number, 320, 240), format="bgr24")
            drawn.pts = number
            container.mux(stream.encode(drawn))
        container.mux(stream.encode(None))
    pixels = _packets(file)[0].develop()
    assert pixels is not None
    assert clips.number_in(pixels) == 0


def test_an_address_without_a_server_opens_nothing() -> None:
    assert Packets.open("rtsp://127.0.0.1:1/x", 1, 1) is None
