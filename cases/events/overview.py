"""`/events/map`: events in the cells of a grid, or, close enough, each of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.events.fields import Wanted
from cases.events.filters import Filter, Review, Severity
from cases.events.model import Event
from core import grid
from core.grid import SINGLE_ZOOM, SINGLES_MAX, Box
from core.http.deps import SessionDep, router

routes = router("/events", tags=["events"])
WORLD = "-180,-90,180,90"


class EventMapWanted(Wanted):
    """Which part of the map, at which zoom, with which events on it."""

    zoom: Annotated[int, Field(ge=0, le=22)] = 0
    """As of the web's maps: 0 shows the world in one tile of 256 pixels, each further one doubles it."""


class EventClusterOut(BaseModel):
    """Events that are close together at this zoom."""

    model_config = ConfigDict(from_attributes=True)

    longitude: float
    latitude: float
    count: int
    severities: Annotated[dict[Severity, int], Field(validation_alias="parts")]


class EventPinOut(BaseModel):
    """One event on the map."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    event_type: str
    title_zh: str
    title_en: str
    severity: Severity
    review: Review
    opened_at: datetime
    longitude: float
    latitude: float


class EventMapOut(BaseModel):
    """Clusters, or from zoom 16 on the events themselves where there are at most 2,000 of them."""

    clusters: list[EventClusterOut]
    events: list[EventPinOut]


@routes.get("/map")
def show_event_map(
    scope: Annotated[Scope, allow("event.read")],
    session: SessionDep,
    wanted: Annotated[EventMapWanted, Query()],
) -> EventMapOut:
    """Clusters of events in a part of the map, with their severities; close enough, each event."""
    box = Box.parse(wanted.bbox or WORLD)
    chosen = wanted.model_copy(update={"bbox": wanted.bbox or WORLD}).filter()
    scope = scope.sized(session)
    if wanted.zoom >= SINGLE_ZOOM:
        found = _pins(session, scope, chosen)
        if found is not None:
            return EventMapOut(clusters=[], events=found)
    place = (Event.longitude, Event.latitude)
    clusters = grid.clusters(
        session,
        place,
        Event.severity,
        box,
        wanted.zoom,
        lambda rows: scope.limit(chosen.apply(rows), Event),
    )
    told = [EventClusterOut.model_validate(one) for one in clusters]
    return EventMapOut(clusters=told, events=[])


def _pins(session: Session, scope: Scope, wanted: Filter) -> list[EventPinOut] | None:
    columns = [getattr(Event, name) for name in EventPinOut.model_fields]
    statement = scope.limit(wanted.apply(select(*columns)), Event).limit(SINGLES_MAX + 1)
    grid.plan_anew(session)
    found = session.execute(statement).all()
    if len(found) > SINGLES_MAX:
        return None
    return [EventPinOut.model_validate(one) for one in found]
