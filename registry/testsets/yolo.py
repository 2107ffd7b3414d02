"""Labels in YOLO's layout: `classes.txt`, and a file for each picture below `labels/` or `labels_seg/`."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from registry.evaluation.labels import of_line
from registry.gate.findings import Finding, Findings
from registry.testsets.reading import Labels, Size, finding, text_of

CLASSES = "classes.txt"
_FOLDERS = ("labels_seg/", "labels/")
"""Polygons go before boxes."""


def read(files: Mapping[str, bytes], pictures: Mapping[str, Size], labels: Labels) -> Findings:
    """Fill in the labels and yield every fault of them."""
    lines = (text_of(files.get(CLASSES, b"")) or "").splitlines()
    labels.classes = tuple(line.strip() for line in lines if line.strip())
    if not labels.classes:
        yield finding(
            "没有标注类别：缺少 classes.txt，也没有 annotations.json。",
            "There are no classes: neither classes.txt nor annotations.json is there.",
            "YOLO 格式请在根目录放 classes.txt（每行一个类别）；COCO 格式请放 annotations.json。",
            "Put classes.txt (one name a line) at the root for YOLO, annotations.json for COCO.",
        )
        return
    stems = {str(PurePosixPath(name).with_suffix("")): name for name in pictures}
    yield from _strays(files, stems)
    for stem, name in stems.items():
        path = next((p for p in (f"{one}{stem}.txt" for one in _FOLDERS) if p in files), None)
        if path is not None:
            labels.things[name] = []
            yield from _lines(path, files[path], name, labels)


def _strays(files: Mapping[str, bytes], stems: Mapping[str, str]) -> Iterator[Finding]:
    for path in files:
        folder = next((one for one in _FOLDERS if path.startswith(one)), None)
        if folder and path.removeprefix(folder).removesuffix(".txt") not in stems:
            yield finding(
                f"{path} 没有对应的图片。",
                f"{path} belongs to no picture.",
                "请补上 images/ 中同名的图片，或删除该标注文件。",
                "Add the picture of that name to images/, or leave the file out.",
            )


def _lines(path: str, data: bytes, name: str, labels: Labels) -> Iterator[Finding]:
    text = text_of(data)
    for number, line in enumerate(["?"] if text is None else text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            labels.things[name].append(of_line(line, labels.classes))
        except IndexError:
            yield finding(
                f"{path} 第 {number} 行：类别编号超出 classes.txt。",
                f"{path}, line {number}: classes.txt has no class of this number.",
                f"类别编号应为 0 到 {len(labels.classes) - 1}。",
                f"Classes are numbered from 0 to {len(labels.classes) - 1}.",
            )
        except ValueError:
            yield finding(
                f"{path} 第 {number} 行格式有误。",
                f"{path}, line {number} is malformed.",
                "每行应为：类别编号 中心x 中心y 宽 高（0 到 1），或类别编号加多边形各角坐标。",
                "A line is a class's number, then centre, width and height (0 to 1), or a polygon's corners.",
            )
