"""The simulator's process keeps its secret and never outlives its parent."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.video.conftest import PASSWORD
from video.simulator import Channel, SimulatorProcess
from video.simulator.errors import SimulatorFailed, UnknownCamera

PARENT = """
import sys, pathlib, time
from video.simulator import Channel, SimulatorProcess
simulator = SimulatorProcess({"/gate": Channel(pathlib.Path(sys.argv[1]))})
simulator.start()
print(simulator.pid, flush=True)
time.sleep(60)
"""


def test_the_password_is_on_no_command_line_and_in_no_environment(
    playing: SimulatorProcess,
) -> None:
    process = psutil.Process(playing.pid)
    seen = " ".join([*process.cmdline(), *process.environ().values()])
    assert PASSWORD not in seen


def test_it_dies_with_a_killed_parent(clip: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(clip)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
        child.wait(timeout=10)
    assert not child.is_running()


def test_a_simulator_without_its_file_says_so(tmp_path: Path) -> None:
    process = SimulatorProcess({"/gate": Channel(tmp_path / "absent.mp4")})
    with pytest.raises(SimulatorFailed, match=r"absent\.mp4"):
        process.start()
    process.stop()


def test_a_port_in_use_says_so(simulator: SimulatorProcess, clip: Path) -> None:
    process = SimulatorProcess({"/gate": Channel(clip)}, port=simulator.port)
    with pytest.raises(SimulatorFailed, match="address already in use"):
        process.start()
    process.stop()


def test_a_command_for_a_camera_that_is_not_there_says_so(playing: SimulatorProcess) -> None:
    with pytest.raises(UnknownCamera, match="/nowhere"):
        playing.stall("/nowhere")
    assert "/gate" in playing.counts()
