"""All pictures of a run, with what is known about each: boxes, regions, scene, fold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Pixels
from algorithms.training import split
from algorithms.training.goods import Good, Source

LONGEST_PX = 480
"""Pictures are kept in memory at most so long."""


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of a run: those found as boxes first, then those found as masks."""

    boxes: tuple[str, ...]
    dense: tuple[str, ...]

    @classmethod
    def of(cls, goods: Sequence[Good]) -> "Words":
        """Collect the labels of all goods."""
        return cls(
            tuple(label for good in goods if not good.dense for label in good.labels),
            tuple(label for good in goods if good.dense for label in good.labels),
        )

    @property
    def all(self) -> tuple[str, ...]:
        """Every label, in the order of the network's answers."""
        return self.boxes + self.dense


@dataclass(slots=True, eq=False)
class Picture:
    """One picture; coordinates are fractions of it."""

    path: Path
    good: str
    source: Source
    scene: int
    fold: int
    labels: NDArray[np.intp]
    """n, positions in `Words.all`."""
    boxes: NDArray[np.float32]
    """n × 4: left, top, right, bottom."""
    regions: tuple[NDArray[np.float32], ...]
    """Polygons of the dense label."""
    known: NDArray[np.bool_]
    """For each label of `Words.all`: whether its absence would be told."""
    drawn: bool = False
    """Made here, by `algorithms.training.drawn`."""
    of: tuple[str, ...] = ()
    """The sources, by prefix, of the photographs that a drawn picture was made of."""
    _pixels: Pixels | None = None

    @property
    def pixels(self) -> Pixels:
        """Height × width × 3, BGR; read once, then kept."""
        if self._pixels is None:
            self._pixels = read_pixels(self.path)
        return self._pixels

    def taken_from(self, prefix: str) -> bool:
        """Tell whether anything in it is of this source."""
        return prefix in (self.source.prefix, *self.of)

    def shows(self, label: int) -> bool:
        """Tell whether the picture is labelled with this label."""
        return bool((self.labels == label).any())


def gather(goods: Sequence[Good], data: Path, folds: int, seed: int) -> tuple[Words, list[Picture]]:
    """Return the labels and the pictures of all goods, whole scenes dealt out to folds."""
    words = Words.of(goods)
    found = [
        (path, good, source)
        for good in goods
        for source in good.sources
        for path in sorted((data / "train" / source.folder / "images").glob(f"{source.prefix}*"))
    ]
    scenes = split.scenes_of([path for path, _, _ in found])
    scene_of = {path: scene for (path, _, _), scene in zip(found, scenes, strict=True)}
    pictures = []
    for good in goods:
        for source in good.sources:
            own = [path for path, of, origin in found if of is good and origin is source]
            kept = split.spread(own, scene_of, source.keep, source.per_scene, seed)
            fold_of = split.deal([scene_of[path] for path in kept], folds, seed)
            pictures += [
                _picture(path, good, source, scene_of[path], fold_of[scene_of[path]], goods, words)
                for path in kept
            ]
    _one_fold_a_scene(pictures)
    return words, pictures


def table(pictures: Sequence[Picture]) -> str:
    """Return the split as lines: picture, source, scene, fold."""
    lines = ["picture,source,scene,fold"]
    for one in sorted(pictures, key=lambda one: (one.good, one.path.name)):
        name = f"{one.source.folder}/{one.path.name}"
        lines.append(f"{name},{one.source.prefix.rstrip('_')},{one.scene},{one.fold}")
    return "\n".join(lines) + "\n"


def _one_fold_a_scene(pictures: Sequence[Picture]) -> None:
    """A scene that several sources show stands in the fold of its first picture."""
    first: dict[int, int] = {}
    for one in pictures:
        one.fold = first.setdefault(one.scene, one.fold)


def _picture(
    path: Path,
    good: Good,
    source: Source,
    scene: int,
    fold: int,
    goods: Sequence[Good],
    words: Words,
) -> Picture:
    names = (path.parent.parent / "classes.txt").read_text(encoding="utf-8").split()
    labels, boxes, regions = [], [], []
    for name, shape in [] if source.background else _labelled(path, names, dense=good.dense):
        if name in good.labels:
            labels.append(words.all.index(name))
            boxes.append(np.concatenate([shape.min(axis=0), shape.max(axis=0)]))
            regions += [shape] if good.dense else []
    return Picture(
        path,
        good.name,
        source,
        scene,
        fold,
        np.array(labels, np.intp),
        np.array(boxes, np.float32).reshape(-1, 4),
        tuple(regions),
        known(good, source, goods, words),
    )


def known(good: Good, source: Source, goods: Sequence[Good], words: Words) -> NDArray[np.bool_]:
    """Tell for each label whether its absence would be told in pictures of this source."""
    told = set(good.labels) - set(source.unlabelled)
    for other in goods:
        told |= set(other.absent_elsewhere) if other is not good else set()
    return np.array([label in told for label in words.all])


def _labelled(
    path: Path, names: Sequence[str], *, dense: bool
) -> list[tuple[str, NDArray[np.float32]]]:
    """Return (label, points n × 2) of each line of the label file; a box has two points."""
    file = path.parent.parent / ("labels_seg" if dense else "labels") / f"{path.stem}.txt"
    shapes = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        number, *values = line.split()
        points = np.array(values, np.float32).reshape(-1, 2)
        if not dense:
            points = np.stack([points[0] - points[1] / 2, points[0] + points[1] / 2])
        shapes.append((names[int(number)], np.clip(points, 0, 1)))
    return shapes


def read_pixels(path: Path) -> Pixels:
    """Return a picture as it is kept; raises `ValueError` where it is none."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"{path} is no picture")
    scale = LONGEST_PX / max(picture.shape[:2])
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(picture, np.uint8)


def counts(words: Words, pictures: Sequence[Picture]) -> dict[str, int]:
    """Return how many pictures show each label."""
    shown: Counter[str] = Counter()
    for one in pictures:
        shown.update({words.all[label] for label in set(one.labels.tolist())} or {"nothing"})
    return dict(sorted(shown.items()))
