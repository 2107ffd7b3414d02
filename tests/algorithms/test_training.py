"""The parts of the training code that need no framework: pool, split, augmentation, choices."""

from collections import Counter
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np
import pytest

from algorithms.scenes.view import View
from algorithms.training import (
    augment,
    drawn,
    goods,
    judged,
    pasted,
    plan,
    pool,
    split,
    streets,
    toy,
)
from algorithms.training.goods import Good, Source
from algorithms.training.pool import Picture, Words

ROOT = Path(__file__).parents[2] / "algorithms"
SUBJECTS = ("fires", "pools", "piles", "mucks")
GOODS = ("fire", "debris", "muck_truck", "waterlogging")


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[Words, list[Picture], Path]:
    """The pictures of all recipes on a toy data folder."""
    chosen = [goods.read(ROOT / name) for name in GOODS]
    folder = toy.write(chosen, tmp_path_factory.mktemp("toy"), pictures=5)
    words, pictures = pool.gather(chosen, folder, folds=3, seed=1)
    return words, pictures, folder


@pytest.mark.parametrize("name", GOODS)
def test_every_recipe_names_labels_sources_and_their_licences(name: str) -> None:
    good = goods.read(ROOT / name)

    assert good.labels
    assert all(source.license for source in good.sources)


def test_a_misspelt_recipe_names_the_key(tmp_path: Path) -> None:
    text = (ROOT / "debris" / goods.FILE).read_text(encoding="utf-8")
    (tmp_path / goods.FILE).write_text(text.replace("absent_", "abscent_"), encoding="utf-8")

    with pytest.raises(ValueError, match="abscent_elsewhere"):
        goods.read(tmp_path)


def test_labels_for_contrast_are_taught_and_not_given(tmp_path: Path) -> None:
    good = goods.read(ROOT / "muck_truck")
    text = (ROOT / "muck_truck" / goods.FILE).read_text(encoding="utf-8")
    (tmp_path / goods.FILE).write_text(
        text.replace("[other_machinery,", "[loader,"), encoding="utf-8"
    )

    assert good.given == ("muck_truck",)
    assert set(good.labels) - set(good.given) == set(good.contrast)
    with pytest.raises(ValueError, match=r"contrast names no label.*loader"):
        goods.read(tmp_path)


def test_the_plan_is_read_and_its_rendered_streets_are_not_the_demo_s() -> None:
    how = plan.read(ROOT / "training" / "plan.yaml")

    assert how.phases
    assert how.drawn.first_seed >= 1000


def test_a_larger_plan_takes_as_many_steps_of_more_pictures() -> None:
    how = plan.read(ROOT / "training" / "plan.yaml")
    larger = plan.larger(how, 4)

    for before, after in zip(how.phases, larger.phases, strict=True):
        assert after.epochs / after.batch == before.epochs / before.batch
        assert after.batch == 4 * before.batch
        assert after.learning_rate == pytest.approx(2 * before.learning_rate)
    assert plan.larger(how, 1) == how


def test_a_scene_stands_in_one_fold_only(taught: tuple[Words, list[Picture], Path]) -> None:
    _, pictures, _ = taught
    folds = {
        one.scene: {other.fold for other in pictures if other.scene == one.scene}
        for one in pictures
    }

    assert all(len(fold) == 1 for fold in folds.values())
    assert {one.fold for one in pictures} == {0, 1, 2}
    assert len(pool.table(pictures).splitlines()) == len(pictures) + 1


def draw(folder: Path, name: str, seed: int) -> Path:
    """Write a picture whose look follows from the seed, with a little noise of its own."""
    look = np.random.default_rng(seed).integers(0, 255, (6, 6, 3)).astype(np.uint8)
    noise = np.random.default_rng(crc32(name.encode())).integers(0, 12, (96, 96, 3))
    pixels = cv2.resize(look, (96, 96), interpolation=cv2.INTER_CUBIC).astype(int) + noise
    cv2.imwrite(str(folder / name), np.clip(pixels, 0, 255).astype(np.uint8))
    return folder / name


