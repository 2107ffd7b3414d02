"""Each field of a rule, by example."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from algorithms.contract.rule import Coverage, Direction, Schedule, Tracking, Tripwire, Window, Zone
from algorithms.contract.values import Detection
from cases.calendar.calendar import Calendar
from cases.rules import Look, Memory, Raise, Rule, judge
from cases.rules.schedule import is_on
from tests.cases.rules.stories import at, box, looks, placed, spoken, thing, told

RULE = Rule("road.truck", ("truck",), 0.5, k=1, n=1, cooldown_s=0, end_after_s=4)
LEFT, CORNER = Zone(box(0, 0, 0.5, 1), "left"), Zone(box(0, 0.5, 0.2, 1))


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({}, "aside corner middle"),
        ({"zones": (LEFT,)}, "corner middle"),
        ({"zones": (CORNER,)}, "corner"),
        ({"zones": (LEFT,), "masks": (CORNER,)}, "middle"),
        ({"masks": (LEFT,)}, "aside middle"),
        ({"zones": (LEFT,), "overlap": "share"}, "corner"),
        ({"zones": (LEFT,), "overlap": "share", "overlap_share": 0.25}, "corner middle"),
        ({"min_area": 0.03}, "middle"),
        ({"min_side_px": 120}, "middle"),
        ({"min_side_px": 109}, "middle"),
        ({"min_side_px": 107}, "aside corner middle"),
        ({"threshold": 0.8}, "corner"),
        ({"labels": ("car",)}, ""),
    ],
)
def test_what_counts(change: dict[str, Any], counted: str) -> None:
    seen = {
        "corner": thing(0.1, 0.9, score=0.9),
        "middle": Detection("truck", 0.7, (0.4, 0.2, 0.7, 0.7)),
        "aside": thing(0.9, 0.9, score=0.6),
    }
    if change.get("zones") == (LEFT,) and change.get("overlap") is None:
        seen["middle"] = Detection("truck", 0.7, (0.3, 0.2, 0.6, 0.7))
    found = [name for name, one in sorted(seen.items()) if _raised(replace(RULE, **change), one)]
    assert " ".join(found) == counted


def _raised(rule: Rule, one: Detection) -> bool:
    return spoken(told(rule, looks([[one]]))) == "R"


def test_the_size_in_pixels_is_of_the_cameras_picture_and_unknown_sizes_are_large_enough() -> None:
    rule = replace(RULE, min_side_px=60)
    small = thing(0.5, 0.5, side=0.1)
    assert spoken(told(rule, [Look(at(0), (small,), (640, 480))])) == "."
    assert spoken(told(rule, [Look(at(0), (small,), (1920, 1080))])) == "R"
    assert spoken(told(rule, [Look(at(0), (small,))])) == "R"


def test_what_has_no_place_is_in_every_zone_and_no_mask() -> None:
    rule = replace(RULE, zones=(CORNER,), masks=(LEFT,))
    assert _raised(rule, Detection("truck", 0.9))


def test_a_weaker_score_keeps_an_incident_but_raises_none() -> None:
    weak, strong = thing(0.5, 0.5, 0.4), thing(0.5, 0.5, 0.9)
    story = looks([[weak], [strong], [weak], [weak], [weak], [], [], [weak]])
    rule = replace(RULE, keep_threshold=0.3)
    assert spoken(told(rule, story)) == ". R U U U . E ."
    assert spoken(told(RULE, story)) == ". R . E . . . ."


def test_dwelling_raises_when_it_has_stayed_and_a_longer_absence_begins_anew() -> None:
    here, gone = [thing(0.5, 0.5)], list[Detection]()
    rule = replace(RULE, k=2, n=3, dwell_s=6)
    assert spoken(told(rule, looks([here, here, here, here, here]))) == ". . . R U"
    assert spoken(told(rule, looks([here, gone, here, here, here]))) == ". . . R U"
    assert spoken(told(rule, looks([here, gone, gone, here, here, here, here]))) == ". . . . . . R"


def test_a_camera_that_was_away_proves_no_dwelling() -> None:
    rule = replace(RULE, dwell_s=30, end_after_s=10)
    here = (thing(0.5, 0.5),)
    story = [Look(at(s), here) for s in (0, 300, 310, 320, 330)]
    assert spoken(told(rule, story)) == ". . . . R"


def test_things_are_followed_and_each_is_an_incident_of_its_own() -> None:
    """Muck trucks at a site's gate: two pass one behind the other, one comes back later."""
    rule = replace(RULE, k=2, n=3, end_after_s=5, tracking=Tracking(reach_per_s=0.1))
    first = [thing(0.1 + 0.15 * i, 0.5) for i in range(6)]
    second = [thing(0.1 + 0.15 * i, 0.9) for i in range(6)]
    story: list[list[Detection]] = [[] for _ in range(20)]
    for i, one in enumerate(first):
        story[i].append(one)
    for i, one in enumerate(second):
        story[i + 2].insert(0, one)
    for i, one in enumerate(first):
        story[i + 14].append(one)
    decided = told(rule, looks(story))
    raised = [one for each in decided for one in each if isinstance(one, Raise)]
    assert len({one.incident.key for one in raised}) == len(raised) == 3
    assert [one.hits[0].box for one in raised] == [first[1].box, second[1].box, first[1].box]
    assert spoken(decided).count("E") == 2


