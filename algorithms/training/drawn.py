"""Pictures that no source has: rendered scenes, water or trucks put on photographs, decoys."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator

from algorithms.contract.values import Pixels
from algorithms.scenes.film import Film, Truth
from algorithms.scenes.scene import Pool
from algorithms.scenes.view import View
from algorithms.scenes.water import Puddle, gloss, streaks
from algorithms.training import decoys, pasted, streets
from algorithms.training.goods import Source
from algorithms.training.pool import LONGEST_PX, Picture, Words, read_pixels

_LIST = "drawn.json"
_MUCK = "muck_truck"
_UNTOLD = frozenset({"other_vehicle", "other_machinery", "garbage_bin"})
"""What rendered scenes may show without telling."""
_LAID_ON = ("flood_", "shine_", "truck_")
_ON_PHOTOGRAPHS = _UNTOLD | {"garbage", "overflow"}
"""What the photographs that water or trucks are put on may show without telling."""
_ROADS = ("atl_", "voi_", "neg_cair_", "atanu_")
_DRIVEN = ("atl_", "voi_", "atanu_")
"""Photographs of places where trucks drive."""
_APART = 100_000
"""Seeds of one kind of street are so far from those of the next."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many pictures are made, and from which seeds."""

    scenes: int = 0
    """Rendered films."""
    traffic: int = 0
    """Further ones: cars, and in every other a muck truck among them."""
    frames: int = 2
    """Pictures of each."""
    floods: int = 0
    """Photographs of dry streets with water laid on them."""
    shines: int = 0
    """Photographs made wet without standing water."""
    trucks: int = 0
    """Photographs of streets with a muck truck of another photograph on them."""
    screens: int = 0
    surfaces: int = 0
    first_seed: int = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """One picture, before it is written."""

    kind: str
    fold: int
    pixels: Pixels
    truths: Sequence[Truth] = ()
    of: tuple[str, ...] = ()
    """The sources, by prefix, of the photographs in it."""


def gather(
    how: Drawn, words: Words, pictures: Sequence[Picture], folds: int, folder: Path
) -> list[Picture]:
    """Return the drawn pictures; what `folder` holds of an earlier call is read again."""
    listed = folder / _LIST
    if not listed.exists():
        folder.mkdir(parents=True, exist_ok=True)
        entries = [
            _write(folder, number, made)
            for number, made in enumerate(_all(how, words, pictures, folds))
        ]
        listed.write_text(json.dumps(entries), encoding="utf-8")
    entries = json.loads(listed.read_text(encoding="utf-8"))
    return [_picture(folder, entry, words) for entry in entries]


def _all(how: Drawn, words: Words, pictures: Sequence[Picture], folds: int) -> Iterator[Made]:
    yield from _rendered(how, how.scenes, how.first_seed, streets.SUBJECTS, folds)
    yield from _rendered(how, how.traffic, how.first_seed + _APART, streets.TRAFFIC, folds)
    roads = [one for one in pictures if one.source.prefix in _ROADS]
    quiet = [one for one in pictures if one.source.prefix.startswith("neg_")] or roads
    rng = np.random.default_rng(how.first_seed)
    for count, kind in ((how.floods, _flood), (how.shines, _shine)):
        for _ in range(count if roads else 0):
            base = roads[int(rng.integers(len(roads)))]
            laid = kind(rng, read_pixels(base.path))
            yield Made(kind.__name__.strip("_"), base.fold, *laid, (base.source.prefix,))
    if how.trucks and _MUCK in words.boxes:
        yield from _trucks(rng, how.trucks, pictures, words.boxes.index(_MUCK))
    for count, make in ((how.screens, decoys.screens), (how.surfaces, decoys.surface)):
        for _ in range(count if quiet else 0):
            base = quiet[int(rng.integers(len(quiet)))]
            shown = make(rng, [read_pixels(base.path)])
            yield Made("decoy", base.fold, shown, of=(base.source.prefix,))


