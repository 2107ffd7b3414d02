"""A street by day and by night, drawn once for all tests of picture quality."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from algorithms.contract.values import Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO, Scene
from tests.algorithms import real

collect_ignore = [] if real.DATA.is_dir() else ["test_real_footage.py"]

SHOTS = 40


@pytest.fixture(scope="session")
def day() -> Sequence[Pixels]:
    """Forty looks at a street by day."""
    return _shots(DEMO["quiet_day"])


@pytest.fixture(scope="session")
def night() -> Sequence[Pixels]:
    """Forty looks at a street by night."""
    return _shots(DEMO["quiet_night"])


def _shots(scene: Scene) -> Sequence[Pixels]:
    film = Film(replace(scene, width=640, height=360, seconds=SHOTS, fps=5))
    return [film.shot(5 * second).pixels for second in range(SHOTS)]
