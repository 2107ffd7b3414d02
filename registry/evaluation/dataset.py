"""A folder of labelled pictures in YOLO's layout: `images/`, `labels/`, `classes.txt`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from algorithms.contract.values import Pixels
from registry.evaluation.errors import DatasetInvalid
from registry.evaluation.labels import Thing, of_line

_KINDS = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """One picture and what is in it."""

    path: Path
    things: tuple[Thing, ...]

    @property
    def source(self) -> str:
        """Where the picture comes from: its file name up to the first underscore."""
        return self.path.stem.split("_")[0]

    def pixels(self) -> Pixels:
        """Return height × width × 3, BGR; raises `DatasetInvalid` where it is no picture."""
        picture = cv2.imdecode(np.fromfile(self.path, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise _invalid(self.path, "不是可读取的图片", "is not a readable picture")
        return np.asarray(picture, np.uint8)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The pictures of a folder and the names of its classes."""

    folder: Path
    classes: tuple[str, ...]
    pictures: tuple[Labelled, ...]


def read(folder: Path) -> Dataset:
    """Read the labels of a folder; polygons of `labels_seg/` go before the boxes of `labels/`."""
    try:
        classes = tuple((folder / "classes.txt").read_text(encoding="utf-8").split())
        paths = sorted(
            path for path in (folder / "images").iterdir() if path.suffix.lower() in _KINDS
        )
    except OSError as error:
        raise _invalid(folder, f"缺少 {error.filename}", f"{error.filename} is missing") from error
    if not paths:
        raise _invalid(folder, "images/ 中没有图片", "images/ holds no picture")
    pictures = (Labelled(path, tuple(_things(folder, path, classes))) for path in paths)
    return Dataset(folder, classes, tuple(pictures))


def _things(folder: Path, picture: Path, classes: tuple[str, ...]) -> Iterator[Thing]:
    """Yield what the label files say; a picture without any shows nothing."""
    named = (folder / kind / f"{picture.stem}.txt" for kind in ("labels_seg", "labels"))
    path = next((path for path in named if path.is_file()), None)
    for number, line in enumerate(path.read_text("utf-8").splitlines() if path else (), start=1):
        if line.strip():
            try:
                yield of_line(line, classes)
            except (ValueError, IndexError) as error:
                place = f"{path}:{number}"
                raise _invalid(folder, f"{place} 格式有误", f"{place} is malformed") from error


def _invalid(folder: Path, zh: str, en: str) -> DatasetInvalid:
    return DatasetInvalid(folder=folder, zh=zh, en=en)
