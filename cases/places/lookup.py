"""In which cell, street and district a point lies, and which an area touches.

An index of bounding boxes leaves a few to look at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shapely import make_valid, union_all
from shapely.geometry import Point, Polygon, shape
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cases.places.model import BOUNDS, Place

_HERE = text(f"{BOUNDS} @> box(point(:longitude, :latitude), point(:longitude, :latitude))")
_NEAR = text(f"{BOUNDS} && box(point(:west, :south), point(:east, :north))")
_CELL, _STREET, _DISTRICT = 15, 9, 6


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Codes of the places around a point; None where the city has none there."""

    cell: str | None = None
    street: str | None = None
    district: str | None = None


NOWHERE = Whereabouts()


def whereabouts(session: Session, city_id: UUID, longitude: float, latitude: float) -> Whereabouts:
    """Return where a point (WGS-84 degrees) lies. On a border it lies in the place of the lower code.

    What no outline of its own says, the code of the smaller place does.
    """
    found = _smallest(session, city_id, {"longitude": longitude, "latitude": latitude})
    if found is None:
        return NOWHERE
    cut = {length: found[:length] if len(found) >= length else None for length in (15, 9, 6)}
    return Whereabouts(cut[_CELL], cut[_STREET], cut[_DISTRICT])


def touched(
    session: Session, city_id: UUID, outlines: Sequence[Sequence[tuple[float, float]]]
) -> list[Place]:
    """Return the places that an area touches, districts first; its outlines are in WGS-84 degrees."""
    area = union_all([make_valid(Polygon(outline)) for outline in outlines])
    if area.is_empty:
        return []
    bounds = dict(zip(("west", "south", "east", "north"), area.bounds, strict=True))
    near = session.scalars(select(Place).where(Place.owner_id == city_id, _NEAR), bounds)
    found = [place for place in near if shape(place.geometry).intersects(area)]
    return sorted(found, key=lambda place: (len(place.code), place.code))


def _smallest(session: Session, city_id: UUID, at: Mapping[str, float]) -> str | None:
    """Return the code of the smallest place around the point: the longest code."""
    candidates = select(Place.code, Place.geometry).where(Place.owner_id == city_id, _HERE)
    rows: list[Any] = [*session.execute(candidates, at)]
    point = Point(at["longitude"], at["latitude"])
    for code, geometry in sorted(rows, key=lambda row: (-len(row.code), row.code)):
        if shape(geometry).covers(point):
            return str(code)
    return None
