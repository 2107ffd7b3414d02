"""The subjects of rendered streets besides fire: water, garbage, muck trucks, and wet streets without."""

from dataclasses import replace

import numpy as np
import pytest

from algorithms.scenes.film import Film, Shot
from algorithms.scenes.scene import Light, Muck, Pile, Pool, Scene

QUIET = Scene("test", seed=21, seconds=20, width=480, height=270, fps=5, cars=0)


def labels(shot: Shot) -> list[str]:
    return [truth.label for truth in shot.truths]


def changed(scene: Scene, index: int) -> tuple[Shot, np.ndarray]:
    """Return a shot and where it differs from the same street without any subject."""
    without = replace(scene, pools=(), piles=(), mucks=())
    shot, bare = Film(scene).shot(index), Film(without).shot(index)
    differs = np.abs(shot.pixels.astype(int) - bare.pixels).max(axis=2) > 25
    return shot, differs


@pytest.mark.parametrize("light", ["day", "night"])
@pytest.mark.parametrize(
    ("part", "label"),
    [
        ({"pools": (Pool(2, 15),)}, "waterlogging"),
        ({"piles": (Pile(2, 15),)}, "garbage"),
        ({"piles": (Pile(2, 15, across_m=0, spilt=True),)}, "garbage"),
        ({"mucks": (Muck(2, 15),)}, "muck_truck"),
        ({"mucks": (Muck(2, 15, across_m=1.8, covered=True, leaving=True),)}, "muck_truck"),
    ],
)
def test_a_subject_is_seen_where_its_truth_says_while_it_is_there(
    light: Light, part: dict[str, object], label: str
) -> None:
    scene = replace(QUIET, light=light, **part)  # type: ignore[arg-type]
    shot, differs = changed(scene, 9 * scene.fps)
    film = Film(scene)

    [truth] = shot.truths
    x0, y0, x1, y1 = (np.array(truth.box) * [480, 270, 480, 270]).round().astype(int)
    inside = differs[max(y0 - 4, 0) : y1 + 4, max(x0 - 4, 0) : x1 + 4]

    assert truth.label == label
    assert 0 <= x0 < x1 <= 480
    assert 0 <= y0 < y1 <= 270
    assert inside.sum() > 0.6 * differs.sum()
    assert inside.mean() > (0.02 if light == "night" else 0.1)
    assert labels(film.shot(1 * scene.fps)) == labels(film.shot(17 * scene.fps)) == []


def test_water_has_a_polygon_within_its_box_and_grows() -> None:
    film = Film(replace(QUIET, pools=(Pool(2, 15),)))
    early, late = film.shot(15), film.shot(50)

    areas = []
    for shot in (early, late):
        [truth] = shot.truths
        assert truth.outline is not None
        points = np.array(truth.outline)
        assert points.min(axis=0) == pytest.approx(truth.box[:2])
        assert points.max(axis=0) == pytest.approx(truth.box[2:])
        areas.append((truth.box[2] - truth.box[0]) * (truth.box[3] - truth.box[1]))
    assert areas[0] < areas[1]


def test_a_covered_truck_looks_otherwise_than_an_open_one_and_both_come_nearer() -> None:
    open_one = Film(replace(QUIET, mucks=(Muck(0, 20),)))
    covered = Film(replace(QUIET, mucks=(Muck(0, 20, covered=True),)))

    boxes = [open_one.shot(index).truths[0].box for index in (20, 60, 95)]
    heights = [box[3] - box[1] for box in boxes]

    assert heights == sorted(heights)
    assert (open_one.shot(90).pixels != covered.shot(90).pixels).any()


def test_wet_streets_and_rain_are_no_incident() -> None:
    dry, wet = Film(QUIET).shot(7), Film(replace(QUIET, wet=True, rain=True)).shot(7)

    assert wet.truths == ()
    assert np.abs(dry.pixels.astype(int) - wet.pixels).mean() > 4
    assert (wet.pixels == Film(replace(QUIET, wet=True, rain=True)).shot(7).pixels).all()