def test_pictures_that_look_alike_are_one_scene(tmp_path: Path) -> None:
    pictures = [draw(tmp_path, f"{seed}_{index}.png", seed) for seed in (1, 2) for index in (1, 2)]

    one, same, other, same_as_other = split.scenes_of(pictures)

    assert one == same != other == same_as_other


def test_frames_of_one_video_are_one_scene_whatever_they_show(tmp_path: Path) -> None:
    names = ["abonia_fire_mp4-3_jpg_aa.jpg", "abonia_fire_mp4-90_jpg_bb.jpg", "abonia_img_7.jpg"]
    pictures = [draw(tmp_path, name, seed) for seed, name in enumerate(names)]

    first, second, third = split.scenes_of(pictures)

    assert first == second != third


def test_a_limited_choice_goes_round_the_scenes() -> None:
    pictures = [Path(f"{scene}_{index}") for scene in "abc" for index in range(9)]
    scenes = {picture: ord(picture.name[0]) for picture in pictures}

    kept = split.spread(pictures, scenes, keep=5, per_scene=2, seed=1)
    counts = Counter(picture.name[0] for picture in kept)

    assert sorted(counts.values()) == [1, 2, 2]
    assert len(split.spread(pictures, scenes, keep=None, per_scene=None, seed=1)) == 27


def test_folds_are_of_about_one_size() -> None:
    scenes = [1] * 40 + [2] * 30 + [3] * 30 + list(range(4, 24))

    fold_of = split.deal(scenes, 3, seed=2)
    sizes = [sum(fold_of[scene] == fold for scene in scenes) for fold in range(3)]

    assert max(sizes) - min(sizes) <= 1


def test_what_a_source_does_not_label_is_unknown_there_and_absent_labels_are_known_elsewhere() -> (
    None
):
    own = Source("a_", "x", "CC0", unlabelled=("smoke",))
    fire = Good("fire", ("fire", "smoke"), (own,), absent_elsewhere=("fire",))
    water = Good("water", ("water",), (), dense=True)
    words = Words.of([fire, water])

    known = pool.known(fire, own, [fire, water], words)
    elsewhere = pool.known(water, Source("b_", "y", "CC0"), [fire, water], words)

    assert words.all == ("fire", "smoke", "water")
    assert known.tolist() == [True, False, False]
    assert elsewhere.tolist() == [True, False, True]


def picture(tmp_path: Path, box: tuple[float, float, float, float]) -> Picture:
    """A black picture with a white rectangle where its one box is; it is water too."""
    pixels = np.zeros((100, 200, 3), np.uint8)
    x0, y0, x1, y1 = (np.array(box) * [200, 100, 200, 100]).round().astype(int)
    pixels[y0:y1, x0:x1] = 255
    cv2.imwrite(str(tmp_path / "a.png"), pixels)
    region = np.array(
        [[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]]], np.float32
    )
    return Picture(
        path=tmp_path / "a.png",
        good="test",
        source=Source("a", "x", "CC0"),
        scene=0,
        fold=0,
        labels=np.array([0]),
        boxes=np.array([box], np.float32),
        regions=(region,),
        known=np.array([True, True]),
    )


def test_a_fitted_picture_keeps_boxes_and_masks_on_the_things(tmp_path: Path) -> None:
    sample = augment.fitted(picture(tmp_path, (0.25, 0.5, 0.75, 1.0)), 160)

    assert sample.boxes.tolist() == [[40, 80, 120, 120]]
    assert sample.mask.shape == (20, 20)
    assert sample.mask[11:14, 6:14].all()
    assert sample.mask[:9].sum() == 0


