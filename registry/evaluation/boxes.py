"""Average precision of boxes, as COCO defines it and pycocotools works it out."""

from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from algorithms.contract.values import Box, Detection
from core.intervals import Interval, middle
from registry.evaluation.labels import Thing

_SIDE = 1000
"""Fractions become pixels of a square so large; areas play no part."""
_EVENT = 1
_RECALLS = np.linspace(0, 1, 101)
_RESAMPLES = 400
_SEED = 5


@dataclass(frozen=True, slots=True)
class AveragePrecision:
    """AP at an overlap of 0.5, its 95 % interval, and the mean over 0.5 … 0.95; None of nothing labelled."""

    ap50: float | None = None
    ap50_interval: Interval | None = None
    ap50_95: float | None = None


def average_precision(
    wanted: Sequence[Sequence[Thing]],
    found: Sequence[Sequence[Detection]],
    *,
    intervals: bool = True,
) -> AveragePrecision:
    """Work out the average precision of the boxes in some pictures; pictures are drawn for the interval."""
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
        return AveragePrecision()
    if not said:
        return AveragePrecision(0.0, None, 0.0)
    with redirect_stdout(StringIO()):
        evaluation = _evaluated(len(wanted), truths, said)
    interval = _resampled(evaluation, len(wanted)) if intervals else None
    return AveragePrecision(float(evaluation.stats[1]), interval, float(evaluation.stats[0]))


def _evaluated(pictures: int, truths: list[dict[str, Any]], said: list[dict[str, Any]]) -> COCOeval:
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
    return evaluation


def _resampled(evaluation: COCOeval, pictures: int) -> Interval | None:
    """Draw pictures again and again; what was matched in each stays, so that nothing is matched anew."""
    whole = enumerate(evaluation.evalImgs[:pictures])  # of all sizes: the first of its ranges
    matched = [(number, one) for number, one in whole if one is not None]
    scores = np.concatenate([one["dtScores"] for _, one in matched])
    order = np.argsort(-scores, kind="stable")
    hits = np.concatenate([one["dtMatches"][0] > 0 for _, one in matched])[order]
    owners = np.repeat(
        [number for number, _ in matched], [len(one["dtScores"]) for _, one in matched]
    )[order]
    positives = np.zeros(pictures)
    for number, one in matched:
        positives[number] = len(one["gtIds"])
    rng = np.random.default_rng(_SEED)
    drawn = [rng.multinomial(pictures, np.full(pictures, 1 / pictures)) for _ in range(_RESAMPLES)]
    return middle([_ap50(hits, times[owners], float(positives @ times)) for times in drawn])


def _ap50(hits: NDArray[np.bool_], times: NDArray[np.int64], positives: float) -> float:
    """Return AP of detections, the surest first, each as many times as its picture was drawn."""
    if positives == 0:
        return 0.0
    right, all_of_them = np.cumsum(hits * times), np.cumsum(times)
    precision = right / np.maximum(all_of_them, 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(right / positives, _RECALLS, side="left")
    reached = at < len(hits)
    return float(best_from_here[at[reached]].sum() / len(_RECALLS))


def _xywh(box: Box) -> list[float]:
    left, top, right, bottom = (side * _SIDE for side in box)
    return [left, top, right - left, bottom - top]


def _area(xywh: list[float]) -> float:
    return xywh[2] * xywh[3]
