"""A data folder of rendered pictures, laid out as the real one: to try a recipe end to end in a minute."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from algorithms.scenes.film import Film, Shot
from algorithms.training import streets
from algorithms.training.goods import Good

_WIDTH, _HEIGHT = 320, 180


def write(goods: Sequence[Good], folder: Path, pictures: int, first_seed: int = 5000) -> Path:
    """Write so many pictures for every source of every good; return the folder, for `--data`."""
    seed = first_seed
    for good in goods:
        for source in good.sources:
            root = folder / "train" / source.folder
            for kind in ("images", "labels", "labels_seg"):
                (root / kind).mkdir(parents=True, exist_ok=True)
            (root / "classes.txt").write_text("\n".join(good.labels), encoding="utf-8")
            for index in range(pictures):
                film = Film(replace(streets.random_scene(seed), width=_WIDTH, height=_HEIGHT))
                shot = film.shot(film.scene.frame_count // 2)
                _write(root, f"{source.prefix}{index}", shot, good.labels)
                seed += 1
    return folder


def _write(root: Path, name: str, shot: Shot, labels: Sequence[str]) -> None:
    cv2.imwrite(str(root / "images" / f"{name}.jpg"), shot.pixels)
    boxes, outlines = [], []
    for truth in shot.truths:
        if truth.label in labels:
            number = labels.index(truth.label)
            x0, y0, x1, y1 = truth.box
            place = ((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0)
            boxes.append(_line(number, place))
            outline = truth.outline or ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
            outlines.append(_line(number, np.array(outline).ravel().tolist()))
    (root / "labels" / f"{name}.txt").write_text("\n".join(boxes), encoding="utf-8")
    (root / "labels_seg" / f"{name}.txt").write_text("\n".join(outlines), encoding="utf-8")


def _line(number: int, values: Sequence[float]) -> str:
    return " ".join([str(number), *(f"{value:.5f}" for value in values)])