def test_changed_pictures_keep_boxes_and_masks_on_the_things(tmp_path: Path) -> None:
    one = picture(tmp_path, (0.25, 0.25, 0.75, 0.75))
    how = augment.Augment(worse=0.0, color=0.0)

    for seed in range(40):
        sample = augment.varied(np.random.default_rng(seed), one, [one], 160, how)
        white = sample.pixels.min(axis=2) > 200
        boxed = np.zeros_like(white)
        for x0, y0, x1, y1 in sample.boxes.round().astype(int):
            boxed[y0:y1, x0:x1] = True
        masked = cv2.resize(sample.mask, (160, 160), interpolation=cv2.INTER_NEAREST) > 0
        if sample.known[0]:
            assert (white & boxed).sum() >= 0.9 * max(white.sum(), boxed.sum()) - 60
        assert (white & masked).sum() >= 0.75 * white.sum() - 200


def test_a_thing_cut_to_a_sliver_is_unknown_not_absent(tmp_path: Path) -> None:
    one = picture(tmp_path, (0.0, 0.0, 0.02, 0.02))

    sample = augment.fitted(one, 64)

    assert sample.labels.tolist() == []
    assert sample.known.tolist() == [False, True]


def test_drawn_pictures_are_kept_and_read_again(
    taught: tuple[Words, list[Picture], Path], tmp_path: Path
) -> None:
    words, pictures, _ = taught
    how = drawn.Drawn(
        scenes=4, frames=1, floods=3, shines=1, screens=1, surfaces=1, first_seed=1001
    )

    first = drawn.gather(how, words, pictures, 3, tmp_path)
    again = drawn.gather(how, words, pictures, 3, tmp_path)
    floods = [one for one in first if one.source.prefix == "flood_"]

    assert len(first) == 10
    assert not any(one.taken_from("css_") for one in floods)
    assert [one.path for one in first] == [one.path for one in again]
    assert any(len(one.regions) for one in floods)
    assert not first[0].known[words.all.index("other_vehicle")]


