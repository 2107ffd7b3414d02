"""`/emergencies`: the emergency route, from its level to the last receipt."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.emergency import receipts, service
from cases.emergency.affected import affected
from cases.emergency.errors import EMERGENCY
from cases.emergency.levels import Audience, Colour
from cases.emergency.model import Emergency
from cases.emergency.service import Edit, Order
from cases.emergency.view import (
    AffectedOut,
    EmergencyOut,
    Grade,
    NearOut,
    Receipt,
    affected_out,
    emergencies_out,
    emergency_out,
    near_out,
)
from cases.resources.fields import Kind as ResourceKind
from cases.resources.service import nearest
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, SettingsDep, router
from core.http.etag import etag
from core.http.fields import Body, Latitude, Longitude, Note, Reason
from core.http.page import Page, paginate

routes = router("/emergencies", tags=["emergencies"])
Reader = Annotated[Scope, allow("emergency.read")]
Amount = Annotated[float, Field(ge=0, le=1e7)]
Corner = tuple[Longitude, Latitude]
Outline = Annotated[list[Corner], Field(min_length=3, max_length=500)]


class EnteredIn(Body):
    """What people know beyond what is measured; null takes it back."""

    depth_cm: Amount | None = None
    rain_3h_mm: Amount | None = None
    rain_6h_mm: Amount | None = None
    rain_12h_mm: Amount | None = None
    burnt_ha: Amount | None = None
    deaths: Amount | None = None
    injured: Amount | None = None
    weather_index: Annotated[float, Field(ge=1, le=5)] | None = None


class ChosenIn(Body):
    """Levels that people set whatever the rules say; null gives them back to the rules."""

    warning: Colour | None = None
    response: Grade | None = None
    grade: Grade | None = None


class EmergencyPatch(Body):
    """What to change; what is not given stays. An empty `area` lets the product say again where it is."""

    entered: EnteredIn | None = None
    chosen: ChosenIn | None = None
    area: Annotated[list[Outline], Field(max_length=20)] | None = None


class DispatchIn(Body):
    """Who is sent for at one go: audiences by their sinks, resources by those of who answers for them."""

    audiences: list[Audience] = Field([], max_length=6)
    resource_ids: list[UUID] = Field([], max_length=100)
    note: Note = ""


class ReceiptIn(Body):
    """What somebody who was called answers."""

    receipt: Receipt
    note: Note = ""


class EmergencyEnd(Body):
    """Why the response ends."""

    reason: Reason


@routes.get("")
def list_emergencies(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    state: Literal["open", "ended"] | None = None,
) -> Page[EmergencyOut]:
    """Return emergencies, the newest first; `open` are those that nobody has ended."""
    keys = [Emergency.opened_at, Emergency.id]
    rows = paginate(session, service.listed(scope, state), keys, query)
    return rows.page(emergencies_out(session, rows.rows))


@routes.get("/{emergency_id}")
def read_emergency(
    emergency_id: UUID, scope: Reader, session: SessionDep, response: Response
) -> EmergencyOut:
    """Return one emergency with who was told and who has answered."""
    row = scope.fetch(session, Emergency, emergency_id, kind=EMERGENCY)
    response.headers["ETag"] = etag(row)
    return emergency_out(session, row)


@routes.get("/{emergency_id}/resources")
def list_near_resources(
    emergency_id: UUID,
    scope: Reader,
    session: SessionDep,
    within_km: Annotated[float, Query(gt=0, le=100)] = 5,
    kind: ResourceKind | None = None,
) -> list[NearOut]:
    """Return the caller's resources near an emergency, the nearest first; without a position, none."""
    row = scope.fetch(session, Emergency, emergency_id, kind=EMERGENCY)
    if row.longitude is None or row.latitude is None:
        return []
    here = (row.longitude, row.latitude)
    return near_out(session, nearest(session, scope, here, 1000 * within_km, kind))


@routes.get("/{emergency_id}/places")
def list_affected_places(
    emergency_id: UUID, scope: Reader, session: SessionDep
) -> list[AffectedOut]:
    """Return the districts, streets and grid cells that the emergency's area touches, in that order."""
    row = scope.fetch(session, Emergency, emergency_id, kind=EMERGENCY)
    return affected_out(affected(session, row))


@routes.patch("/{emergency_id}")
def change_emergency(
    emergency_id: UUID,
    given: EmergencyPatch,
    scope: Annotated[Scope, allow("emergency.update")],
    session: SessionDep,
    precondition: IfMatch,
    settings: SettingsDep,
    clock: ClockDep,
    response: Response,
) -> EmergencyOut:
    """Say what is known, set a level, draw the area; who is to know of another level is told."""
    edit = Edit(
        given.entered.model_dump(exclude_unset=True) if given.entered else {},
        given.chosen.model_dump(exclude_unset=True) if given.chosen else {},
        [list(ring) for ring in given.area] if given.area is not None else None,
    )
    row = service.change(
        session, scope, emergency_id, precondition, edit, settings=settings, clock=clock
    )
    response.headers["ETag"] = etag(row)
    return emergency_out(session, row)


@routes.post("/{emergency_id}/dispatch")
def dispatch_emergency(
    emergency_id: UUID,
    given: DispatchIn,
    scope: Annotated[Scope, allow("emergency.dispatch")],
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> EmergencyOut:
    """Send for audiences and resources; each gets a message and owes a receipt."""
    order = Order(given.audiences, given.resource_ids, given.note)
    row = service.dispatch(session, scope, emergency_id, order, settings=settings, clock=clock)
    return emergency_out(session, row)


@routes.post("/{emergency_id}/calls/{call_id}/receipt")
def give_receipt(
    emergency_id: UUID,
    call_id: UUID,
    given: ReceiptIn,
    scope: Annotated[Scope, allow("emergency.receipt")],
    session: SessionDep,
    clock: ClockDep,
) -> EmergencyOut:
    """Note what somebody who was called answers."""
    said = (given.receipt, given.note, clock)
    row = receipts.give(session, scope, emergency_id, call_id, *said)
    return emergency_out(session, row)


@routes.post("/{emergency_id}/end")
def end_emergency(
    emergency_id: UUID,
    given: EmergencyEnd,
    scope: Annotated[Scope, allow("emergency.update")],
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> EmergencyOut:
    """End the response."""
    row = service.end(session, scope, emergency_id, given.reason, settings=settings, clock=clock)
    return emergency_out(session, row)
