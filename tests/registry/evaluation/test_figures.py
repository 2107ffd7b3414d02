import numpy as np
import pytest

from algorithms.contract.manifest import EventSpec
from algorithms.contract.values import Box, Detection
from registry.evaluation import boxes, cover, figures
from registry.evaluation.figures import Seen
from registry.evaluation.labels import Thing

FIRE = EventSpec.model_validate(
    {
        "event_type": "fire.flame",
        "labels": ["fire"],
        "title": {"zh": "火", "en": "Fire"},
        "severity": "critical",
        "threshold": 0.5,
    }
)


def thing(box: Box, label: str = "fire") -> Thing:
    left, top, right, bottom = box
    return Thing(label, ((left, top), (right, top), (right, bottom), (left, bottom)))


def seen(*truths: Thing, said: tuple[tuple[float, Box], ...] = (), label: str = "fire") -> Seen:
    return Seen("cam", truths, tuple(Detection(label, score, box) for score, box in said))


LEFT, RIGHT = (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)


def test_a_faultless_algorithm_has_all_figures_at_one() -> None:
    pictures = [seen(thing(LEFT), said=((0.9, LEFT),)), seen(said=((0.2, RIGHT),)), seen()]

    found = figures.of(FIRE, pictures)

    assert (found.pictures, found.positives, found.boxes) == (3, 1, 1)
    assert (found.image_auc, found.recall_at_5pct_fpr) == (1, 1)
    assert found.ap50 == pytest.approx(1)
    assert found.ap50_95 == pytest.approx(1)
    assert found.coverage_iou == 1
    assert (found.precision, found.recall) == (1, 1)


def test_auc_is_the_chance_of_the_right_order_and_a_tie_is_half() -> None:
    scores = np.array([0.9, 0.4, 0.4, 0.1])
    shown = np.array([True, True, False, False])

    assert figures.auc(scores, shown) == pytest.approx((2 + 1.5) / 4)
    assert figures.auc(scores, np.ones(4, bool)) is None


def test_recall_allows_one_false_picture_in_twenty_and_no_tie_with_the_next() -> None:
    others = np.array([0.8] + [0.3] * 19)
    scores = np.concatenate([[0.9, 0.5, 0.3, 0.2], others])
    shown = np.arange(24) < 4

    assert figures.recall_at(scores, shown, 0.05) == pytest.approx(0.5)
    assert figures.recall_at(scores[:-1], shown[:-1], 0.05) == pytest.approx(0.25)


def test_what_another_label_shows_or_says_does_not_count() -> None:
    pictures = [
        seen(thing(LEFT, "smoke"), said=((0.9, LEFT),), label="smoke"),
        seen(thing(LEFT), said=((0.6, RIGHT),)),
    ]

    found = figures.of(FIRE, pictures)

    assert found.positives == 1
    assert found.ap50 == 0
    assert found.coverage_iou == pytest.approx(0, abs=0.01)
    assert (found.precision, found.recall) == (1, 1)


def test_an_overlap_of_two_thirds_counts_at_a_half_but_not_at_nine_tenths() -> None:
    pictures = [seen(thing((0.0, 0.0, 0.6, 1.0)), said=((0.9, (0.0, 0.0, 0.4, 1.0)),)), seen()]

    found = figures.of(FIRE, pictures)

    assert found.ap50 == pytest.approx(1)
    assert found.ap50_95 == pytest.approx(0.4)
    assert found.coverage_iou == pytest.approx(2 / 3, abs=0.01)


def test_intervals_hold_the_figure_and_need_both_kinds_of_picture() -> None:
    rng = np.random.default_rng(3)
    pictures = [
        seen(*([thing(LEFT)] if index % 2 else []), said=((float(score), LEFT),))
        for index, score in enumerate(
            np.clip(rng.normal(0.4, 0.2, 80) + 0.2 * (np.arange(80) % 2), 0, 1)
        )
    ]

    found = figures.of(FIRE, pictures)

    assert found.image_auc is not None
    assert found.image_auc_95 is not None
    low, high = found.image_auc_95
    assert low < found.image_auc < high
    assert figures.of(FIRE, pictures[:1]).image_auc_95 is None


def test_a_polygon_is_counted_by_its_own_area_and_no_place_is_the_whole_picture() -> None:
    triangle = Detection("fire", 0.9, (0, 0, 1, 1), ((0, 0), (1, 0), (0, 1)))

    assert cover.iou([[thing((0, 0, 1, 1))]], [[triangle]]) == pytest.approx(0.5, abs=0.01)
    assert cover.iou([[thing(LEFT)]], [[Detection("fire", 0.9)]]) == pytest.approx(0.5, abs=0.01)
    assert cover.iou([[]], [[]]) is None


def test_the_interval_of_ap_holds_it_and_narrows_with_more_pictures() -> None:
    right = seen(thing(LEFT), said=((0.9, LEFT),))
    missed = seen(thing(LEFT), said=((0.4, RIGHT),))

    few = boxes.average_precision(*told([right, missed] * 5))
    many = boxes.average_precision(*told([right, missed] * 50))

    for found in (few, many):
        assert found.ap50 is not None
        assert found.ap50_interval is not None
        assert found.ap50_interval[0] < found.ap50 < found.ap50_interval[1]
    assert few.ap50_interval is not None
    assert many.ap50_interval is not None
    assert width(many.ap50_interval) < width(few.ap50_interval) / 2


def test_drawing_each_picture_once_gives_the_average_precision_of_coco() -> None:
    pictures = [
        seen(thing(LEFT), said=((0.9, LEFT), (0.8, RIGHT))),
        seen(thing(RIGHT), thing(LEFT), said=((0.7, RIGHT),)),
        seen(said=((0.75, LEFT),)),
        seen(),
    ]
    hits = np.array([True, False, False, True])

    found = boxes.average_precision(*told(pictures))

    assert boxes._ap50(hits, np.ones(4, np.int64), 3) == pytest.approx(found.ap50)


def told(pictures: list[Seen]) -> tuple[list[tuple[Thing, ...]], list[tuple[Detection, ...]]]:
    return [one.things for one in pictures], [one.detections for one in pictures]


def width(interval: tuple[float, float]) -> float:
    return interval[1] - interval[0]
