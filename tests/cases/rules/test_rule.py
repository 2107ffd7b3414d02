"""What a rule counts, and which rules are refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from algorithms.contract.values import Detection
from cases.calendar.calendar import USUAL
from cases.rules import InvalidRule, Look, Rule
from cases.rules.shapes import area_of
from cases.rules.sight import sight

FIRE = Rule("fire.smoke", ("fire", "smoke"), threshold=0.5, min_area=0.01)


def test_only_its_labels_above_threshold_and_size_count() -> None:
    wide, tiny = (0.1, 0.1, 0.4, 0.4), (0.1, 0.1, 0.15, 0.15)
    found = (
        Detection("fire", 0.6, wide),
        Detection("fire", 0.49, wide),
        Detection("dog", 0.9, wide),
        Detection("smoke", 0.9, wide),
        Detection("fire", 0.9, tiny),
        Detection("fire", float("nan"), wide),
    )
    hits = sight(FIRE, Look(datetime.now(UTC), found), USUAL).strong
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
    assert Rule.from_json(FIRE.as_json() | {"colour": "red"}) == FIRE


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
        {"keep_threshold": 0.6},
        {"keep_threshold": -0.1},
        {"dwell_s": -1},
        {"min_side_px": -1},
        {"overlap": "somehow"},
        {"overlap_share": 2},
        {"zones": [{"points": [[0, 0], [1, 1]]}]},
        {"zones": [{"points": [[0, 0], [1, 1], [1, 0], [0, 1]]}]},
        {"masks": [{"points": [[0, 0], [2, 0], [0, 1]]}]},
        {"tripwires": [{"start": [0, 0], "end": [1, 1]}]},
        {"coverage": {"min_share": 0.1, "keep_share": 0.2}},
        {"coverage": {"min_share": 0.1}, "tracking": {}},
        {"schedule": {"windows": []}},
        {"schedule": {"windows": [{"begin": "8:00"}]}},
        {"schedule": {"windows": [{"days": ["someday"]}]}},
    ],
)
def test_a_rule_that_contradicts_itself_is_refused_with_the_reason(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule) as refused:
        Rule.from_json(FIRE.as_json() | change)
    assert refused.value.status == 400
    assert "Correct it" in refused.value.message("en")
    assert "请改正" in refused.value.message("zh")
