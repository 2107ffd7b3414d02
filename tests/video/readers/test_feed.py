"""One camera's reader against real servers that fail in every way cameras do."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from algorithms.contract.values import Frame, Pixels
from core.clock import SystemClock
from core.ids import uuid7
from core.net.allowed import Allowed
from core.net.networks import parse_networks
from tests.video import clips
from tests.video.conftest import PASSWORD, USER
from tests.video.readers.answering import answering, closed_port
from video.readers import Demand, Feed, Patience, continuous
from video.readers.capture import Capture
from video.simulator import Channel, SimulatorProcess

QUICK = Patience(open_s=2, read_s=0.5, reconnect_max_s=0.2, patrol_from_s=30)
ANYWHERE = Allowed(parse_networks("0.0.0.0/0,::/0"), "ALGOMART_CAMERA_NETWORKS", public=False)


@contextmanager
def reading(url: str, interval_s: float = 0.1, allowed: Allowed = ANYWHERE) -> Iterator[Feed]:
    feed = Feed(Demand(uuid7(), url, interval_s), QUICK, allowed=allowed)
    feed.start()
    try:
        yield feed
    finally:
        assert feed.stop(10)


def eventually(check: Callable[[], bool]) -> None:
    """Wait for something to become true; how long it takes is not the test's business."""
    until = time.monotonic() + 30
    while not check():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


def next_frame(feed: Feed) -> Frame:
    found: list[Frame] = []

    def look() -> bool:
        now_s = time.monotonic()
        frame = feed.take(now_s)
        if frame:
            feed.expect(now_s + feed.demand.interval_s)
            found.append(frame)
        return bool(found)

    eventually(look)
    return found[0]


def assert_fails_with(feed: Feed, state: str, *reasons: str) -> None:
    eventually(lambda: feed.link.state == state and feed.link.reason in reasons)


def test_frames_are_the_cameras_and_looks_keep_their_order(playing: SimulatorProcess) -> None:
    with reading(playing.url("/gate", credentials=True), 0.2) as feed:
        assert feed.link.state == "connecting"
        frames = [next_frame(feed) for _ in range(5)]
        link = feed.link
    numbers = [clips.number_in(frame.pixels) for frame in frames]
    steps = [(b - a) % clips.FRAMES for a, b in pairwise(numbers)]
    assert all(3 <= step <= 15 for step in steps), numbers
    assert [frame.sequence for frame in frames] == sorted({frame.sequence for frame in frames})
    assert {frame.camera_id for frame in frames} == {feed.demand.camera_id}
    assert {frame.pixels.shape for frame in frames} == {(240, 320, 3)}
    assert (link.state, link.reason) == ("streaming", None)
    assert link.frames > len(frames)


def test_a_stream_of_which_no_picture_is_made_is_opened_anew(
    playing: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Capture] = []
    real = Capture.retrieve

    def retrieve(capture: Capture) -> Pixels | None:
        """Make nothing of what the first connection brings, as OpenCV does of a stream opened half."""
        opened.append(capture)
        return None if capture is opened[0] else real(capture)

    monkeypatch.setattr(Capture, "retrieve", retrieve)
    monkeypatch.setattr(continuous, "BLIND_S", 0.3)
    with reading(playing.url("/gate", credentials=True), 0.2) as feed:
        assert clips.number_in(next_frame(feed).pixels) >= 0
        assert feed.link.drops["undecodable"] > 1


def test_a_slow_taker_gets_the_newest_frame(playing: SimulatorProcess) -> None:
    with reading(playing.url("/gate", credentials=True), 0) as feed:
        next_frame(feed)
        eventually(lambda: feed.link.drops.get("replaced", 0) >= 10)
        taken_at = next_frame(feed).taken_at
        assert abs((SystemClock().now() - taken_at).total_seconds()) < 1


@pytest.mark.parametrize(
    ("url", "state", "reasons"),
    [
        ("rtsp://127.0.0.1:{closed}/x", "offline", ("port_closed",)),
        ("rtsp://[100::1]/x", "offline", ("unreachable",)),
        ("rtsp://a..b/x", "offline", ("unknown_host",)),
    ],
)
def test_nobody_there_is_offline(url: str, state: str, reasons: tuple[str, ...]) -> None:
    with reading(url.format(closed=closed_port())) as feed:
        assert_fails_with(feed, state, *reasons)
        assert feed.link.frames == 0


