"""The errand that unpacks a test set: started as a program, confined.

Its answer: a `result` for each check, then `classes`, then a `picture` for each, its body the file as it was.
"""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from core.text import Text
from registry.gate.answers import ARCHIVE
from registry.gate.archive import Rules, unpack
from registry.gate.findings import Finding
from registry.sandbox import errand
from registry.sandbox.errand import Emit
from registry.testsets import coco, contents, scenes, yolo
from registry.testsets.contents import MOST_PICTURES, Contents, Wanted
from registry.testsets.reading import FOLDER

RULES = Rules(
    most_files=2 * MOST_PICTURES + 10,
    suffixes=frozenset({".jpg", ".jpeg", ".png", ".txt", ".csv", ".json"}),
    again=Text("请用普通 zip 重新打包。", "Pack it anew as a plain zip."),
    smaller=Text("请分成几套测试集上传。", "Split it into several sets."),
)


def work(order: dict[str, Any], files: Sequence[memoryview], emit: Emit) -> None:
    """Unpack and read the one file."""
    wanted = Wanted(order["covers"], order["scene"], order["negative_hours"])
    archive = unpack(files[0], RULES)
    emit(_result(ARCHIVE, archive.findings), b"")
    if archive.findings:
        return
    found = contents.read(archive.files, wanted)
    for name, findings in found.findings.items():
        emit(_result(name, findings), b"")
    if not found.faulty:
        _hand_over(found, emit)


def _result(name: str, findings: Sequence[Finding]) -> dict[str, Any]:
    return {"result": name, "findings": [one.as_json() for one in findings]}


def _hand_over(found: Contents, emit: Emit) -> None:
    emit({"classes": found.classes}, b"")
    for one in found.pictures:
        things = [[thing.label, thing.outline] for thing in one.things]
        emit({"picture": one.name, "scene": one.scene, "things": things}, one.data)


def practise() -> None:
    """Read archives of our own in both formats, good and bad, so that nothing is left to import."""
    grey = np.zeros((8, 8, 3), np.uint8)
    images = {
        f"{FOLDER}{name}": cv2.imencode(name[1:], grey + np.uint8(number))[1].tobytes()
        for number, name in enumerate(("a.jpg", "b.png"))
    }
    boxes = {yolo.CLASSES: b"thing\n", "labels/a.txt": b"0 0.5 0.5 0.1 0.1\n? ?\n9 1 1 1 1\n"}
    listed = {scenes.FILE: b"picture,scene\na.jpg,day\nx\n"}
    described = (
        b'{"images": [{"id": 1, "file_name": "a.jpg"}], "categories": [{"id": 1, "name": "thing"}],'
    )
    boxed = described + b'"annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2]}]}'
    order = {"covers": {"a.thing": ["thing"]}, "scene": "day", "negative_hours": 1.0}
    said: list[Any] = []
    for more in (boxes, listed, {coco.FILE: boxed}, {coco.FILE: b"{}"}, {coco.FILE: b"["}):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {**images, f"{FOLDER}c.png": b"none", **more}.items():
                archive.writestr(name, data)
        work(order, [memoryview(packed.getvalue())], lambda *parts: said.append(parts))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    errand.serve(work, practise)
