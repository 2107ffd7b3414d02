"""Which tags, groups, regions and kinds there are, and on how many cameras: what a filter offers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from accounts.scope import Scope
from core.grid import plan_anew
from video.cameras.model import Camera

MOST = 500
"""Values that are told of each field, the most frequent ones."""


@dataclass(slots=True)
class Held:
    """Cameras that hold a value, and where those with a position stand: sums of degrees, WGS-84."""

    count: int = 0
    located: int = 0
    east: float = 0.0
    north: float = 0.0

    def add(self, other: "Held") -> None:
        """Count further cameras."""
        self.count += other.count
        self.located += other.located
        self.east += other.east
        self.north += other.north

    @property
    def middle(self) -> tuple[float, float] | None:
        """Mean longitude and latitude; None where none has a position."""
        return (self.east / self.located, self.north / self.located) if self.located else None


@dataclass(frozen=True, slots=True)
class Values:
    """By field, its values in order; a group and a region count what lies below them too."""

    tags: Mapping[str, int]
    groups: Mapping[str, int] = field(default_factory=dict)
    industries: Mapping[str, int] = field(default_factory=dict)
    device_types: Mapping[str, int] = field(default_factory=dict)
    regions: Mapping[str, Held] = field(default_factory=dict)


_FIELDS: Mapping[str, ColumnElement[str] | InstrumentedAttribute[str | None]] = {
    "groups": func.nullif(Camera.group_path, ""),
    "regions": Camera.region,
    "industries": func.substr(Camera.gb_id, 9, 2),
    "device_types": func.substr(Camera.gb_id, 11, 3),
}


def held(session: Session, scope: Scope) -> Values:
    """Return the values on the cameras the caller may see."""
    plan_anew(session)
    found = _by_field(session, scope)
    counts = {name: Counter[str]() for name in _FIELDS}
    regions: dict[str, Held] = {}
    for name, value, one in found:
        for above in _ABOVE.get(name, _alone)(value):
            counts[name][above] += one.count
            if name == "regions":
                regions.setdefault(above, Held()).add(one)
    told = {name: _frequent(counts[name]) for name in counts if name != "regions"}
    kept = {code: regions[code] for code in _frequent(counts["regions"])}
    return Values(tags=_tags(session, scope), regions=kept, **told)


def _by_field(session: Session, scope: Scope) -> Iterator[tuple[str, str, Held]]:
    """Yield field, value and cameras, all fields counted in one pass over the cameras."""
    counted = (
        func.count(),
        func.count(Camera.longitude),
        func.coalesce(func.sum(Camera.longitude), 0.0),
        func.coalesce(func.sum(Camera.latitude), 0.0),
    )
    living = Camera.removed_at.is_(None)
    seen = scope.limit(select(*_FIELDS.values(), *counted), Camera).where(living)
    sets = func.grouping_sets(*(tuple_(column) for column in _FIELDS.values()))
    for row in session.execute(seen.group_by(sets)):
        told: tuple[Any, ...] = tuple(row)
        values, held_by = told[: len(_FIELDS)], Held(*told[len(_FIELDS) :])
        yield from (
            (name, value, held_by)
            for name, value in zip(_FIELDS, values, strict=True)
            if value is not None
        )


def _tags(session: Session, scope: Scope) -> dict[str, int]:
    tag = func.unnest(Camera.tags).label("tag")
    tagged = (func.cardinality(Camera.tags) > 0) & Camera.removed_at.is_(None)
    each = scope.limit(select(tag), Camera).where(tagged).subquery()
    rows = session.execute(select(each.c.tag, func.count()).group_by(each.c.tag))
    return _frequent(Counter(dict(tuple(row) for row in rows)))


def _frequent(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.most_common(MOST)))


def _alone(value: str) -> Iterator[str]:
    yield value


def _groups(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[: depth + 1]) for depth in range(len(parts)))


def _regions(code: str) -> Iterator[str]:
    return (code[:digits] for digits in range(2, len(code) + 1, 2))


_ABOVE = {"groups": _groups, "regions": _regions}