def test_a_camera_outside_the_allowed_networks_is_refused(playing: SimulatorProcess) -> None:
    elsewhere = Allowed(parse_networks("10.0.0.0/8"), "ALGOMART_CAMERA_NETWORKS", public=False)
    with reading(playing.url("/gate", credentials=True), allowed=elsewhere) as feed:
        assert_fails_with(feed, "refused", "address_not_allowed")
        assert feed.link.frames == 0


def test_a_wrong_password_is_refused_and_the_right_one_is_let_in_later(
    simulator: SimulatorProcess,
) -> None:
    url = simulator.url("/gate", credentials=True)
    simulator.set_password("changed")
    with reading(url) as feed:
        assert_fails_with(feed, "refused", "bad_credentials")
        simulator.set_password(PASSWORD)
        next_frame(feed)
        assert feed.link.state == "streaming"


def test_a_path_that_does_not_exist_is_a_wrong_stream(playing: SimulatorProcess) -> None:
    with reading(playing.url("/nowhere", credentials=True)) as feed:
        assert_fails_with(feed, "wrong_stream", "no_such_stream")


def test_a_port_that_is_no_camera_is_a_wrong_stream() -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url, reading(url) as feed:
        assert_fails_with(feed, "wrong_stream", "not_rtsp")


def test_a_port_that_says_nothing_is_silent() -> None:
    with answering() as url, reading(url) as feed:
        eventually(lambda: feed.stuck(-1.9))
        assert_fails_with(feed, "silent", "no_answer")


def test_a_description_that_leads_nowhere_is_a_wrong_stream() -> None:
    sdp = "v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    answer = f"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}"
    with answering(answer.encode()) as url, reading(url) as feed:
        assert_fails_with(feed, "wrong_stream", "undecodable")


def test_a_stalled_camera_is_silent_and_recovers(simulator: SimulatorProcess) -> None:
    with reading(simulator.url("/gate", credentials=True)) as feed:
        next_frame(feed)
        simulator.stall("/gate")
        assert_fails_with(feed, "silent", "stalled", "no_frames")
        simulator.stall("/gate", False)
        eventually(lambda: feed.link.state == "streaming")
        next_frame(feed)


def test_a_stopped_server_is_silent_and_recovers_when_it_goes_on(
    simulator: SimulatorProcess,
) -> None:
    server = psutil.Process(simulator.pid)
    with reading(simulator.url("/gate", credentials=True)) as feed:
        next_frame(feed)
        server.send_signal(signal.SIGSTOP)
        assert_fails_with(feed, "silent", "no_answer")
        server.send_signal(signal.SIGCONT)
        eventually(lambda: feed.link.state == "streaming")
        next_frame(feed)


def test_a_killed_server_is_offline_and_its_successor_may_send_another_size(
    clip: Path, wide_clip: Path
) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(SimulatorProcess({"/gate": Channel(clip)}, USER, PASSWORD))
        feed = stack.enter_context(reading(first.url("/gate", credentials=True)))
        assert next_frame(feed).pixels.shape == (240, 320, 3)
        first.stop()
        assert_fails_with(feed, "offline", "port_closed")
        cameras = {"/gate": Channel(wide_clip)}
        stack.enter_context(SimulatorProcess(cameras, USER, PASSWORD, port=first.port))
        assert next_frame(feed).pixels.shape == (240, 640, 3)


def test_a_broken_connection_is_made_again(simulator: SimulatorProcess) -> None:
    with reading(simulator.url("/gate", credentials=True)) as feed:
        next_frame(feed)
        simulator.cut("/gate")
        eventually(lambda: feed.link.state == "silent")
        eventually(lambda: feed.link.state == "streaming")
        assert next_frame(feed).pixels.size > 0


def test_a_reader_never_started_stops_at_once() -> None:
    feed = Feed(Demand(uuid7(), "rtsp://127.0.0.1/", 1), QUICK, allowed=ANYWHERE)
    assert feed.stop(0)
    assert not feed.stuck(0)
