"""Real streets are not called faulty; collected only where the shared data lies beside the checkout."""

import pytest

from benchmarks.quality import Camera, cameras, measure
from tests.algorithms import real

CLIPS = ("neg_cars_overhead_intel", "neg_night_lights_wet_street", "train_fire_cctv_b_3fps")


@pytest.mark.parametrize("name", CLIPS)
def test_a_real_clip_is_not_called_faulty_in_any_weather(name: str) -> None:
    figures = measure([_camera(name)], lambda _step: None)

    assert {weather: count.told for weather, count in figures.clean.items() if count.told} == {}


def test_faults_of_a_real_camera_are_found() -> None:
    figures = measure([_camera("train_fire_cctv_b_3fps")], lambda _step: None)

    missed = {name for (_, name), count in figures.faults.items() if count.told == 0}
    assert missed <= {"H.264, bits flipped"}


def _camera(name: str) -> Camera:
    path = real.DATA / "video" / f"{name}.mp4"
    return next(one for one in cameras([path], 1) if one.name == name)
