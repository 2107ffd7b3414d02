"""Faults of the connection while pictures come."""

from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from tests.video import clips
from tests.video.rtsp_client import Client
from tests.video.simulator.watching import Shown, starts, watch
from video.simulator import Channel, Fault, SimulatorProcess
from video.simulator.rtp import CLOCK_HZ


@pytest.fixture
def camera(clip: Path) -> Iterator[SimulatorProcess]:
    with SimulatorProcess({"/gate": Channel(clip)}) as running:
        yield running


def test_a_hung_up_client_gets_pictures_and_then_the_end(camera: SimulatorProcess) -> None:
    camera.fault(Fault.HUNG_UP, "/gate")
    with Client(camera.url("/gate")) as viewer:
        viewer.play()
        assert 0 < sum(1 for channel, _ in viewer.frames() if channel == 0) < 10_000
        assert viewer.stream.read() == b""
    camera.mend(Fault.HUNG_UP)
    assert len(list(islice(watch(camera.url("/gate")), 5))) == 5


def test_a_torn_picture_ends_in_a_reset(camera: SimulatorProcess) -> None:
    with Client(camera.url("/gate")) as viewer:
        viewer.play()
        camera.fault(Fault.TORN, "/gate")
        with pytest.raises(ConnectionResetError):
            assert len(list(viewer.frames())) > 10_000
    assert camera.totals()["sessions"]["now"] == 0


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_pyav_loses_a_hung_up_camera_over_either_transport(
    camera: SimulatorProcess, transport: str
) -> None:
    camera.fault(Fault.HUNG_UP)
    assert len(list(_until_the_end(camera.url("/gate"), transport))) < 1000


def _until_the_end(url: str, transport: str) -> Iterator[object]:
    try:
        yield from watch(url, transport)
    except av.error.FFmpegError:
        return


def test_corrupt_slices_still_come_and_look_different(camera: SimulatorProcess) -> None:
    def numbers() -> list[int]:
        shown = islice(watch(camera.url("/gate")), 40)
        return [clips.number_in(one.pixels) for one in shown]

    assert _steady(numbers())
    assert max(map(_error, islice(watch(camera.url("/gate")), 40))) < 5
    camera.fault(Fault.CORRUPT, "/gate", 1)
    assert max(map(_error, islice(watch(camera.url("/gate")), 40))) > 10
    camera.mend(Fault.CORRUPT)
    assert _steady(numbers())


def _error(shown: Shown) -> float:
    """Return how far a picture is from the clip's picture of the number it shows."""
    height, width = shown.pixels.shape[:2]
    right = clips.draw(clips.number_in(shown.pixels), width, height)
    return float(np.abs(shown.pixels.astype(int) - right).mean())


def _steady(numbers: list[int]) -> bool:
    return all((later - earlier) % clips.FRAMES == 1 for earlier, later in pairwise(numbers))


def test_a_slow_network_lets_few_bytes_through_and_whole_pictures_are_lost(tmp_path: Path) -> None:
    with SimulatorProcess({"/busy": Channel(clips.noise(tmp_path / "noise.mp4"))}) as camera:
        camera.fault(Fault.SLOW, "/busy", 1_000_000)
        with Client(camera.url("/busy")) as viewer:
            viewer.play()
            seen = list(starts(viewer, 10))
            dropped = camera.counts()["/busy"]["dropped_units"]
        assert dropped > len(seen)
        camera.mend(Fault.SLOW)
        with Client(camera.url("/busy")) as viewer:
            viewer.play()
            steps = [later - earlier for (earlier, _), (later, _) in pairwise(starts(viewer, 30))]
        assert set(steps) == {CLOCK_HZ // clips.RATE}


def test_timestamps_jump_and_come_back_with_key_frames(camera: SimulatorProcess) -> None:
    camera.fault(Fault.CLOCK_JUMPS, "/gate", 100)
    with Client(camera.url("/gate")) as viewer:
        viewer.play()
        seen = list(starts(viewer, 60))
    leaps = [later - earlier for (earlier, _), (later, _) in pairwise(seen)]
    assert max(leaps) > 90 * CLOCK_HZ
    assert min(leaps) < -90 * CLOCK_HZ


def test_a_clock_that_runs_five_times_too_fast_shows_every_picture(
    camera: SimulatorProcess,
) -> None:
    camera.fault(Fault.CLOCK_DRIFT, "/gate", 4_000_000)
    seen = list(islice(watch(camera.url("/gate")), 100))
    assert _steady([clips.number_in(one.pixels) for one in seen])
    camera.mend(Fault.CLOCK_DRIFT)
    assert _steady([clips.number_in(one.pixels) for one in islice(watch(camera.url("/gate")), 20)])


def test_faults_come_and_go_under_a_playing_client(camera: SimulatorProcess) -> None:
    with Client(camera.url("/gate")) as viewer:
        viewer.play()
        for fault in (Fault.STALLED, Fault.CORRUPT, Fault.SLOW, Fault.CLOCK_DRIFT):
            camera.fault(fault)
            camera.mend(fault)
        times = [time for time, _ in starts(viewer, 40)]
    steps = [(later - earlier + 2**31) % 2**32 - 2**31 for earlier, later in pairwise(times)]
    assert max(map(abs, steps)) < 60 * CLOCK_HZ
