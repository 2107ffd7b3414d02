"""The scene of each picture: a small CSV with `picture,scene`, or one scene for all."""

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal, get_args

from registry.gate.findings import Finding, Findings
from registry.testsets.reading import FOLDER, finding, text_of

Scene = Literal["day", "night", "rain", "backlight"]
SCENES: tuple[str, ...] = get_args(Scene)
FILE = "scenes.csv"
_HEAD = ["picture", "scene"]
_KNOWN = "、".join(SCENES)
_NAMED = 20


def read(
    files: Mapping[str, bytes],
    pictures: Mapping[str, bytes],
    usual: str | None,
    told: dict[str, str],
) -> Findings:
    """Fill in the scene of every picture and yield every fault."""
    if FILE in files:
        yield from _listed(files[FILE], pictures, told)
    left = [name for name in pictures if name not in told]
    if usual is not None:
        told.update(dict.fromkeys(left, usual))
    elif left and FILE in files:
        yield from (_without(name) for name in islice(left, _NAMED))
    elif left:
        yield finding(
            "没有场景标签。",
            "There are no scenes.",
            f"请上传时选择整套的场景，或在 scenes.csv（picture,scene）中逐张填写（{_KNOWN}）。",
            f"Choose one scene for the set, or give scenes.csv (picture,scene) with {', '.join(SCENES)}.",
        )


def _listed(data: bytes, pictures: Mapping[str, bytes], told: dict[str, str]) -> Iterator[Finding]:
    rows = csv.reader(io.StringIO(text_of(data) or ""))
    try:
        if [cell.strip().lower() for cell in next(rows, [])] != _HEAD:
            yield _malformed(1)
            return
        for cells in rows:
            if cells:
                yield from _row(cells, rows.line_num, pictures, told)
    except csv.Error:
        yield _malformed(rows.line_num)


def _row(
    cells: list[str], number: int, pictures: Mapping[str, bytes], told: dict[str, str]
) -> Iterator[Finding]:
    if len(cells) != len(_HEAD):
        yield _malformed(number)
        return
    name, scene = cells[0].strip().removeprefix(FOLDER), cells[1].strip().lower()
    if name not in pictures or name in told:
        yield finding(
            f"scenes.csv 第 {number} 行：images/ 中没有该图片，或重复出现。",
            f"scenes.csv, line {number}: images/ has no such picture, or it is there twice.",
            "图片名应与 images/ 下的文件名一致，每张一行。",
            "Name each picture once, as it is called below images/.",
        )
        return
    told[name] = scene
    if scene not in SCENES:
        yield finding(
            f"scenes.csv 第 {number} 行：场景未知。",
            f"scenes.csv, line {number}: no such scene.",
            f"场景应为 {_KNOWN} 之一。",
            f"A scene is one of {', '.join(SCENES)}.",
        )


def _without(name: str) -> Finding:
    return finding(
        f"{name} 没有场景标签。",
        f"{name} has no scene.",
        "请在 scenes.csv 中加上它，或上传时选择整套的场景。",
        "Add it to scenes.csv, or choose a scene for all pictures that it does not name.",
    )


def _malformed(number: int) -> Finding:
    return finding(
        f"scenes.csv 第 {number} 行格式有误。",
        f"scenes.csv, line {number} is malformed.",
        "首行应为 picture,scene，其后每行一张图片（UTF-8）。",
        "The first line is picture,scene, then one picture a line, in UTF-8.",
    )
