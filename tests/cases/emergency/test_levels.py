"""Levels by rules: the gravest that holds counts, three answers apart, up at once and down past a margin."""

import pytest

from cases.emergency.levels import Levels, Rule, assess, reassess, seeded


@pytest.mark.parametrize(
    ("depth_cm", "expected"),
    [
        (14.9, Levels()),
        (15, Levels("blue", 4)),
        (20, Levels("yellow", 3)),
        (27, Levels("orange", 2)),
        (60, Levels("red", 1)),
    ],
)
def test_depth_decides_warning_and_response(depth_cm: float, expected: Levels) -> None:
    assert assess(seeded(), "waterlogging", {"depth_cm": depth_cm}) == expected


def test_three_answers_are_apart() -> None:
    rain = assess(seeded(), "waterlogging", {"rain_3h_mm": 120, "depth_cm": 16})
    assert rain == Levels("red", 4, None)
    fire = assess(seeded(), "fire", {"confirmed": 1, "burnt_ha": 2, "deaths": 4})
    assert fire == Levels(None, 2, 3)
    assert assess(seeded(), "fire", {"depth_cm": 60}).are_none


def test_a_camera_alone_says_a_response_and_no_colour() -> None:
    found = assess(seeded(), "waterlogging", {"confirmed": 1.0, "depth_cm": None})
    assert found == Levels(None, 4)


def test_a_level_rises_at_once_and_falls_past_its_margin() -> None:
    rules, now = seeded(), Levels("orange", 2)
    assert reassess(rules, "waterlogging", {"depth_cm": 41}, now) == Levels("red", 1)
    assert reassess(rules, "waterlogging", {"depth_cm": 25.1}, now) == now
    assert reassess(rules, "waterlogging", {"depth_cm": 24.9}, now) == Levels("yellow", 3)
    assert reassess(rules, "waterlogging", {"depth_cm": 0}, now) == Levels()


def test_a_city_s_own_rule_counts() -> None:
    rules = [Rule("waterlogging", "area_m2", 500, response=1)]
    assert assess(rules, "waterlogging", {"area_m2": 600}) == Levels(None, 1)
