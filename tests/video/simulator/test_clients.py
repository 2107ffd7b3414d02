"""Clients that are not ours play the simulated cameras."""

import json
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote

import av
import cv2
import numpy as np
import pytest

from tests import needs
from tests.video import clips
from tests.video.conftest import USER
from video.simulator import SimulatorProcess

TRANSPORTS = pytest.mark.parametrize("transport", ["tcp", "udp"])
CODECS = pytest.mark.parametrize(("path", "codec"), [("/gate", "h264"), ("/h265", "hevc")])


def pictures(url: str, count: int, transport: str = "tcp") -> Iterator[tuple[float, int]]:
    """Yield time and number of the first pictures, as PyAV decodes them."""
    options = {"rtsp_transport": transport, "fpsprobesize": "0"}
    with av.open(url, options=options, timeout=10) as container:
        for _, frame in zip(range(count), container.decode(video=0), strict=False):
            yield (
                float(frame.time or 0),
                clips.number_in(frame.to_ndarray(format="bgr24").astype(np.uint8)),
            )


@TRANSPORTS
@CODECS
def test_every_picture_of_two_loops_is_the_files_and_time_only_rises(
    playing: SimulatorProcess, transport: str, path: str, codec: str
) -> None:
    url = playing.url(path, credentials=True)
    seen = list(pictures(url, clips.FRAMES + 20, transport))
    times = [time for time, _ in seen[5:]]
    assert all(0.03 < later - earlier < 0.05 for earlier, later in pairwise(times))
    numbers = [number for _, number in seen]
    assert numbers == [(numbers[0] + at) % clips.FRAMES for at in range(len(numbers))]


@CODECS
def test_opencv_plays_it(playing: SimulatorProcess, path: str, codec: str) -> None:
    capture = cv2.VideoCapture(playing.url(path, credentials=True), cv2.CAP_FFMPEG)
    shown = [capture.read() for _ in range(20)]
    capture.release()
    assert all(got for got, _ in shown)
    numbers = [clips.number_in(picture.astype(np.uint8)) for _, picture in shown]
    assert numbers == [(numbers[0] + at) % clips.FRAMES for at in range(len(numbers))]


def test_cameras_of_one_file_play_out_of_step(playing: SimulatorProcess) -> None:
    captures = [
        cv2.VideoCapture(playing.url(path, credentials=True), cv2.CAP_FFMPEG)
        for path in ("/gate", "/late")
    ]
    assert all(capture.isOpened() for capture in captures)
    assert all(capture.read()[0] for capture in captures)
    for capture in captures:
        capture.release()


@needs.debian("ffmpeg", "ffprobe")
@TRANSPORTS
@CODECS
def test_ffprobe_recognises_the_stream(
    playing: SimulatorProcess, transport: str, path: str, codec: str
) -> None:
    url = playing.url(path, credentials=True)
    command = ["ffprobe", "-v", "error", "-rtsp_transport", transport, "-of", "json"]
    command += ["-show_streams", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.stderr == ""
    (stream,) = json.loads(done.stdout)["streams"]
    assert (stream["codec_name"], stream["width"], stream["height"]) == (codec, 320, 240)
    assert stream["avg_frame_rate"] == "25/1"


@needs.debian("ffmpeg", "ffprobe")
def test_ffprobe_with_a_wrong_password_is_refused(playing: SimulatorProcess) -> None:
    url = playing.url("/gate").replace("://", f"://{USER}:{quote('wrong')}@")
    command = ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert "401 Unauthorized" in done.stderr


@needs.debian("gstreamer1.0-tools", "gst-launch-1.0")
@TRANSPORTS
@CODECS
def test_gstreamer_decodes_it(
    playing: SimulatorProcess, transport: str, path: str, codec: str
) -> None:
    status, said = gstreamer(playing.url(path, credentials=True), transport, codec)
    assert status == 0, said


@needs.debian("gstreamer1.0-tools", "gst-launch-1.0")
def test_gstreamer_is_told_that_there_is_no_such_camera(playing: SimulatorProcess) -> None:
    status, said = gstreamer(playing.url("/nowhere", credentials=True), "tcp", "h264")
    assert status != 0
    assert "Not Found" in said


def gstreamer(url: str, transport: str, codec: str) -> tuple[int, str]:
    """Decode twenty pictures; return the exit status and what was said.

    A source waits 5 s for the first packet of UDP and then tries TCP, which is not allowed here: a busy
    machine gets longer.
    """
    name = {"h264": "h264", "hevc": "h265"}[codec]
    source = f"rtspsrc location={url} protocols={transport} timeout=40000000"
    decoder = f"rtp{name}depay ! {name}parse ! avdec_{name}"
    pipeline = f"{source} ! {decoder} ! fakesink num-buffers=20"
    command = ["gst-launch-1.0", "-q", *pipeline.split()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr
