"""What a rule counts, and which rules are refused."""

from typing import Any

import pytest

from algorithms.contract.values import Detection
from cases.rules import InvalidRule, Rule
from cases.rules.rule import area_of

FIRE = Rule("fire.smoke", ("fire", "smoke"), threshold=0.5, min_area=0.01)


def test_only_its_labels_above_threshold_and_size_count() -> None:
    wide, tiny = (0.1, 0.1, 0.4, 0.4), (0.1, 0.1, 0.15, 0.15)
    hits = FIRE.hits(
        [
            Detection("fire", 0.6, wide),
            Detection("fire", 0.49, wide),
            Detection("dog", 0.9, wide),
            Detection("smoke", 0.9, wide),
            Detection("fire", 0.9, tiny),
            Detection("fire", float("nan"), wide),
        ]
    )
    assert [(hit.label, hit.score) for hit in hits] == [("smoke", 0.9), ("fire", 0.6)]


def test_a_polygon_is_measured_by_its_own_area_and_a_whole_picture_label_covers_it() -> None:
    triangle = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
    assert area_of(Detection("fire", 1.0, (0, 0, 1, 1), polygon=triangle)) == pytest.approx(0.5)
    assert area_of(Detection("fire", 1.0)) == 1.0
    assert area_of(Detection("fire", 1.0, (0.5, 0.5, 0.4, 0.4))) == 0.0


def test_the_incident_key_is_the_event_type_unless_given() -> None:
    assert FIRE.incident_key == "fire.smoke"
    assert Rule("a.b", ("x",), 0.5, incident_key="north").incident_key == "north"


def test_the_stored_form_gives_the_rule_back_and_passes_over_unknown_fields() -> None:
    assert Rule.from_json(FIRE.as_json() | {"dwell_s": 3}) == FIRE


@pytest.mark.parametrize(
    "change",
    [
        {"event_type": ""},
        {"labels": ()},
        {"threshold": 1.5},
        {"threshold": float("nan")},
        {"min_area": -0.1},
        {"k": 0},
        {"k": 6},
        {"n": 101},
        {"cooldown_s": -1},
        {"end_after_s": 0},
        {"severity": "worst"},
    ],
)
def test_a_rule_that_contradicts_itself_is_refused_with_the_reason(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule) as refused:
        Rule.from_json(FIRE.as_json() | change)
    assert refused.value.status == 400
    assert "Correct it" in refused.value.message("en")
    assert "请改正" in refused.value.message("zh")