def _rendered(
    how: Drawn, films: int, first_seed: int, subjects: Sequence[str], folds: int
) -> Iterator[Made]:
    """Yield frames of random streets; as many as there are subjects, one of each, share a fold."""
    for number in range(films):
        seed = first_seed + number
        film = Film(streets.random_scene(seed, subjects=subjects))
        for index in Random(seed).sample(range(film.scene.frame_count), how.frames):  # noqa: S311
            shot = film.shot(index)
            yield Made("rendered", number // len(subjects) % folds, shot.pixels, shot.truths)


def _trucks(rng: Generator, count: int, pictures: Sequence[Picture], label: int) -> Iterator[Made]:
    """Put trucks on streets of their own fold that show none, so that no fold sees another's."""
    trucks = pasted.cuttings(pictures, label)
    free = [one for one in pictures if not one.shows(label)]
    for number in range(count if trucks else 0):
        truck, kind = trucks[number % len(trucks)], _DRIVEN[number % len(_DRIVEN)]
        own = [one for one in free if one.fold == truck.fold and one.source.prefix == kind]
        if not own:
            continue
        photo = read_pixels(own[int(rng.integers(len(own)))].path)
        if (made := pasted.paste(rng, photo, _guessed(rng, photo), truck)) is not None:
            picture, box = made
            truths = [Truth(_MUCK, tuple(box.tolist()))]
            yield Made("truck", truck.fold, picture, truths, (kind, truck.source))


def _flood(rng: Generator, photo: Pixels) -> tuple[Pixels, list[Truth]]:
    """Lay a pool of water on the lower part of a photograph."""
    picture, view = photo.copy(), _guessed(rng, photo)
    if rng.random() < 0.4:
        gloss(picture, view)
    near = view.near_m
    wide, away = float(rng.uniform(2.5, 14)), float(near * rng.uniform(1.1, 2.2))
    pool = Pool(
        0, 100, float(rng.uniform(-0.3, 0.3) * away), away, wide,
        float(rng.uniform(0.5, 1.4) * (away - near * 0.7)), float(rng.uniform(0, 1)),
    )  # fmt: skip
    light = float(np.clip(photo.mean() / 120, 0.25, 1.1))
    outline = Puddle(pool, view, rng).draw(picture, 50.0, light)
    if rng.random() < 0.4:
        streaks(picture, rng)
    if outline is None:
        return picture, []
    points = np.array(outline) / (view.width, view.height)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return picture, [Truth("waterlogging", (x0, y0, x1, y1), tuple(map(tuple, points.tolist())))]


def _shine(rng: Generator, photo: Pixels) -> tuple[Pixels, list[Truth]]:
    """Make a photographed street wet, without water standing on it."""
    picture = photo.copy()
    gloss(picture, _guessed(rng, photo))
    if rng.random() < 0.6:
        streaks(picture, rng)
    return picture, []


def _guessed(rng: Generator, photo: Pixels) -> View:
    """Return a camera that might have taken a photograph of a street."""
    height, width = photo.shape[:2]
    horizon = float(rng.uniform(0.15, 0.45)) * height
    return View(width, height, 0.9 * width, width / 2, horizon, float(rng.uniform(1.6, 8)))


def _write(folder: Path, number: int, made: Made) -> dict[str, Any]:
    name = f"{made.kind}_{number}.jpg"
    scale = LONGEST_PX / max(made.pixels.shape[:2])
    small = cv2.resize(made.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(folder / name), small, [cv2.IMWRITE_JPEG_QUALITY, 90])
    told = [{"label": t.label, "box": t.box, "outline": t.outline} for t in made.truths]
    return {"name": name, "fold": made.fold, "truths": told, "of": made.of}


def _picture(folder: Path, entry: dict[str, Any], words: Words) -> Picture:
    untold = _ON_PHOTOGRAPHS if entry["name"].startswith(_LAID_ON) else _UNTOLD
    told = [truth for truth in entry["truths"] if truth["label"] in words.all]
    outlines = [truth["outline"] for truth in told if truth["outline"]]
    return Picture(
        path=folder / entry["name"],
        good="drawn",
        source=Source(
            prefix=entry["name"].split("_")[0] + "_", folder="drawn", license="Apache-2.0"
        ),
        scene=-1,
        fold=entry["fold"],
        labels=np.array([words.all.index(truth["label"]) for truth in told], np.intp),
        boxes=np.array([truth["box"] for truth in told], np.float32).reshape(-1, 4),
        regions=tuple(np.array(outline, np.float32) for outline in outlines),
        known=np.array([label not in untold for label in words.all]),
        drawn=True,
        of=tuple(entry["of"]),
    )
