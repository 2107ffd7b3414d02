"""What people do about an emergency: say what they know, draw where it is, send, end it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.emergency.calls import TOPIC, call, told_so_far
from cases.emergency.errors import EMERGENCY, AreaInvalid, EmergencyEnded, NobodyCalled
from cases.emergency.levels import Levels
from cases.emergency.model import Emergency
from cases.emergency.raising import levels_of, tell_change
from cases.resources.errors import RESOURCE
from cases.resources.model import Resource
from core import feed, ground
from core.clock import Clock
from core.errors import NotFound
from core.http.etag import Precondition
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Edit:
    """What people know better; None leaves it. In `entered` and `chosen`, what is None is taken back."""

    entered: Mapping[str, float | None] = field(default_factory=dict)
    chosen: Mapping[str, Any] = field(default_factory=dict)
    area: Sequence[ground.Ring] | None = None
    """Outlines; none at all lets the product say again where it is."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who is sent for, with a word to go with it."""

    audiences: Sequence[str] = ()
    resource_ids: Sequence[UUID] = ()
    note: str = ""


def listed(scope: Scope, state: str | None) -> Select[Emergency]:
    """Return the statement of the emergencies a caller may see: `ended` ones, the others, or all."""
    statement = scope.limit(select(Emergency), Emergency)
    if state is None:
        return statement
    ended = Emergency.ended_at
    return statement.where(ended.is_not(None) if state == "ended" else ended.is_(None))


def change(
    session: Session,
    scope: Scope,
    emergency_id: UUID,
    precondition: Precondition,
    edit: Edit,
    *,
    settings: Settings,
    clock: Clock,
) -> Emergency:
    """Note what people know; levels follow, and who is to know of another level is told."""
    emergency = _open(session, scope, emergency_id)
    precondition.require(emergency)
    before, was = _told(emergency), Levels(emergency.warning, emergency.response, emergency.grade)
    emergency.entered = _merged(emergency.entered, edit.entered)
    emergency.chosen = _merged(emergency.chosen, edit.chosen)
    if edit.area is not None:
        _draw(emergency, edit.area)
    levels = levels_of(session, emergency, emergency.measures)
    emergency.warning, emergency.response = levels.warning, levels.response
    emergency.grade, emergency.updated_at = levels.grade, clock.now()
    session.flush()
    if levels != was:
        tell_change(session, emergency, was, settings, clock.now())
    after = _told(emergency)
    record(session, scope, "emergency.update", emergency, before=before, after=after, clock=clock)
    feed.publish(session, TOPIC, emergency.id, emergency.owner_id)
    return emergency


def dispatch(
    session: Session,
    scope: Scope,
    emergency_id: UUID,
    order: Order,
    *,
    settings: Settings,
    clock: Clock,
) -> Emergency:
    """Send for audiences and resources at one go: each gets a message and owes a receipt."""
    emergency = _open(session, scope, emergency_id)
    if not order.audiences and not order.resource_ids:
        raise NobodyCalled
    resources = _resources(session, scope, order.resource_ids)
    now = clock.now()
    call(
        session,
        emergency,
        list(dict.fromkeys(order.audiences)),
        "dispatch",
        at=now,
        settings=settings,
        resources=resources,
        note=order.note,
        by=scope.user.id,
    )
    emergency.dispatched_at, emergency.updated_at = emergency.dispatched_at or now, now
    session.flush()
    after = {"audiences": list(order.audiences), "resources": [one.name for one in resources]}
    record(session, scope, "emergency.dispatch", emergency, after=after, clock=clock)
    return emergency


def end(
    session: Session,
    scope: Scope,
    emergency_id: UUID,
    reason: str,
    *,
    settings: Settings,
    clock: Clock,
) -> Emergency:
    """End the response; who was told of it is told so, unless its cause's end told him."""
    emergency = _open(session, scope, emergency_id)
    before, now = {"state": emergency.state}, clock.now()
    was_over = emergency.over_at is not None
    emergency.ended_at, emergency.updated_at = now, now
    emergency.over_at = emergency.over_at or now
    session.flush()
    if not was_over:
        audiences = told_so_far(session, emergency)
        call(session, emergency, audiences, "over", at=now, settings=settings, by=scope.user.id)
    after = {"state": emergency.state}
    record(
        session,
        scope,
        "emergency.end",
        emergency,
        before=before,
        after=after,
        reason=reason,
        clock=clock,
    )
    feed.publish(session, TOPIC, emergency.id, emergency.owner_id)
    return emergency


def _open(session: Session, scope: Scope, emergency_id: UUID) -> Emergency:
    emergency = scope.fetch(session, Emergency, emergency_id, kind=EMERGENCY, for_update=True)
    if emergency.ended_at is not None:
        raise EmergencyEnded
    return emergency


def _resources(session: Session, scope: Scope, ids: Sequence[UUID]) -> list[Resource]:
    wanted = list(dict.fromkeys(ids))
    found = scope.limit(select(Resource).where(Resource.id.in_(wanted)), Resource)
    known = {one.id: one for one in session.scalars(found)}
    for one in wanted:
        if one not in known:
            raise NotFound(kind=RESOURCE, id=one)
    return [known[one] for one in wanted]


def _draw(emergency: Emergency, area: Sequence[ground.Ring]) -> None:
    for place, ring in enumerate(area, 1):
        if not ground.is_outline(ring):
            raise AreaInvalid(place=place)
    emergency.area_drawn = bool(area)
    if area:
        emergency.area = [[list(corner) for corner in ring] for ring in area]
        emergency.area_m2 = round(ground.area_m2(area), 1)


def _merged(there: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**there, **given}.items() if value is not None}


def _told(emergency: Emergency) -> dict[str, Any]:
    told = ("entered", "chosen", "warning", "response", "grade", "area_m2", "area_drawn")
    return {name: getattr(emergency, name) for name in told}
