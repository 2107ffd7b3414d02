"""A clip, and a simulator that plays it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.video import clips
from video.simulator import Channel, SimulatorProcess

USER, PASSWORD = "viewer", "s3cret:/@ 密"


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.render(tmp_path_factory.mktemp("clips") / "numbers.mp4")


@pytest.fixture(scope="session")
def wide_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.render(tmp_path_factory.mktemp("clips") / "wide.mp4", 640, 240)


@pytest.fixture(scope="session")
def h265_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.render(tmp_path_factory.mktemp("clips") / "h265.mp4", h265=True)


@pytest.fixture(scope="session")
def playing(clip: Path, h265_clip: Path) -> Iterator[SimulatorProcess]:
    """Cameras that all tests share: nobody may stop, stall or change them."""
    cameras = {
        "/gate": Channel(clip),
        "/late": Channel(clip, phase_s=1),
        "/h265": Channel(h265_clip),
    }
    with SimulatorProcess(cameras, USER, PASSWORD) as running:
        yield running


@pytest.fixture
def simulator(clip: Path) -> Iterator[SimulatorProcess]:
    """A camera of the test's own, to be mistreated."""
    with SimulatorProcess({"/gate": Channel(clip)}, USER, PASSWORD) as running:
        yield running
