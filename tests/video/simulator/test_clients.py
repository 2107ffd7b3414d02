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


def pictures(url: str, count: int) -> Iterator[tuple[float, int]]:
    with av.open(
        url, options={"rtsp_transport": "tcp", "fpsprobesize": "0"}, timeout=10
    ) as container:
        for _, frame in zip(range(count), container.decode(video=0), strict=False):
            yield (
                float(frame.time or 0),
                clips.number_in(frame.to_ndarray(format="bgr24").astype(np.uint8)),
            )


def test_every_picture_of_two_loops_is_the_files_and_time_only_rises(
    playing: SimulatorProcess,
) -> None:
    seen = list(pictures(playing.url("/gate", credentials=True), clips.FRAMES + 20))
    times = [time for time, _ in seen[5:]]
    assert all(0.03 < later - earlier < 0.05 for earlier, later in pairwise(times))
    numbers = [number for _, number in seen]
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
def test_ffprobe_recognises_the_stream(playing: SimulatorProcess) -> None:
    url = playing.url("/gate", credentials=True)
    command = ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-of", "json", "-show_streams"]
    done = subprocess.run([*command, url], capture_output=True, text=True, timeout=30, check=False)
    assert done.stderr == ""
    (stream,) = json.loads(done.stdout)["streams"]
    assert (stream["codec_name"], stream["width"], stream["height"]) == ("h264", 320, 240)
    assert stream["avg_frame_rate"] == "25/1"


@needs.debian("ffmpeg", "ffprobe")
def test_ffprobe_with_a_wrong_password_is_refused(playing: SimulatorProcess) -> None:
    url = playing.url("/gate").replace("://", f"://{USER}:{quote('wrong')}@")
    command = ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert "401 Unauthorized" in done.stderr


@needs.debian("gstreamer1.0-tools", "gst-launch-1.0")
@pytest.mark.parametrize("path", ["/gate", "/nowhere"])
def test_gstreamer_decodes_it(playing: SimulatorProcess, path: str) -> None:
    url = playing.url(path, credentials=True)
    pipeline = f"rtspsrc location={url} protocols=tcp ! rtph264depay ! h264parse ! avdec_h264"
    command = ["gst-launch-1.0", "-q", *pipeline.split(), "!", "fakesink", "num-buffers=20"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode == 0) == (path == "/gate"), done.stderr
