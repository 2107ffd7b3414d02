"""How grave an emergency is, by rules: warning colour, response level and incident grade are three things.

A rule says from which value of a measure on at least which of the three hold; the gravest of all that
hold counts. 1 (Ⅰ) is the gravest response and the gravest grade.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import TypeAdapter

T = TypeVar("T")
Kind = Literal["waterlogging", "fire"]
Colour = Literal["blue", "yellow", "orange", "red"]
Measure = Literal[
    "confirmed",
    "depth_cm",
    "area_m2",
    "rain_3h_mm",
    "rain_6h_mm",
    "rain_12h_mm",
    "burnt_ha",
    "deaths",
    "injured",
    "weather_index",
]
Audience = Literal["transport", "traffic_police", "street", "community", "residents", "rescue"]
COLOURS: tuple[str, ...] = get_args(Colour)
SEED = Path(__file__).with_name("levels.csv")
TELLS: Mapping[str, Sequence[Audience]] = {
    "4": ("street", "community"),
    "3": ("street", "community", "transport"),
    "2": ("street", "community", "transport", "traffic_police"),
    "1": ("street", "community", "transport", "traffic_police"),
}
"""Who is told of a response level by itself; residents only where the city says so, or a person does."""
MARGIN: Mapping[str, float] = {"depth_cm": 2.0}
"""By so much a measure must fall below a rule before it holds no more: water that stands at a
threshold must not raise and lower the level by the minute."""


@dataclass(frozen=True, slots=True)
class Rule:
    """From this value of this measure on, an emergency of this kind is at least so grave."""

    kind: Kind
    measure: Measure
    at_least: float
    warning: Colour | None = None
    response: int | None = None
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Levels:
    """Three answers to how grave it is; None: that is not said."""

    warning: str | None = None
    response: int | None = None
    grade: int | None = None

    @property
    def are_none(self) -> bool:
        """Whether nothing is said, so that there is no emergency."""
        return self == Levels()

    @property
    def weight(self) -> tuple[int, int, int]:
        """Compares: the graver is the greater; the response counts first."""
        return _level_weight(self.response), _colour_weight(self.warning), _level_weight(self.grade)


def seeded() -> list[Rule]:
    """Return the rules that hold where a city has none of its own: ours, to be checked by the city."""
    with SEED.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        return rules_of({name: value or None for name, value in line.items()} for line in lines)


def assess(rules: Iterable[Rule], kind: str, measures: Mapping[str, float | None]) -> Levels:
    """Return how grave what was measured is."""
    return _gravest(rules, kind, lambda rule: _reaches(rule, measures, 0.0))


def holding(
    rules: Sequence[Rule], kind: str, measures: Mapping[str, float | None]
) -> Sequence[int]:
    """Return the places, from 0, of the rules that what was measured reaches."""
    return [
        place
        for place, rule in enumerate(rules)
        if rule.kind == kind and _reaches(rule, measures, 0.0)
    ]


def reassess(
    rules: Sequence[Rule], kind: str, measures: Mapping[str, float | None], now: Levels
) -> Levels:
    """Return how grave it is after it was as grave as `now`: up at once, down only past the margin."""
    up = assess(rules, kind, measures)
    slack = _gravest(
        rules, kind, lambda rule: _reaches(rule, measures, MARGIN.get(rule.measure, 0.0))
    )
    return Levels(
        _between(now.warning, up.warning, slack.warning, _colour_weight),
        _between(now.response, up.response, slack.response, _level_weight),
        _between(now.grade, up.grade, slack.grade, _level_weight),
    )


def _between(now: T, up: T, slack: T, weight: Callable[[T], int]) -> T:
    if weight(up) >= weight(now):
        return up
    return now if weight(slack) >= weight(now) else slack


def _reaches(rule: Rule, measures: Mapping[str, float | None], slack: float) -> bool:
    value = measures.get(rule.measure)
    return value is not None and value >= rule.at_least - slack


def _gravest(rules: Iterable[Rule], kind: str, holds: Callable[[Rule], bool]) -> Levels:
    found = [rule for rule in rules if rule.kind == kind and holds(rule)]
    warnings = [rule.warning for rule in found if rule.warning]
    responses = [rule.response for rule in found if rule.response]
    grades = [rule.grade for rule in found if rule.grade]
    return Levels(
        max(warnings, key=COLOURS.index, default=None),
        min(responses, default=None),
        min(grades, default=None),
    )


def _colour_weight(colour: str | None) -> int:
    return COLOURS.index(colour) + 1 if colour else 0


def _level_weight(level: int | None) -> int:
    return 5 - level if level else 0


_RULES: TypeAdapter[list[Rule]] = TypeAdapter(list[Rule])


def rules_of(plain: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Return rules of their stored form."""
    return _RULES.validate_python(list(plain))
