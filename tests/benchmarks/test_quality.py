import json

import pytest

from algorithms.scenes.film import Film
from algorithms.scenes.scene import Scene
from benchmarks.quality import Camera, measure, show


def test_a_rendered_street_goes_through_weather_and_faults(
    capsys: pytest.CaptureFixture[str],
) -> None:
    film = Film(Scene("street", seed=5, width=320, height=180, seconds=60, fps=1))
    pictures = [film.shot(second).pixels for second in range(40)]

    figures = measure([Camera("street", pictures)], lambda _step: None)
    show(figures, (400.0, 900.0), as_json=True)

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["cameras"] == 1
    assert told["false_alarm_rate"] == 0
    assert told["detection_rate"] > 0.8
    assert figures.faults["flat", "gray"].told == 1