def test_a_thing_that_crosses_another_is_still_itself() -> None:
    rule = replace(RULE, tracking=Tracking(reach_per_s=0.08))
    story = [[thing(0.1 + 0.1 * i, 0.5), thing(0.9 - 0.1 * i, 0.58)] for i in range(9)]
    decided = told(rule, looks(story))
    assert spoken(decided) == " ".join(["RR", *["UU"] * 8])
    ends = {one.incident.key: one.incident.box for one in decided[-1]}
    starts = {one.incident.key: one.hits[0].box for one in decided[0] if isinstance(one, Raise)}
    for key, before in starts.items():
        after = ends[key]
        assert before is not None
        assert after is not None
        assert before[1] == after[1], "it keeps to its lane"


def test_a_thing_lost_for_a_look_is_found_where_it_was_going() -> None:
    rule = replace(RULE, tracking=Tracking(reach_per_s=0.05), end_after_s=10)
    path = [[thing(0.1 + 0.09 * i, 0.5, side=0.06)] for i in range(9)]
    path[4] = path[5] = []
    decided = told(rule, looks(path))
    assert spoken(decided) == "R U U U . . U U U"


def test_a_thing_that_comes_again_within_its_cooldown_is_not_raised_again_while_another_is() -> (
    None
):
    rule = replace(RULE, tracking=Tracking(), cooldown_s=60)
    parked, other = thing(0.2, 0.5), thing(0.8, 0.5)
    story = looks([[parked], [], [], [], [parked], [parked, other], [parked, other]])
    assert spoken(told(rule, story)) == "R . E . . R U"


def test_following_that_is_switched_on_or_off_ends_what_was_open_the_other_way() -> None:
    followed = replace(RULE, tracking=Tracking())
    here, there = looks([[thing(0.5, 0.5)]] * 8)[:2], looks([[thing(0.5, 0.5)]] * 8)[2:]
    for first, then in ((RULE, followed), (followed, RULE)):
        memory = Memory()
        for look in here:
            memory, _ = judge(first, memory, look)
        decided = told(then, there, memory)
        assert spoken(decided).replace(" ", "").count("R") == 1
        assert spoken(decided).count("E") == 1


DOWN = [[thing(0.5, 0.2 + 0.1 * i)] for i in range(6)]
WIRE = Tripwire((0.1, 0.5), (0.9, 0.5))


@pytest.mark.parametrize(
    ("direction", "path", "raised"),
    [
        ("both", DOWN, True),
        ("both", DOWN[::-1], True),
        ("forward", DOWN, True),
        ("forward", DOWN[::-1], False),
        ("backward", DOWN, False),
        ("backward", DOWN[::-1], True),
        ("both", DOWN[:3], False),
        ("both", [[thing(0.2 + 0.1 * i, 0.4)] for i in range(6)], False),
        ("both", [[thing(0.95, 0.2 + 0.1 * i)] for i in range(6)], False),
    ],
)
def test_a_wire_is_crossed_in_its_direction(
    direction: Direction, path: list[list[Detection]], raised: bool
) -> None:
    wire = replace(WIRE, direction=direction)
    rule = replace(RULE, k=2, n=3, tracking=Tracking(), tripwires=(wire,))
    assert ("R" in spoken(told(rule, looks(path)))) == raised


