import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from algorithms.scenes.film import Film, Shot
from algorithms.scenes.render import render, truth_path
from algorithms.scenes.scene import DEMO, Fire, Scene

BURNING = Scene(
    "test",
    seed=5,
    light="night",
    fires=(Fire(1.0, 4.0),),
    seconds=6,
    width=480,
    height=270,
    fps=10,
    cars=4,
)


def labels(shot: Shot) -> set[str]:
    return {truth.label for truth in shot.truths}


def test_the_same_scene_gives_the_same_pixels_in_any_order() -> None:
    forward, backward = Film(BURNING), Film(BURNING)

    late = backward.shot(30)
    for index in (0, 13, 30):
        one, other = forward.shot(index), backward.shot(index)
        assert (one.pixels == other.pixels).all()
        assert one.truths == other.truths
    assert (late.pixels == backward.shot(30).pixels).all()


def test_another_seed_gives_another_street() -> None:
    one, other = Film(BURNING).shot(0), Film(replace(BURNING, seed=6)).shot(0)

    assert np.abs(one.pixels.astype(int) - other.pixels).mean() > 5


def test_fire_is_there_from_its_start_to_its_end_and_nowhere_else() -> None:
    shots = list(Film(BURNING).shots())

    burning = [shot.second for shot in shots if "fire" in labels(shot)]

    assert burning[0] == pytest.approx(1.0, abs=0.11)
    assert burning[-1] == pytest.approx(4.0, abs=0.3)
    assert not any(shot.truths for shot in shots if shot.second < 1.0)
    assert any("smoke" in labels(shot) for shot in shots)


def test_the_truth_is_where_the_picture_glows() -> None:
    quiet = Film(replace(BURNING, fires=()))
    burning = Film(BURNING)
    shot, without = burning.shot(35), quiet.shot(35)
    box = next(truth.box for truth in shot.truths if truth.label == "fire")
    x0, y0, x1, y1 = (np.array(box) * [480, 270, 480, 270]).round().astype(int)

    redder = shot.pixels[..., 2].astype(int) - without.pixels[..., 2]
    inside = redder[y0:y1, x0:x1].mean()

    assert inside > 60
    assert redder.mean() < inside / 4


def test_boxes_stay_inside_the_picture() -> None:
    edge = replace(BURNING, fires=(Fire(-5, 60, across_m=-9.5, away_m=16, size_m=5),))

    for shot in Film(edge).shots(every=7):
        for truth in shot.truths:
            left, top, right, bottom = truth.box
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1


def test_a_camera_may_look_steeply_down() -> None:
    steep = Film(replace(BURNING, horizon=-0.8))

    assert labels(steep.shot(30)) <= {"fire", "smoke"}


def test_smoke_can_rise_without_flames_and_flames_without_smoke() -> None:
    smoke = replace(BURNING, fires=(Fire(-5, 60, flames=False),))
    flames = replace(BURNING, fires=(Fire(-5, 60, smoke=0),))

    assert labels(Film(smoke).shot(30)) == {"smoke"}
    assert labels(Film(flames).shot(30)) == {"fire"}


def test_the_demo_shows_fires_that_begin_and_end_and_quiet_streets() -> None:
    assert set(DEMO) == {"fire_day", "fire_night", "quiet_day", "quiet_night"}
    for name, scene in DEMO.items():
        assert bool(scene.fires) == name.startswith("fire")
        for fire in scene.fires:
            assert 0 < fire.starts_s < fire.ends_s < scene.seconds


def test_a_film_is_plain_h264_with_a_key_frame_every_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"

    render(BURNING, path)

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    assert len(frames) == BURNING.frame_count
    assert [i for i, frame in enumerate(frames) if frame.key_frame] == [0, 20, 40]
    assert not any(frame.pict_type == av.video.frame.PictureType.B for frame in frames)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_truth_beside_a_film_tells_of_every_frame(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"

    render(BURNING, path)
    truth = json.loads(truth_path(path).read_text(encoding="utf-8"))

    assert truth["scene"]["fires"][0]["starts_s"] == 1.0
    assert len(truth["frames"]) == BURNING.frame_count
    assert truth["frames"][30]["second"] == 3.0
    assert {thing["label"] for thing in truth["frames"][30]["things"]} == {"fire", "smoke"}
