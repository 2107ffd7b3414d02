"""Emergencies as the API shows them, with who was told, how far each message is, and who has answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.emergency.calls import calls_of
from cases.emergency.levels import Audience, Colour, Kind
from cases.emergency.model import Emergency, EmergencyCall
from cases.outbox.model import Delivery
from cases.outbox.view import DeliveryView, shown
from cases.places.model import Kind as PlaceKind
from cases.places.model import Place
from cases.resources.fields import Kind as ResourceKind
from cases.resources.service import Near
from cases.sinks.model import Sink

Receipt = Literal["acknowledged", "arrived", "done", "declined"]
Why = Literal["opened", "raised", "lowered", "over", "dispatch"]
Grade = Literal[1, 2, 3, 4]


class CallOut(BaseModel):
    """Somebody who was told; without deliveries no sink reaches him, and a person must call him."""

    id: UUID
    sequence: int
    audience: Audience
    resource_id: UUID | None
    name: str
    why: Why
    note: str
    at: datetime
    is_by_rules: bool
    deliveries: list[DeliveryView]
    receipt: Receipt | None
    receipt_at: datetime | None
    receipt_note: str


class EmergencyOut(BaseModel):
    """An emergency: warning colour, response level and incident grade are three things; 1 is the gravest."""

    id: UUID
    owner_id: UUID
    kind: Kind
    state: Literal["open", "over", "ended"]
    point_id: UUID | None
    case_id: UUID | None
    place: str
    longitude: float | None
    latitude: float | None
    measures: dict[str, float | None]
    entered: dict[str, float]
    chosen: dict[str, str | int]
    warning: Colour | None
    response: Grade | None
    grade: Grade | None
    trend: Literal["rising", "falling", "steady"] | None
    area: list[list[tuple[float, float]]]
    area_m2: float
    area_drawn: bool
    opened_at: datetime
    updated_at: datetime
    over_at: datetime | None
    dispatched_at: datetime | None
    ended_at: datetime | None
    revision: int
    calls: list[CallOut]


class NearOut(BaseModel):
    """A resource near an emergency, and whether it was sent for about one that goes on."""

    id: UUID
    kind: ResourceKind
    name: str
    quantity: float
    unit: str
    longitude: float
    latitude: float
    address: str
    contact: str
    phone: str
    metres: int
    is_called: bool


class AffectedOut(BaseModel):
    """A place that an emergency's area touches."""

    kind: PlaceKind
    code: str
    name_zh: str
    name_en: str


def affected_out(places: Sequence[Place]) -> list[AffectedOut]:
    """Return places that are touched."""
    return [AffectedOut(**_plain(one, AffectedOut, {})) for one in places]


def emergencies_out(session: Session, rows: Sequence[Emergency]) -> list[EmergencyOut]:
    """Return emergencies with their calls and deliveries, read in three statements for all of them."""
    ids = [row.id for row in rows]
    calls = calls_of(session, ids)
    deliveries = _deliveries(session, [one.id for each in calls.values() for one in each])
    return [_emergency(row, [_call(one, deliveries) for one in calls[row.id]]) for row in rows]


def emergency_out(session: Session, row: Emergency) -> EmergencyOut:
    """Return one emergency."""
    session.flush()
    return emergencies_out(session, [row])[0]


def near_out(session: Session, found: Sequence[Near]) -> list[NearOut]:
    """Return resources near an emergency."""
    ids = [one.resource.id for one in found]
    called = select(EmergencyCall.resource_id).join(
        Emergency, Emergency.id == EmergencyCall.emergency_id
    )
    going_on = called.where(
        EmergencyCall.resource_id.in_(ids),
        Emergency.ended_at.is_(None),
        EmergencyCall.receipt.is_(None) | EmergencyCall.receipt.not_in(["done", "declined"]),
    )
    busy = set(session.scalars(going_on))
    return [
        NearOut(
            **_plain(one.resource, NearOut, {"metres": 0, "is_called": False}),
            metres=round(one.metres),
            is_called=one.resource.id in busy,
        )
        for one in found
    ]


def _deliveries(session: Session, call_ids: Sequence[UUID]) -> dict[UUID, list[DeliveryView]]:
    rows = session.execute(
        select(Delivery, Sink)
        .join(Sink, Sink.id == Delivery.sink_id)
        .where(Delivery.call_id.in_(call_ids))
        .order_by(Delivery.sequence)
    )
    found: dict[UUID, list[DeliveryView]] = {}
    for delivery, sink in rows:
        assert delivery.call_id is not None
        found.setdefault(delivery.call_id, []).append(shown(delivery, sink))
    return found


def _emergency(row: Emergency, calls: list[CallOut]) -> EmergencyOut:
    return EmergencyOut(**_plain(row, EmergencyOut, {"calls": calls}), calls=calls)


def _call(row: EmergencyCall, deliveries: dict[UUID, list[DeliveryView]]) -> CallOut:
    made: dict[str, Any] = {
        "is_by_rules": row.user_id is None,
        "deliveries": deliveries.get(row.id, []),
    }
    return CallOut(**_plain(row, CallOut, made), **made)


def _plain(row: Any, out: type[BaseModel], made: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in out.model_fields.keys() - made.keys()}