def _water(share: float) -> list[Detection]:
    """Return water over a share of the lower half of the picture, as two puddles that overlap."""
    right = share
    return [placed((0, 0.5, right * 0.7, 1)), placed((right * 0.5, 0.4, right, 1))]


WATER = Rule("road.water", ("water",), 0.5, k=2, n=3, cooldown_s=0, end_after_s=60)
ROAD = Zone(box(0, 0.5, 1, 1), "road")


def test_water_is_raised_by_the_share_of_the_road_it_covers_and_kept_by_a_smaller_one() -> None:
    rule = replace(WATER, zones=(ROAD,), coverage=Coverage(0.3, keep_share=0.2))
    story = [_water(share) for share in (0.1, 0.25, 0.31, 0.35, 0.25, 0.21, 0.1, 0.1, 0.1)]
    assert spoken(told(rule, looks(story, 30))) == ". . . R U U . E ."


def test_water_that_stands_as_it_did_is_not_raised_while_water_that_rises_is() -> None:
    rule = replace(WATER, zones=(ROAD,), coverage=Coverage(0.2, grows_by=0.1, within_s=600))
    still = [_water(0.4) for _ in range(40)]
    assert "R" not in spoken(told(rule, looks(still, 60)))
    rising = [_water(0.2 + 0.015 * i) for i in range(20)]
    assert spoken(told(rule, looks(rising, 60))).replace(" ", "").index("R") == 7
    creeping = [_water(0.2 + 0.005 * i) for i in range(100)]
    assert "R" not in spoken(told(rule, looks(creeping, 60)))


def test_what_a_mask_hides_is_no_part_of_the_road() -> None:
    half = Zone(box(0, 0, 0.5, 1), "kerb")
    rule = replace(WATER, k=1, n=1, zones=(ROAD,), masks=(half,), coverage=Coverage(0.3))
    assert spoken(told(rule, looks([_water(0.5), _water(0.6), _water(0.7)]))) == ". . R"


def test_a_mask_over_the_whole_road_leaves_nothing_to_cover() -> None:
    rule = replace(WATER, k=1, n=1, zones=(ROAD,), masks=(ROAD,), coverage=Coverage(0.0))
    assert spoken(told(rule, looks([_water(0.9)]))) == "."


NIGHT = Window((), "22:00", "06:00")
WORK = Window(("workday",), "09:00", "17:30")
CITY = Calendar(holidays=frozenset({date(2026, 10, 1)}), workdays=frozenset({date(2026, 10, 10)}))


@pytest.mark.parametrize(
    ("window", "local", "on"),
    [
        (NIGHT, "2026-11-26T21:59", False),
        (NIGHT, "2026-11-26T22:00", True),
        (NIGHT, "2026-11-27T05:59", True),
        (NIGHT, "2026-11-27T06:00", False),
        (Window(("fri",), "22:00", "06:00"), "2026-11-28T03:00", True),
        (Window(("fri",), "22:00", "06:00"), "2026-11-27T03:00", False),
        (Window(("sat", "sun")), "2026-11-28T00:00", True),
        (Window(("sat", "sun")), "2026-11-27T23:59", False),
        (WORK, "2026-11-26T09:00", True),
        (WORK, "2026-11-26T17:30", False),
        (WORK, "2026-11-28T12:00", False),
        (WORK, "2026-10-01T12:00", False),
        (WORK, "2026-10-10T12:00", True),
        (Window(("restday",)), "2026-10-01T12:00", True),
        (Window(("restday",)), "2026-10-10T12:00", False),
        (Window((), "00:00", "00:00"), "2026-11-26T12:00", True),
    ],
)
def test_windows_follow_the_citys_clock_and_its_calendar(
    window: Window, local: str, on: bool
) -> None:
    instant = datetime.fromisoformat(f"{local}+08:00").astimezone(UTC)
    assert is_on(Schedule((window,)), instant, CITY) is on


def test_outside_its_hours_a_rule_sees_nothing_and_an_open_incident_ends() -> None:
    schedule = Schedule((Window((), "10:00", "10:01"),))
    rule = replace(RULE, schedule=schedule)
    story = looks([[thing(0.5, 0.5)]] * 7, every_s=20)
    assert spoken(told(rule, story)) == "R U U . E . ."
