from collections import Counter
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np
import pytest

from algorithms.scenes.scene import DEMO
from algorithms.training import dataset, recipe, rendered, split

FIRE = Path(__file__).parents[2] / "algorithms" / "fire" / "recipe.yaml"


def draw(folder: Path, name: str, seed: int) -> Path:
    """Write a picture whose look follows from the seed, with a little noise of its own."""
    look = np.random.default_rng(seed).integers(0, 255, (6, 6, 3)).astype(np.uint8)
    noise = np.random.default_rng(crc32(name.encode())).integers(0, 12, (96, 96, 3))
    picture = cv2.resize(look, (96, 96), interpolation=cv2.INTER_CUBIC).astype(int) + noise
    path = folder / name
    cv2.imwrite(str(path), np.clip(picture, 0, 255).astype(np.uint8))
    return path


def test_pictures_that_look_alike_are_one_scene(tmp_path: Path) -> None:
    pictures = [draw(tmp_path, f"{seed}_{index}.png", seed) for seed in (1, 2) for index in (1, 2)]

    one, same, other, same_as_other = split.scenes_of(pictures)

    assert one == same != other == same_as_other


def test_frames_of_one_video_are_one_scene_whatever_they_show(tmp_path: Path) -> None:
    names = ["abonia_fire_mp4-3_jpg_aa.jpg", "abonia_fire_mp4-90_jpg_bb.jpg", "abonia_img_7.jpg"]
    pictures = [draw(tmp_path, name, seed) for seed, name in enumerate(names)]

    first, second, third = split.scenes_of(pictures)

    assert first == second != third


def test_whole_scenes_are_held_out_up_to_the_share() -> None:
    scenes = [number // 10 for number in range(1000)]

    held = split.hold_out(scenes, 0.1, seed=3)

    assert sum(scene in held for scene in scenes) == 100
    assert held == split.hold_out(scenes, 0.1, seed=3)
    assert held != split.hold_out(scenes, 0.1, seed=4)


def test_a_scene_larger_than_the_share_is_never_held_out() -> None:
    assert split.hold_out([1] * 90 + [2] * 10, 0.12, seed=1) == {2}


def test_a_limited_choice_goes_round_the_scenes() -> None:
    pictures = [Path(f"{scene}_{index}") for scene in "abc" for index in range(9)]
    scenes = {picture: ord(picture.name[0]) for picture in pictures}

    kept = split.spread(pictures, scenes, keep=5, per_scene=2, seed=1)
    counts = Counter(picture.name[0] for picture in kept)

    assert sorted(counts.values()) == [1, 2, 2]
    assert len(split.spread(pictures, scenes, keep=None, per_scene=None, seed=1)) == 27


def test_a_misspelt_recipe_names_the_key(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(FIRE.read_text(encoding="utf-8").replace("opset:", "opsets:"), encoding="utf-8")

    with pytest.raises(ValueError, match="opsets"):
        recipe.read(path)


def test_training_scenes_are_not_the_demo_s() -> None:
    plan = recipe.read(FIRE).rendered
    seeds = set(range(plan.first_seed, plan.first_seed + plan.scenes))

    assert seeds.isdisjoint(scene.seed for scene in DEMO.values())


def test_rendered_pictures_come_with_their_boxes() -> None:
    plan = recipe.Rendered(scenes=2, frames=1, first_seed=1001)

    drawn = list(rendered.draw(plan, ("fire", "smoke")))

    assert [name for _, name, _, _ in drawn] == [n for _, n, _, _ in rendered.draw(plan, ("fire",))]
    assert any(labels for _, _, _, labels in drawn)
    for _, _, jpeg, labels in drawn:
        assert cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) is not None
        for line in labels.splitlines():
            number, *place = line.split()
            assert number in ("0", "1")
            assert all(0 <= float(value) <= 1 for value in place)


def test_a_phase_takes_an_even_share_of_some_origins(tmp_path: Path) -> None:
    folder = tmp_path / "dataset" / "train" / "images"
    folder.mkdir(parents=True)
    for index in range(8):
        for prefix in ("rendered_", "abonia_"):
            (folder / f"{prefix}{index}.jpg").touch()
    described = tmp_path / "dataset" / "data.yaml"
    described.write_text("train: train/images\nnames: {0: fire}\n", encoding="utf-8")

    narrowed = dataset.narrowed(described, {"rendered_": 0.25}, tmp_path / "phase.yaml")
    kept = (tmp_path / "phase.txt").read_text(encoding="utf-8").splitlines()

    assert sum("rendered_" in name for name in kept) == 2
    assert sum("abonia_" in name for name in kept) == 8
    assert str(tmp_path / "phase.txt") in narrowed.read_text(encoding="utf-8")
    assert dataset.narrowed(described, {}, tmp_path / "other.yaml") == described
