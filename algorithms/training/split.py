"""Which pictures show the same scene, and which fold each is in: whole scenes, never single frames."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

_THUMB = 24
_SAME_SCENE = 0.86
"""Correlation of two thumbnails above which they show one scene."""
_NUMBERED_RUN = 60
"""Frames of one source numbered within one such block count as one video."""

_VIDEO = re.compile(r"^(?P<video>.+_mp4)-\d+")
_FRAME = re.compile(r"^(?P<series>abonia_img)_(?P<number>\d+)")


def scenes_of(pictures: Sequence[Path]) -> list[int]:
    """Return for every picture the number of its scene: same video by name, or same look."""
    links = _Links(len(pictures))
    for members in _by_name(pictures).values():
        for other in members[1:]:
            links.join(members[0], other)
    for first, second in _alike(pictures):
        links.join(first, second)
    return [links.root(index) for index in range(len(pictures))]


def deal(scenes: Sequence[int], folds: int, seed: int) -> dict[int, int]:
    """Deal whole scenes out to folds of about the same number of pictures; large scenes first."""
    sizes: dict[int, int] = defaultdict(int)
    for scene in scenes:
        sizes[scene] += 1
    order = sorted(sizes)
    Random(seed).shuffle(order)  # noqa: S311 - a split, not a secret
    filled, chosen = [0] * folds, dict[int, int]()
    for scene in sorted(order, key=lambda scene: -sizes[scene]):
        fold = min(range(folds), key=lambda fold: filled[fold])
        chosen[scene] = fold
        filled[fold] += sizes[scene]
    return chosen


def spread(
    pictures: Sequence[Path],
    scenes: Mapping[Path, int],
    keep: int | None,
    per_scene: int | None,
    seed: int,
) -> list[Path]:
    """Return at most `keep` pictures, going round the scenes so that each is represented."""
    by_scene: dict[int, list[Path]] = defaultdict(list)
    for picture in pictures:
        by_scene[scenes[picture]].append(picture)
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    ranked: list[tuple[int, float, Path]] = []
    for members in by_scene.values():
        random.shuffle(members)
        for rank, picture in enumerate(members[:per_scene]):
            ranked.append((rank, random.random(), picture))
    return [picture for _, _, picture in sorted(ranked)[:keep]]


def _by_name(pictures: Sequence[Path]) -> dict[str, list[int]]:
    named: dict[str, list[int]] = defaultdict(list)
    for index, picture in enumerate(pictures):
        if video := _VIDEO.match(picture.name):
            named[video["video"]].append(index)
        elif frame := _FRAME.match(picture.name):
            named[f"{frame['series']}/{int(frame['number']) // _NUMBERED_RUN}"].append(index)
    return named


def _alike(pictures: Sequence[Path]) -> Iterable[tuple[int, int]]:
    thumbs = np.stack([_thumb(picture) for picture in pictures])
    for start in range(0, len(thumbs), 256):
        same = np.argwhere(thumbs[start : start + 256] @ thumbs.T > _SAME_SCENE)
        yield from ((start + int(a), int(b)) for a, b in same if start + a < b)


def _thumb(path: Path) -> NDArray[np.float32]:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise ValueError(f"{path} is no picture")
    small = cv2.resize(picture, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA)
    flat = small.astype(np.float32).ravel()
    flat -= flat.mean()
    thumb: NDArray[np.float32] = flat / (np.linalg.norm(flat) + 1e-6)
    return thumb


class _Links:
    """Groups that grow together (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, first: int, second: int) -> None:
        self._parent[self.root(second)] = self.root(first)
