"""A map's things in the cells of a grid that follows the zoom; boxes and positions are WGS-84 degrees."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import ColumnElement, Integer, Select, cast, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.errors import Invalid
from core.text import Text

CELLS = 4
"""Cells along each side of a tile (256 pixels) of the map: a cluster takes some 64 × 64 pixels."""
SINGLE_ZOOM = 16
"""From here on everything stands for itself, where there is not too much of it."""
SINGLES_MAX = 2000

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Narrow = Callable[[Select[Any]], Select[Any]]


class BoxInvalid(Invalid):
    """A part of the map is not four numbers in their order."""

    code = "box_invalid"
    title = Text("地图范围无效", "The box is not valid")
    detail = Text(
        "范围应为“西经度,南纬度,东经度,北纬度”（WGS-84），且西小于东、南小于北。",
        "A box is west,south,east,north in degrees (WGS-84), west below east and south below north.",
    )


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map; it does not reach over the date line."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the box of `west,south,east,north`; raises `BoxInvalid`."""
        try:
            west, south, east, north = map(float, text.split(","))
        except ValueError as error:
            raise BoxInvalid from error
        if not all(map(math.isfinite, (west, south, east, north))):
            raise BoxInvalid
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise BoxInvalid
        return cls(west, south, east, north)

    def holds(self, longitude: Column, latitude: Column) -> ColumnElement[bool]:
        """Return the condition that something stands in the box; without a position it stands nowhere."""
        return (
            longitude.is_not(None)
            & longitude.between(self.west, self.east)
            & latitude.between(self.south, self.north)
        )


@dataclass(slots=True)
class Cluster:
    """Things in one cell, around their mean, with how many there are of each part."""

    count: int = 0
    east: float = 0.0
    north: float = 0.0
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def longitude(self) -> float:
        """Mean longitude."""
        return self.east / self.count

    @property
    def latitude(self) -> float:
        """Mean latitude."""
        return self.north / self.count


def clusters(
    session: Session,
    place: tuple[Column, Column],
    part: Column,
    box: Box,
    zoom: int,
    narrow: Narrow,
) -> list[Cluster]:
    """Return the clusters of a box at a zoom of the web's maps (0: the world in one tile).

    `place` is longitude and latitude, `part` what is counted apart, `narrow` what chooses the rows.
    """
    longitude, latitude = place
    size = 360 / 2**zoom / CELLS
    x = cast(func.floor((longitude - box.west) / size), Integer)
    y = cast(func.floor((latitude - box.south) / size), Integer)
    counted = (func.count(), func.sum(longitude), func.sum(latitude))
    statement = narrow(select(x.label("x"), y.label("y"), part.label("part"), *counted))
    plan_anew(session)
    # PostgreSQL cannot know how few cells there are, and would sort every row to group them.
    session.execute(text("SET LOCAL enable_sort = off"))
    found = session.execute(statement.group_by("x", "y", "part")).all()
    session.execute(text("SET LOCAL enable_sort = on"))
    return _merged(found)


def plan_anew(session: Session) -> None:
    """Have what follows in this transaction planned for its own values.

    A statement that came often gets a plan for any values: for a box of the whole city the one for a street.
    """
    session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def _merged(rows: Sequence[Any]) -> list[Cluster]:
    """Put the parts of a cell together."""
    cells: dict[tuple[int, int], Cluster] = {}
    for x, y, part, count, east, north in rows:
        cell = cells.setdefault((x, y), Cluster())
        cell.count += count
        cell.east += east
        cell.north += north
        cell.parts[part] = count
    return list(cells.values())
