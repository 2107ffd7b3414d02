"""A camera's clock: right, ahead or too fast, and said truthfully in its sender reports."""

import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.video.rtsp_client import Client
from video.simulator import Channel, SimulatorProcess
from video.simulator.clock import CameraClock
from video.simulator.rtp import CLOCK_HZ

NTP_EPOCH_S = 2_208_988_800
AHEAD_S = 7200.0


def test_a_right_clock_goes_as_fast_as_the_event_loops() -> None:
    clock = CameraClock(since=100, ticks=900, unix_s=5000)
    assert clock.position(110) == 900 + 10 * CLOCK_HZ
    assert clock.instant(900 + 10 * CLOCK_HZ) == 110
    assert clock.unix(110) == 5010


def test_a_clock_that_drifts_takes_pictures_and_wall_clock_along() -> None:
    clock = CameraClock(since=0, ticks=0, unix_s=5000, offset_s=60, drift_ppm=100_000)
    assert clock.position(10) == 11 * CLOCK_HZ
    assert clock.instant(11 * CLOCK_HZ) == pytest.approx(10)
    assert clock.unix(10) == pytest.approx(5071)


def test_a_clock_set_right_goes_on_from_its_position() -> None:
    clock = CameraClock(since=0, ticks=0, unix_s=0, drift_ppm=100_000)
    clock.set(10, 0, 0)
    assert clock.position(10) == 11 * CLOCK_HZ
    assert clock.position(20) == 21 * CLOCK_HZ
    assert abs(clock.unix(10) - time.time()) < 60


@pytest.fixture(scope="module")
def clocks(clip: Path) -> Iterator[SimulatorProcess]:
    cameras = {"/right": Channel(clip), "/ahead": Channel(clip, offset_s=AHEAD_S)}
    with SimulatorProcess(cameras) as running:
        yield running


@pytest.mark.parametrize(("path", "ahead_s"), [("/right", 0), ("/ahead", AHEAD_S)])
def test_a_report_dates_every_picture_shortly_before_it_arrives(
    clocks: SimulatorProcess, path: str, ahead_s: float
) -> None:
    with Client(clocks.url(path)) as viewer:
        viewer.play()
        arrived, report = [], b""
        for channel, data in viewer.frames():
            if channel == 1:
                report = data
            else:
                arrived.append((struct.unpack(">I", data[4:8])[0], time.time()))
            if report and len(arrived) > 40:
                break
    seconds, fraction, stamp = struct.unpack(">III", report[8:20])
    said = seconds + fraction / 2**32 - NTP_EPOCH_S
    ages = [at - (said + _signed(one - stamp) / CLOCK_HZ) + ahead_s for one, at in arrived]
    assert min(ages) > -0.05
    assert max(ages) < 60


def test_a_clock_can_be_put_wrong_and_right_again(clocks: SimulatorProcess) -> None:
    clocks.fault("clock-offset", "/right", -AHEAD_S)
    assert _said(clocks) == pytest.approx(time.time() - AHEAD_S, abs=60)
    clocks.mend("clock-offset")
    assert _said(clocks) == pytest.approx(time.time(), abs=60)


def _said(simulator: SimulatorProcess) -> float:
    """Return the wall clock of the first report."""
    with Client(simulator.url("/right")) as viewer:
        viewer.play()
        report = next(data for channel, data in viewer.frames() if channel == 1)
    seconds, fraction = struct.unpack(">II", report[8:16])
    return float(seconds + fraction / 2**32 - NTP_EPOCH_S)


def _signed(ticks: int) -> int:
    return (ticks + (1 << 31)) % (1 << 32) - (1 << 31)
