"""Faults of the picture: made once from the camera's own film, seen by a client that is watching."""

from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.video import clips
from tests.video.rtsp_client import Client
from tests.video.simulator.watching import Shown, watch
from video.simulator import FAULTS, Channel, Fault, SimulatorProcess
from video.simulator.looks import GAP_S

TEN_TIMES = 9_000_000
"""A clock that drifts by so many millionths plays a film at ten times its pace."""

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def hall(clip: Path, h265_clip: Path, cache: Path) -> Iterator[SimulatorProcess]:
    cameras = {"/hall": Channel(clip), "/h265": Channel(h265_clip)}
    with SimulatorProcess(cameras, cache=cache) as running:
        yield running


@pytest.fixture(autouse=True)
def mended(hall: SimulatorProcess) -> Iterator[None]:
    yield
    for fault, kind in FAULTS.items():
        if kind.film or fault is Fault.CLOCK_DRIFT:
            hall.mend(fault)


def shown(hall: SimulatorProcess, count: int = 5, path: str = "/hall") -> list[Shown]:
    return list(islice(watch(hall.url(path)), count))


def _sharpness(picture: Pixels) -> float:
    return float(cv2.Laplacian(picture, cv2.CV_64F).var())


def _left(picture: Pixels) -> Pixels:
    return picture[:, : picture.shape[1] * 8 // 10]


def _below_the_middle_of_the_bars(picture: Pixels) -> Pixels:
    """Return what has dark or light bars in every picture of the clip, and never its plain ground."""
    height = picture.shape[0]
    return picture[height * 3 // 10 : height * 4 // 10]


LOOKS: dict[Fault, Callable[[Pixels], bool]] = {
    Fault.GRAY: lambda seen: abs(seen.mean() - 128) < 6 and seen.std() < 3,
    Fault.BLACK: lambda seen: seen.mean() < 20 and seen.std() < 3,
    Fault.OVEREXPOSED: lambda seen: seen.mean() > 190,
    Fault.BLURRED: lambda seen: _sharpness(seen) < 20,
    Fault.COVERED: lambda seen: _left(seen).std() < 12,
    Fault.MOVED: lambda seen: (
        _below_the_middle_of_the_bars(seen).std() < 12
        and abs(_below_the_middle_of_the_bars(seen).mean() - 128) < 12
    ),
}
"""For each look whether a picture of the clip has it."""


@pytest.mark.parametrize("fault", LOOKS)
def test_a_client_sees_what_is_wrong_with_the_picture(hall: SimulatorProcess, fault: Fault) -> None:
    assert not LOOKS[fault](shown(hall)[-1].pixels)
    hall.fault(fault, "/hall")
    assert LOOKS[fault](shown(hall)[-1].pixels)
    hall.mend(fault, "/hall")
    assert not LOOKS[fault](shown(hall)[-1].pixels)


def test_a_frozen_picture_stays_the_same_while_time_goes_on(hall: SimulatorProcess) -> None:
    hall.fault(Fault.FROZEN, "/hall")
    seen = shown(hall, 40)
    assert {clips.number_in(one.pixels) for one in seen} == {0}
    assert all(earlier.time < later.time for earlier, later in pairwise(seen))


def test_a_size_changes_under_a_playing_client_whose_time_goes_on(hall: SimulatorProcess) -> None:
    watching = watch(hall.url("/hall"))
    seen = list(islice(watching, 20))
    hall.fault(Fault.RESIZED, "/hall")
    seen += islice(watching, 60)
    hall.mend(Fault.RESIZED, "/hall")
    seen += islice(watching, 60)
    sizes = [one.pixels.shape for one in seen]
    turns = [size for at, size in enumerate(sizes) if at == 0 or size != sizes[at - 1]]
    assert turns == [(240, 320, 3), (160, 212, 3), (240, 320, 3)]
    assert all(earlier.time < later.time for earlier, later in pairwise(seen))


@pytest.mark.parametrize(
    ("path", "own", "other"), [("/hall", "h264", "hevc"), ("/h265", "hevc", "h264")]
)
def test_another_codec_cuts_clients_off_and_is_told_to_new_ones(
    hall: SimulatorProcess, path: str, own: str, other: str
) -> None:
    with Client(hall.url(path)) as viewer:
        viewer.play()
        hall.fault(Fault.OTHER_CODEC, path)
        assert sum(1 for _ in viewer.frames()) < 10_000
        assert viewer.stream.read() == b""
    assert _codec(hall.url(path)) == other
    assert [clips.number_in(one.pixels) for one in shown(hall, 20, path)]
    hall.mend(Fault.OTHER_CODEC, path)
    assert _codec(hall.url(path)) == own


def _codec(url: str) -> str:
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=10) as container:
        return container.streams.video[0].codec_context.name


@pytest.mark.parametrize("path", ["/hall", "/h265"])
def test_key_frames_are_ten_seconds_apart_even_in_a_short_film(
    hall: SimulatorProcess, path: str
) -> None:
    hall.fault(Fault.LONG_GOP, path)
    hall.fault(Fault.CLOCK_DRIFT, path, TEN_TIMES)
    with av.open(hall.url(path), options={"rtsp_transport": "tcp"}, timeout=20) as container:
        packets = islice(container.demux(video=0), 3 * GAP_S * clips.RATE)
        keys = [at for at, packet in enumerate(packets) if packet.is_keyframe]
    gaps = {later - earlier for earlier, later in pairwise(keys)}
    assert gaps == {GAP_S * clips.RATE}


def test_looks_add_up_and_leave_one_by_one(hall: SimulatorProcess) -> None:
    hall.fault(Fault.COVERED, "/hall")
    hall.fault(Fault.RESIZED, "/hall")
    covered = shown(hall)[-1].pixels
    assert covered.shape == (160, 212, 3)
    assert _left(covered).std() < 12
    hall.mend(Fault.COVERED, "/hall")
    small = shown(hall)[-1].pixels
    assert small.shape == (160, 212, 3)
    assert _left(small).std() > 12


def test_a_film_is_made_once_and_kept_in_the_cache(
    hall: SimulatorProcess, clip: Path, cache: Path
) -> None:
    hall.fault(Fault.GRAY, "/hall")
    made = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert made
    with SimulatorProcess({"/again": Channel(clip)}, cache=cache) as other:
        other.fault(Fault.GRAY)
        assert shown(other, path="/again")[-1].pixels.std() < 3
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == made
