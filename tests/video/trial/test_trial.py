"""One connection to a camera in a child: facts and a picture, or a reason; a child that hangs is killed."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from core.settings import Settings
from tests.e2e.clips import gstreamer, has_gstreamer
from tests.video import clips
from tests.video.readers.answering import answering, closed_port
from video.simulator import Channel, SimulatorProcess
from video.trial import process
from video.trial.process import Outcome, TrialsBusy, try_camera

SETTINGS = Settings(camera_networks="127.0.0.0/8", open_timeout_s=3)


def _facts(outcome: Outcome) -> tuple[str, int, int, str]:
    facts = outcome.trial.facts
    assert facts is not None
    assert outcome.trial.reason is None
    assert facts.decode_errors == 0
    assert facts.first_picture_s is not None
    assert facts.bitrate_kbps is not None
    assert facts.bitrate_kbps > 0
    assert facts.fps == pytest.approx(clips.RATE, rel=0.1)
    assert facts.keyframe_gap_s == pytest.approx(clips.GOP / clips.RATE, abs=0.05)
    return facts.codec, facts.width, facts.height, facts.transport


def _size(jpeg: bytes) -> tuple[int, ...]:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return tuple(int(side) for side in picture.shape)


def test_a_stream_is_measured_and_seen(playing: SimulatorProcess) -> None:
    outcome = try_camera(playing.url("/gate", credentials=True), SETTINGS)
    assert _facts(outcome) == ("h264", 320, 240, "tcp")
    assert _size(outcome.picture) == (240, 320, 3)
    assert playing.url("/gate", credentials=True) not in repr(outcome)


@pytest.mark.skipif(
    not has_gstreamer(), reason="needs the Debian package gir1.2-gst-rtsp-server-1.0"
)
def test_a_server_that_is_not_ours_is_measured_alike(tmp_path: Path) -> None:
    file = clips.render(tmp_path / "long.mp4", frames=250)
    with gstreamer({"gate": file}) as base:
        outcome = try_camera(f"{base}/gate", SETTINGS)
    assert _facts(outcome) == ("h264", 320, 240, "tcp")
    assert _size(outcome.picture) == (240, 320, 3)


def test_a_large_picture_is_shown_smaller_and_told_at_its_size(tmp_path: Path) -> None:
    file = clips.render(tmp_path / "wide.mp4", 1920, 480)
    with SimulatorProcess({"/wide": Channel(file)}) as running:
        outcome = try_camera(running.url("/wide"), SETTINGS)
    assert _facts(outcome)[1:3] == (1920, 480)
    assert _size(outcome.picture) == (320, 1280, 3)


@pytest.mark.parametrize(
    ("path", "credentials", "reason"),
    [("/gate", False, "bad_credentials"), ("/nowhere", True, "no_such_stream")],
)
def test_a_camera_that_refuses_says_why(
    playing: SimulatorProcess, path: str, credentials: bool, reason: str
) -> None:
    outcome = try_camera(playing.url(path, credentials=credentials), SETTINGS)
    assert (outcome.trial.reason, outcome.trial.facts, outcome.picture) == (reason, None, b"")


def test_a_camera_that_sends_nothing_is_told_of(simulator: SimulatorProcess) -> None:
    simulator.stall("/gate")
    outcome = try_camera(simulator.url("/gate", credentials=True), SETTINGS, look_s=1)
    assert (outcome.trial.reason, outcome.picture) == ("no_frames", b"")


def test_whoever_is_no_camera_is_told_of() -> None:
    with answering(b"HTTP/1.0 400 no\r\n\r\n") as url:
        assert try_camera(url, SETTINGS).trial.reason == "not_rtsp"
    shut = f"rtsp://127.0.0.1:{closed_port()}/1"
    assert try_camera(shut, SETTINGS).trial.reason == "port_closed"
    assert try_camera(shut, Settings()).trial.reason == "address_not_allowed"


@pytest.fixture
def silent() -> Iterator[str]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"rtsp://u:s3cret@127.0.0.1:{server.getsockname()[1]}/1"


def _child() -> psutil.Process:
    """Return the trial's child once it runs."""
    for _ in range(200):
        for one in psutil.Process().children():
            if "video.trial" in one.cmdline():
                return one
        time.sleep(0.02)
    raise AssertionError("no child")


def test_a_child_that_hangs_is_killed_and_nothing_waits_for_it(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE_S", -1.0)
    found: list[Outcome] = []
    trying = threading.Thread(target=lambda: found.append(try_camera(silent, SETTINGS, look_s=0)))
    trying.start()
    child = _child()
    os.kill(child.pid, signal.SIGSTOP)  # as deaf as a call that hangs in a native library
    trying.join()
    assert found[0].trial.reason == "no_answer"
    assert not child.is_running()


def test_the_child_is_told_the_address_where_nobody_else_reads_it(silent: str) -> None:
    trying = threading.Thread(target=lambda: try_camera(silent, SETTINGS))
    trying.start()
    child = _child()
    told = " ".join(child.cmdline()) + str(child.environ())
    child.kill()
    trying.join()
    assert "s3cret" not in told


def test_a_child_that_dies_or_talks_nonsense_is_told_of(silent: str) -> None:
    found: list[Outcome] = []
    trying = threading.Thread(target=lambda: found.append(try_camera(silent, SETTINGS)))
    trying.start()
    _child().kill()
    trying.join()
    assert found[0].trial.reason == "reader_failed"
    for said in (b"", b"nonsense\n", b'{"picture_bytes": 9}\nshort', b'{"reason": "made_up"}\n'):
        assert process._heard(said, 0).trial.reason == "reader_failed"


def test_only_so_many_are_tried_at_once(monkeypatch: pytest.MonkeyPatch, silent: str) -> None:
    monkeypatch.setattr(process, "_seats", threading.BoundedSemaphore(1))
    trying = threading.Thread(target=lambda: try_camera(silent, SETTINGS))
    trying.start()
    child = _child()
    with pytest.raises(TrialsBusy):
        try_camera(silent, SETTINGS)
    child.kill()
    trying.join()
