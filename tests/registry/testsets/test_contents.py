"""An archive of a test set is read in either format, or every fault of it is told at once."""

import json
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from registry.gate.findings import Finding
from registry.testsets.contents import Contents, Wanted, read
from registry.testsets.unpacker import work
from tests.registry.testsets import archives
from tests.registry.testsets.archives import ABOUT, FIRE

WANTED = Wanted(ABOUT["covers"], None, ABOUT["negative_hours"])
Files = dict[str, bytes]


def told(found: Contents) -> list[str]:
    return [one.what.en for findings in found.findings.values() for one in findings]


@pytest.mark.parametrize("files", [archives.yolo(), archives.coco()], ids=["YOLO", "COCO"])
def test_both_formats_say_the_same(files: Files) -> None:
    found = read(files, WANTED)

    assert told(found) == []
    assert found.classes == ("flame",)
    scenes = [(one.name, one.scene, len(one.things)) for one in found.pictures]
    assert scenes == [
        ("a_day.png", "day", 1),
        ("b_day.png", "day", 0),
        ("c_night.png", "night", 1),
        ("d_night.png", "night", 0),
    ]
    assert found.pictures[2].things[0].box == pytest.approx((0.25, 0.25, 0.75, 0.75))
    assert found.pictures[0].data == files["images/a_day.png"]


def test_an_empty_label_file_says_that_nothing_is_there() -> None:
    found = read(archives.yolo() | {"labels/b_day.txt": b""}, WANTED)

    assert told(found) == []
    assert found.pictures[1].things == ()


def test_one_scene_may_be_said_of_all() -> None:
    files = archives.yolo()
    del files["scenes.csv"]

    found = read(files, Wanted(ABOUT["covers"], "rain"))

    assert {one.scene for one in found.pictures} == {"rain"}


def yolo(more: Files) -> Callable[[], Files]:
    return lambda: archives.yolo() | more


def without(*names: str) -> Callable[[], Files]:
    return lambda: {name: data for name, data in archives.yolo().items() if name not in names}


def coco(**change: Any) -> Callable[[], Files]:
    return lambda: archives.coco(**change)


def annotated(**change: Any) -> Callable[[], Files]:
    one = {"id": 5, "image_id": 0, "category_id": 7, "bbox": [16, 16, 32, 32]}
    return coco(annotations=[one | change])


