"""The figures of one event class over pictures that were looked at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import EventSpec
from algorithms.contract.values import Detection
from core.intervals import Interval, middle, wilson
from registry.evaluation import boxes, cover
from registry.evaluation.labels import Thing

FALSE_SHARE = 0.05
_RESAMPLES = 400
_SEED = 5

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture: where it belongs, what is in it, and what the algorithm saw."""

    group: str
    """Its source or its scene, for figures of parts of a set."""
    things: tuple[Thing, ...]
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of one event class; a figure that cannot be worked out is None."""

    pictures: int
    positives: int
    boxes: int
    image_auc: float | None
    """Chance that a picture of the incident scores higher than one without."""
    image_auc_95: Interval | None
    recall_at_5pct_fpr: float | None
    """Share of its pictures found when at most 5 % of the others are taken for it."""
    recall_at_5pct_fpr_95: Interval | None
    ap50: float | None
    ap50_interval: Interval | None
    """95 %; `ap50_95` is the mean over overlaps from 0.5 to 0.95."""
    ap50_95: float | None
    coverage_iou: float | None
    """Area seen at the threshold and labelled, shared over joint, summed over all pictures."""
    threshold: float
    precision: float | None
    """Of the pictures reported at the threshold, how many show it."""
    precision_95: Interval | None
    recall: float | None
    """Of the pictures that show it, how many are reported at the threshold."""
    recall_95: Interval | None


def of(
    event: EventSpec,
    seen: Sequence[Seen],
    truth: Collection[str] | None = None,
    *,
    intervals: bool = True,
) -> Figures:
    """Work out the figures of an event class; intervals are 95 %.

    `truth` are the labels that the pictures have for it, unless they are the algorithm's own. For areas under
    curves, early recalls and AP pictures are drawn again and again; shares have Wilson's interval.
    """
    labels = event.labels if truth is None else truth
    wanted = [[thing for thing in one.things if thing.label in labels] for one in seen]
    found = [[one for one in s.detections if one.label in event.labels] for s in seen]
    shown = np.array([bool(things) for things in wanted], bool)
    scores = np.array([max((one.score for one in some), default=0.0) for some in found], float)
    reported = scores >= event.threshold
    precise = boxes.average_precision(wanted, found, intervals=intervals)
    loud = [[one for one in some if one.score >= event.threshold] for some in found]
    resampled = _resampled(scores, shown) if intervals else (None, None)
    return Figures(
        pictures=len(seen),
        positives=int(shown.sum()),
        boxes=sum(map(len, wanted)),
        image_auc=auc(scores, shown),
        image_auc_95=resampled[0],
        recall_at_5pct_fpr=recall_at(scores, shown, FALSE_SHARE),
        recall_at_5pct_fpr_95=resampled[1],
        ap50=precise.ap50,
        ap50_interval=precise.ap50_interval,
        ap50_95=precise.ap50_95,
        coverage_iou=cover.iou(wanted, loud),
        threshold=event.threshold,
        precision=_share(shown & reported, reported),
        precision_95=wilson(int((shown & reported).sum()), int(reported.sum())),
        recall=_share(shown & reported, shown),
        recall_95=wilson(int((shown & reported).sum()), int(shown.sum())),
    )


def auc(scores: Scores, shown: NDArray[np.bool_]) -> float | None:
    """Return the area under the ROC curve (Mann-Whitney; a tie counts half), None without both kinds."""
    with_it, without = scores[shown], np.sort(scores[~shown])
    if not len(with_it) or not len(without):
        return None
    below = np.searchsorted(without, with_it, "left")
    not_above = np.searchsorted(without, with_it, "right")
    return float((below + not_above).sum() / 2 / len(with_it) / len(without))


def recall_at(scores: Scores, shown: NDArray[np.bool_], false_share: float) -> float | None:
    """Return the recall where at most this share of the other pictures scores as high."""
    with_it, without = scores[shown], np.sort(scores[~shown])[::-1]
    if not len(with_it) or not len(without):
        return None
    allowed = int(false_share * len(without))
    return float((with_it > without[allowed]).mean())


def _resampled(scores: Scores, shown: NDArray[np.bool_]) -> tuple[Interval | None, Interval | None]:
    rng = np.random.default_rng(_SEED)
    areas, recalls = [], []
    for _ in range(_RESAMPLES if shown.any() and not shown.all() else 0):
        drawn = rng.integers(len(scores), size=len(scores))
        if (area := auc(scores[drawn], shown[drawn])) is not None:
            areas.append(area)
            recalls.append(recall_at(scores[drawn], shown[drawn], FALSE_SHARE) or 0.0)
    return middle(areas), middle(recalls)


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float | None:
    return float(part.sum() / whole.sum()) if whole.any() else None
