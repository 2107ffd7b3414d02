from pathlib import Path

import cv2
import pytest

from registry.evaluation import dataset
from registry.evaluation.errors import DatasetInvalid
from tests.registry.goods import picture


def folder(path: Path, labels: dict[str, str], classes: str = "fire smoke") -> Path:
    """Write a data set: the label text of each picture by its name."""
    (path / "images").mkdir(parents=True)
    (path / "labels").mkdir()
    (path / "classes.txt").write_text("\n".join(classes.split()), encoding="utf-8")
    for name, text in labels.items():
        cv2.imwrite(str(path / "images" / f"{name}.png"), picture())
        (path / "labels" / f"{name}.txt").write_text(text, encoding="utf-8")
    return path


def test_boxes_become_outlines_and_names_begin_with_their_source(tmp_path: Path) -> None:
    read = dataset.read(folder(tmp_path, {"cam_1": "1 0.5 0.5 0.2 0.4\n", "web_1": ""}))

    [thing] = read.pictures[0].things
    assert read.classes == ("fire", "smoke")
    assert [one.source for one in read.pictures] == ["cam", "web"]
    assert read.pictures[1].things == ()
    assert thing.label == "smoke"
    assert thing.box == pytest.approx((0.4, 0.3, 0.6, 0.7))
    assert read.pictures[0].pixels().shape == (64, 64, 3)


def test_polygons_go_before_boxes_and_stay_in_the_picture(tmp_path: Path) -> None:
    path = folder(tmp_path, {"cam_1": "0 0.5 0.5 1 1"})
    (path / "labels_seg").mkdir()
    (path / "labels_seg" / "cam_1.txt").write_text("0 0.1 0.1 0.9 0.1 0.5 1.3\n", encoding="utf-8")

    [thing] = dataset.read(path).pictures[0].things

    assert thing.outline == ((0.1, 0.1), (0.9, 0.1), (0.5, 1.0))


@pytest.mark.parametrize(
    "line",
    ["0 0.5 0.5 1", "7 0.5 0.5 1 1", "-1 0.5 0.5 1 1", "x 0.5 0.5 1 1", "0 nan 0.5 1 1", "0"],
)
def test_a_malformed_line_is_named(line: str, tmp_path: Path) -> None:
    path = folder(tmp_path, {"cam_1": f"0 0.5 0.5 1 1\n{line}\n"})

    with pytest.raises(DatasetInvalid, match=r"cam_1\.txt:2"):
        dataset.read(path)


@pytest.mark.parametrize("gone", ["classes.txt", "images"])
def test_what_is_missing_is_named(gone: str, tmp_path: Path) -> None:
    path = folder(tmp_path / "set", {"cam_1": ""})
    (path / gone).rename(tmp_path / "elsewhere")

    with pytest.raises(DatasetInvalid, match=gone):
        dataset.read(path)


def test_a_folder_without_pictures_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, {})
    with pytest.raises(DatasetInvalid, match="no picture"):
        dataset.read(path)

    (path / "images" / "cam_1.jpg").write_bytes(b"text")
    with pytest.raises(DatasetInvalid, match="readable"):
        dataset.read(path).pictures[0].pixels()
