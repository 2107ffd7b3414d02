"""`algomart simulate` plays films with the faults it was told, says where, and stops with Ctrl-C."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer

from serving.cli.simulate import parsed
from tests.video import clips
from tests.video.rtsp_client import Client
from video.simulator import FAULTS

PROGRAM = [sys.executable, "-c", "from serving.cli import main; main()", "simulate"]


@contextmanager
def simulating(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command and end it as Ctrl-C does."""
    command = [*PROGRAM, *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as running:
        yield running
        running.send_signal(signal.SIGINT)
        running.wait(30)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.render(tmp_path_factory.mktemp("films") / "numbers.mp4")


def test_cameras_are_named_and_one_has_the_fault_it_was_given(film: Path) -> None:
    arguments = ("--cameras", "2", "--port", "0", "--fault", "refused=403@/cam2")
    with simulating(str(film), *arguments) as running:
        assert running.stdout is not None
        urls = [running.stdout.readline().strip() for _ in range(2)]
        assert [url.rpartition("/")[2] for url in urls] == ["cam1", "cam2"]
        for url, status in zip(urls, (200, 403), strict=True):
            with Client(url) as viewer:
                assert viewer.ask("DESCRIBE")[0] == status
    assert running.returncode == 130


def test_the_faults_are_listed() -> None:
    done = subprocess.run([*PROGRAM, "--faults"], capture_output=True, text=True, check=True)
    assert all(fault in done.stdout for fault in FAULTS)


def test_a_fault_that_does_not_exist_is_said(film: Path) -> None:
    command = [*PROGRAM, str(film), "--port", "0", "--fault", "sleepy"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "unknown_fault" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_is_written_with_its_value_and_its_paths() -> None:
    assert parsed("gray") == ("gray", "*", None)
    assert parsed("slow=20000@/cam1,/hall/*") == ("slow", ["/cam1", "/hall/*"], 20_000)
    with pytest.raises(typer.BadParameter, match="many"):
        parsed("slow=many")