FAULTS: dict[str, tuple[Callable[[], Files], str]] = {
    "no picture": (lambda: {"classes.txt": b"flame"}, "holds 0 pictures"),
    "no JPEG": (yolo({"images/a_day.png": b"<html>"}), "a_day.png is no readable picture"),
    "a picture twice": (
        yolo({"images/z.png": archives.picture(230)}),
        "z.png is the same picture as a_day.png",
    ),
    "no classes": (without("classes.txt"), "There are no classes"),
    "a label of nothing": (yolo({"labels/x.txt": FIRE}), "labels/x.txt belongs to no picture"),
    "a word": (yolo({"labels/a_day.txt": b"0 here 1 1 1\n"}), "a_day.txt, line 1 is malformed"),
    "a number short": (yolo({"labels/a_day.txt": b"0 1 1 1\n"}), "line 1 is malformed"),
    "not a number": (yolo({"labels/a_day.txt": b"0 nan 1 1 1\n"}), "line 1 is malformed"),
    "no text": (yolo({"labels/a_day.txt": b"\xff\xfe"}), "line 1 is malformed"),
    "another class": (yolo({"labels/a_day.txt": b"3 .5 .5 .1 .1\n"}), "no class of this number"),
    "no scenes": (without("scenes.csv"), "There are no scenes"),
    "a scene of nothing": (
        yolo({"scenes.csv": archives.SCENES + b"x.png,day\n"}),
        "scenes.csv, line 6: images/ has no such picture",
    ),
    "a scene twice": (yolo({"scenes.csv": archives.SCENES + b"a_day.png,day\n"}), "twice"),
    "a strange scene": (
        yolo({"scenes.csv": archives.SCENES.replace(b"a_day.png,day", b"a_day.png,fog")}),
        "scenes.csv, line 2: no such scene",
    ),
    "a picture without scene": (
        yolo({"scenes.csv": archives.SCENES.replace(b"a_day.png,day\n", b"")}),
        "a_day.png has no scene",
    ),
    "no head": (yolo({"scenes.csv": b"a_day.png,day\n"}), "scenes.csv, line 1 is malformed"),
    "nothing shows it": (without("labels/a_day.txt", "labels/c_night.txt"), "No picture shows"),
    "another label": (yolo({"classes.txt": b"fire\n"}), "Class “flame” of fire.flame is none"),
    "no JSON": (yolo({"annotations.json": b"["}), "not COCO's format"),
    "other JSON": (yolo({"annotations.json": b"{}"}), "not COCO's format (images)"),
    "deep JSON": (yolo({"annotations.json": b"[" * 100_000}), "not COCO's format"),
    "COCO of elsewhere": (
        coco(images=[{"id": 0, "file_name": "../etc/passwd.png"}]),
        "is not in images/",
    ),
    "COCO of another size": (
        coco(images=[{"id": 0, "file_name": "a_day.png", "width": 9, "height": 9}]),
        "not as large",
    ),
    "COCO's unknown category": (annotated(category_id=8), "Annotation 5: its category_id"),
    "COCO's crowd": (annotated(iscrowd=1), "Annotation 5: its iscrowd"),
    "COCO's flat box": (annotated(bbox=[1, 1, 0, 4]), "box or polygon of annotation 5"),
    "COCO's line": (annotated(segmentation=[[1, 1, 2, 2]]), "box or polygon of annotation 5"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_and_no_picture_is_handed_on(name: str) -> None:
    build, word = FAULTS[name]

    found = read(build(), WANTED)

    assert any(word in one for one in told(found)), told(found)
    assert found.pictures == []
    for one in (one for findings in found.findings.values() for one in findings):
        assert one.remedy.zh, "it says what mends it"
        assert one.what.en.isprintable()


def test_every_fault_is_told_at_once() -> None:
    files = archives.yolo() | {
        "images/z.png": b"none",
        "labels/a_day.txt": b"0 1\n9 .5 .5 .1 .1\n",
        "scenes.csv": archives.SCENES.replace(b"b_day.png,day", b"b_day.png,fog"),
    }

    found = read(files, WANTED)

    assert len(told(found)) == 5, told(found)


def test_hours_of_footage_need_pictures_without_labels() -> None:
    full = archives.yolo() | {"labels/b_day.txt": FIRE, "labels/d_night.txt": FIRE}

    assert any("no picture is without labels" in one for one in told(read(full, WANTED)))
    found = read(full, Wanted(ABOUT["covers"]))
    (note,) = (one for findings in found.findings.values() for one in findings)
    assert "Every picture shows fire.flame" in note.what.en
    assert not note.refuses
    assert len(found.pictures) == 4


def test_a_polygon_goes_before_a_box() -> None:
    files = archives.yolo() | {"labels_seg/a_day.txt": b"0 0 0 1 0 1 1\n"}

    (thing,) = read(files, WANTED).pictures[0].things

    assert thing.outline == ((0, 0), (1, 0), (1, 1))


def test_the_archive_is_as_clean_as_a_package_must_be() -> None:
    said: list[dict[str, Any]] = []
    order = {"covers": ABOUT["covers"], "scene": None, "negative_hours": None}
    for more in ({"../out.txt": b""}, {"run.py": b"import os"}, {"model.onnx": b"x"}):
        data = archives.archive(archives.yolo() | more)
        work(order, [memoryview(data)], lambda head, _: said.append(head))

    (result,) = {json.dumps(one["result"]) for one in said}
    assert result == '"archive"', "nothing else is looked at"
    words = [Finding.read(one["findings"][0]).what.en for one in said]
    assert ["plain path" in words[0], "not taken" in words[1], "not taken" in words[2]] == [
        True
    ] * 3


def test_a_picture_of_a_camera_is_taken_as_it_is() -> None:
    large = cv2.imencode(".jpg", np.full((1080, 1920, 3), 90, np.uint8))[1].tobytes()

    found = read(archives.yolo() | {"images/b_day.png": large}, WANTED)

    assert found.pictures[1].data == large
