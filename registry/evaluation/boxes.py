"""Average precision of boxes, as COCO defines it and pycocotools works it out."""

from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from algorithms.contract.values import Box, Detection
from registry.evaluation.labels import Thing

_SIDE = 1000
"""Fractions become pixels of a square so large; areas play no part."""
_EVENT = 1


def average_precision(
    wanted: Sequence[Sequence[Thing]], found: Sequence[Sequence[Detection]]
) -> tuple[float | None, float | None]:
    """Return AP at an overlap of 0.5 and the mean over 0.5 … 0.95; None where nothing is labelled."""
    truths = [
        {"image_id": image, "bbox": _xywh(thing.box)}
        for image, things in enumerate(wanted)
        for thing in things
    ]
    said = [
        {"image_id": image, "bbox": _xywh(one.box or (0, 0, 1, 1)), "score": one.score}
        for image, detections in enumerate(found)
        for one in detections
    ]
    if not truths:
        return None, None
    if not said:
        return 0.0, 0.0
    with redirect_stdout(StringIO()):
        return _evaluated(len(wanted), truths, said)


def _evaluated(
    pictures: int, truths: list[dict[str, Any]], said: list[dict[str, Any]]
) -> tuple[float, float]:
    reference = COCO()
    reference.dataset = {
        "images": [{"id": image} for image in range(pictures)],
        "categories": [{"id": _EVENT}],
        "annotations": [
            one | {"id": number, "category_id": _EVENT, "iscrowd": 0, "area": _area(one["bbox"])}
            for number, one in enumerate(truths, start=1)
        ],
    }
    reference.createIndex()
    results = reference.loadRes([one | {"category_id": _EVENT} for one in said])
    evaluation = COCOeval(reference, results, "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return float(evaluation.stats[1]), float(evaluation.stats[0])


def _xywh(box: Box) -> list[float]:
    left, top, right, bottom = (side * _SIDE for side in box)
    return [left, top, right - left, bottom - top]


def _area(xywh: list[float]) -> float:
    return xywh[2] * xywh[3]
