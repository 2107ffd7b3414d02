"""The map: how many cameras stand in each cell of a grid, or, close enough, each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, cast, func, select, text
from sqlalchemy.orm import Session

from accounts.scope import Scope
from video.cameras.filters import Box, Filter, plan_anew
from video.cameras.model import Camera
from video.cameras.state import State

CELLS = 4
"""Cells along each side of a tile (256 pixels) of the map: a cluster takes some 64 × 64 pixels."""
SINGLE_ZOOM = 16
"""From here on every camera stands for itself, where there are not too many."""
SINGLES_MAX = 2000


@dataclass(slots=True)
class Cluster:
    """Cameras in one cell, around their mean."""

    count: int = 0
    east: float = 0.0
    north: float = 0.0
    states: dict[str, int] = field(default_factory=dict)

    @property
    def longitude(self) -> float:
        """Mean longitude, WGS-84."""
        return self.east / self.count

    @property
    def latitude(self) -> float:
        """Mean latitude, WGS-84."""
        return self.north / self.count


@dataclass(frozen=True, slots=True)
class Pin:
    """One camera on the map."""

    id: UUID
    name_zh: str
    name_en: str
    longitude: float
    latitude: float
    state: State


def pins(session: Session, scope: Scope, wanted: Filter) -> list[Pin] | None:
    """Return the cameras of a box one by one; None where there are too many of them."""
    columns: tuple[Any, ...] = (
        Camera.id, Camera.name_zh, Camera.name_en, Camera.longitude, Camera.latitude, Camera.state,
    )  # fmt: skip
    statement = scope.limit(wanted.apply(select(*columns)), Camera)
    plan_anew(session)
    found = session.execute(statement.limit(SINGLES_MAX + 1)).all()
    return None if len(found) > SINGLES_MAX else [Pin(*tuple(row)) for row in found]


def clusters(session: Session, scope: Scope, wanted: Filter, box: Box, zoom: int) -> list[Cluster]:
    """Return the clusters of a box at a zoom of the web's maps (0: the world in one tile)."""
    size = 360 / 2**zoom / CELLS
    x = cast(func.floor((Camera.longitude - box.west) / size), Integer)
    y = cast(func.floor((Camera.latitude - box.south) / size), Integer)
    counted = (
        func.count().label("count"),
        func.sum(Camera.longitude).label("east"),
        func.sum(Camera.latitude).label("north"),
    )
    statement = wanted.apply(select(x.label("x"), y.label("y"), Camera.state, *counted))
    grouped = scope.limit(statement, Camera).group_by("x", "y", Camera.state)
    plan_anew(session)
    # PostgreSQL cannot know how few cells there are, and would sort every camera to group them.
    session.execute(text("SET LOCAL enable_sort = off"))
    return _merged(session.execute(grouped).all())


def _merged(rows: Sequence[Any]) -> list[Cluster]:
    """Put the states of a cell together."""
    cells: dict[tuple[int, int], Cluster] = {}
    for x, y, state, count, east, north in rows:
        cell = cells.setdefault((x, y), Cluster())
        cell.count += count
        cell.east += east
        cell.north += north
        cell.states[state] = count
    return list(cells.values())