def lorry(tmp_path: Path, *, filling: float) -> Picture:
    """A red block with this share of the sides of its box, on grey ground."""
    pixels = np.full((200, 240, 3), 120, np.uint8)
    pixels += np.random.default_rng(2).integers(0, 20, pixels.shape).astype(np.uint8)
    wide, tall = round(120 * filling), round(80 * filling)
    pixels[140 - tall : 140, 120 - wide // 2 : 120 + wide // 2] = (30, 30, 200)
    made = picture(tmp_path, (60 / 240, 60 / 200, 180 / 240, 140 / 200))
    made.labels, made.boxes, made.regions = made.labels[:1], made.boxes[:1], ()
    made._pixels = pixels
    return made


def test_a_thing_is_cut_out_only_where_its_box_shows_ground_too(tmp_path: Path) -> None:
    label = 0
    shown, full = lorry(tmp_path, filling=0.8), lorry(tmp_path, filling=1.0)
    shown.labels[:] = full.labels[:] = label

    (thing,) = pasted.cuttings([shown], label)

    assert thing.fold == shown.fold
    assert (thing.pixels[thing.cover > 0.99] == (30, 30, 200)).all()
    assert thing.cover[:5].max() == 0
    assert pasted.cuttings([full], label) == []
    assert pasted.cuttings([shown], label + 1) == []


def test_trucks_are_put_on_streets_of_their_own_fold_and_say_whose_they_are(
    taught: tuple[Words, list[Picture], Path], tmp_path: Path
) -> None:
    words, pictures, _ = taught
    label = words.all.index("muck_truck")
    truck = lorry(tmp_path, filling=0.8)
    truck.labels[:], truck.fold, truck.source = label, 2, Source("css_", "x", "CC0")
    how = drawn.Drawn(trucks=9)

    made = drawn.gather(how, words, [*pictures, truck], 3, tmp_path / "drawn")

    assert made
    assert all(one.fold == 2 and one.shows(label) and one.taken_from("css_") for one in made)
    assert {one.of[0] for one in made} <= {"atl_", "voi_", "atanu_"}
    assert not made[0].known[words.all.index("garbage")]


def test_what_is_pasted_lies_in_its_box_and_stands_on_the_street(tmp_path: Path) -> None:
    shown = lorry(tmp_path, filling=0.8)
    shown.labels[:] = 0
    (thing,) = pasted.cuttings([shown], 0)
    photo = np.full((270, 480, 3), 90, np.uint8)
    view = View(480, 270, 0.9 * 480, 240, 80, 5.0)

    made = [pasted.paste(np.random.default_rng(seed), photo, view, thing) for seed in range(20)]
    laid = [one for one in made if one is not None]

    assert len(laid) > 5
    for pixels, box in laid:
        x0, y0, x1, y1 = np.round(box * (480, 270, 480, 270)).astype(int)
        red = np.argwhere(pixels[..., 2] > pixels[..., 0].astype(int) + 30)
        assert len(red) > 50
        assert (red >= (y0, x0)).all()
        assert (red < (y1, x1)).all()
        assert y1 > view.horizon_y, "nothing drives in the sky"
    assert (photo == 90).all(), "the photograph itself is not touched"


def test_every_fold_of_rendered_streets_shows_every_subject() -> None:
    folds = {seed // len(streets.SUBJECTS) % 5: set[str]() for seed in range(1000, 1025)}
    for seed in range(1000, 1025):
        scene = streets.random_scene(seed)
        folds[seed // len(streets.SUBJECTS) % 5] |= {k for k in SUBJECTS if getattr(scene, k)}

    assert all(shown == set(SUBJECTS) for shown in folds.values())


def test_every_subject_comes_round_in_random_streets() -> None:
    scenes = [streets.random_scene(seed) for seed in range(1000, 1010)]

    for kind in SUBJECTS:
        assert sum(bool(getattr(scene, kind)) for scene in scenes) == 2
    assert streets.random_scene(1003) == streets.random_scene(1003)


def test_traffic_shows_trucks_and_nothing_else_and_both_kinds_of_street_share_a_fold(
    tmp_path: Path,
) -> None:
    words = Words(("muck_truck",), ())
    made = drawn.gather(drawn.Drawn(traffic=6, frames=2), words, [], 3, tmp_path)

    assert [one.fold for one in made] == [0] * 4 + [1] * 4 + [2] * 4
    assert all(one.known[0] for one in made)
    seeds = range(101_000, 101_006)
    scenes = [streets.random_scene(seed, subjects=streets.TRAFFIC) for seed in seeds]
    assert [bool(scene.mucks) for scene in scenes] == [True, False] * 3
    assert not any(scene.fires or scene.pools or scene.piles for scene in scenes)
    assert not any(one.shows(0) for one in made[2:4]), "a street without one"


def test_share_calibration_and_threshold_follow_what_held_out_pictures_say() -> None:
    rng = np.random.default_rng(1)
    shown = rng.random(600) < 0.3
    place = 1 / (1 + np.exp(-(rng.normal(size=600) + shown - 3)))
    whole = 1 / (1 + np.exp(-(rng.normal(size=600) + 4 * shown - 3)))

    calm = ~shown & (rng.random(600) < 0.9)  # the rest shows something else that is reported
    said = judged.Said(place, whole, shown, calm, list(range(600)), ["a"] * 600)
    chosen, report = judged.choose(said, false_share=0.02)
    scores = 1 / (
        1
        + np.exp(
            -(chosen.slope * judged.logit(judged.fused(place, whole, chosen.share)) + chosen.offset)
        )
    )

    assert chosen.share == 0.5
    assert report["auc"] > report["auc_by_share"][0.0]
    assert 0 < (scores[calm] >= chosen.threshold).mean() <= 0.02
    for row in report["reliability"]:
        if row["pictures"] > 40:
            assert row["said"] == pytest.approx(row["shown"], abs=0.15)
