"""The map: how many cameras stand in each cell of a grid, or, close enough, each of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from core import grid
from core.grid import SINGLES_MAX, Box, Cluster, plan_anew
from video.cameras.filters import Filter
from video.cameras.model import Camera
from video.cameras.state import State


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
    statement = scope.sized(session).limit(wanted.apply(select(*columns)), Camera)
    plan_anew(session)
    found = session.execute(statement.limit(SINGLES_MAX + 1)).all()
    return None if len(found) > SINGLES_MAX else [Pin(*tuple(row)) for row in found]


def clusters(session: Session, scope: Scope, wanted: Filter, box: Box, zoom: int) -> list[Cluster]:
    """Return the clusters of a box with the states of their cameras."""
    place = (Camera.longitude, Camera.latitude)
    sized = scope.sized(session)
    return grid.clusters(
        session,
        place,
        Camera.state,
        box,
        zoom,
        lambda rows: sized.limit(wanted.apply(rows), Camera),
    )
