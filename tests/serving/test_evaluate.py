"""`algomart evaluate`, as an operator types it, on the toy that sees a fire as bright as the picture."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest

from serving import watching
from serving.cli import main
from serving.watching import Span
from tests.registry import goods
from tests.registry.evaluation.test_dataset import folder

SECONDS, FPS = 60, 2
BRIGHT = range(20, 40)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return goods.write(tmp_path / "shelf" / "fire").parent


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A minute, dark but for the seconds from 20 to 40."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = goods.SIDE, goods.SIDE, "yuv420p"
        stream.time_base = Fraction(1, FPS)
        for index in range(SECONDS * FPS):
            pixels = goods.picture(240 if index // FPS in BRIGHT else 10)
            frame = av.VideoFrame.from_ndarray(pixels, format="bgr24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    monkeypatch.setattr(sys, "argv", ["algomart", "evaluate", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_pictures_are_measured_and_told_as_json_and_as_a_table(
    shelf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = folder(tmp_path / "set", {"cam_1": "0 0.5 0.5 0.5 0.5"})
    asked = ("--algorithm", "fire", "--dataset", data, "--shelf", shelf)

    assert run(monkeypatch, *asked, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["events"]["fire.flame"]["ap50"] == 1.0

    assert run(monkeypatch, *asked) == 0
    shown = capsys.readouterr().out
    assert "fire.flame" in shown
    assert "cam" in shown


def test_a_film_is_judged_by_the_algorithm_s_own_rule(
    shelf: Path,
    film: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    truth = tmp_path / "spans.csv"
    truth.write_text("event_type,start_s,end_s\nfire.flame,18,40\n", encoding="utf-8")
    asked = ("--algorithm", "fire@1.0.0", "--shelf", shelf, "--video", film, "--truth", truth)

    assert run(monkeypatch, *asked, "--json") == 0

    found = json.loads(capsys.readouterr().out)
    flame = found["events"]["fire.flame"]
    assert found["looks"] == SECONDS / 5
    assert (flame["incidents"], flame["found"], flame["false_events"]) == (1, 1, 0)
    assert flame["raised_at_s"] == [25.0]
    assert flame["seconds_to_find"] == [7.0]


def test_an_event_outside_every_span_is_false_and_counted_by_the_hour() -> None:
    spans = [Span("fire.flame", 100, 200), Span("fire.flame", 300, 400)]

    found = watching.compare([50.0, 120.0, 150.0], spans, hours=0.5)

    assert (found.incidents, found.found, found.seconds_to_find) == (2, 1, (20.0,))
    assert (found.false_events, found.false_per_hour) == (1, 2.0)


def test_wrong_use_is_explained(
    shelf: Path,
    film: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spans = tmp_path / "spans.csv"
    spans.write_text("start,end\n", encoding="utf-8")
    on_shelf = ("--algorithm", "fire", "--shelf", shelf)

    assert run(monkeypatch, *on_shelf, "--video", film) == 2
    assert "--truth" in capsys.readouterr().err
    assert run(monkeypatch, *on_shelf, "--video", film, "--truth", spans) == 2
    assert "start_s" in capsys.readouterr().err
    spans.write_text("event_type,start_s,end_s\n", encoding="utf-8")
    assert run(monkeypatch, *on_shelf, "--video", spans, "--truth", spans) == 2
    assert "spans.csv" in capsys.readouterr().err
    assert run(monkeypatch, "--algorithm", "flood", "--shelf", shelf, "--dataset", tmp_path) == 2
    assert "fire@1.0.0" in capsys.readouterr().err
