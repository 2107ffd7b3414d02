"""Calling: each call is a line of who was told what and why, with its messages, in the emergency's order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.emergency.affected import affected
from cases.emergency.message import call_message
from cases.emergency.model import Emergency, EmergencyCall
from cases.outbox.queue import enqueue_call
from cases.resources.model import Resource
from core import feed
from core.ids import uuid7
from core.settings import Settings

TOPIC = "emergency"
RESCUE = "rescue"


def call(
    session: Session,
    emergency: Emergency,
    audiences: Iterable[str],
    why: str,
    *,
    at: datetime,
    settings: Settings,
    resources: Sequence[Resource] = (),
    note: str = "",
    by: UUID | None = None,
) -> list[EmergencyCall]:
    """Tell audiences, and of each resource the organization that answers for it; return the calls.

    The caller holds the emergency's lock, which keeps its calls in order.
    """
    wanted: list[tuple[str, Resource | None]] = [(one, None) for one in audiences]
    wanted += [(RESCUE, one) for one in resources]
    made, places = [], affected(session, emergency)
    for sequence, (audience, resource) in enumerate(wanted, _next(session, emergency)):
        row = EmergencyCall(
            id=uuid7(),
            owner_id=emergency.owner_id,
            emergency_id=emergency.id,
            sequence=sequence,
            audience=audience,
            resource_id=resource.id if resource else None,
            name=resource.name if resource else "",
            why=why,
            note=note,
            at=at,
            user_id=by,
            receipt_note="",
        )
        session.add(row)
        session.flush()
        enqueue_call(
            session,
            call_message(emergency, row, places, settings),
            of=resource.owner_id if resource else emergency.owner_id,
            audience=audience,
            emergency_id=emergency.id,
            call_id=row.id,
            owner_id=emergency.owner_id,
            at=at,
        )
        made.append(row)
    feed.publish(session, TOPIC, emergency.id, emergency.owner_id)
    return made


def told_so_far(session: Session, emergency: Emergency) -> list[str]:
    """Return the audiences that were told of an emergency, those of resources apart."""
    found = select(EmergencyCall.audience).where(
        EmergencyCall.emergency_id == emergency.id, EmergencyCall.audience != RESCUE
    )
    return sorted(set(session.scalars(found)))


def calls_of(session: Session, emergency_ids: Sequence[UUID]) -> dict[UUID, list[EmergencyCall]]:
    """Return the calls about each of these emergencies, in their order."""
    rows = session.scalars(
        select(EmergencyCall)
        .where(EmergencyCall.emergency_id.in_(emergency_ids))
        .order_by(EmergencyCall.sequence)
    )
    found: dict[UUID, list[EmergencyCall]] = {one: [] for one in emergency_ids}
    for row in rows:
        found[row.emergency_id].append(row)
    return found


def _next(session: Session, emergency: Emergency) -> int:
    last = select(func.max(EmergencyCall.sequence)).filter_by(emergency_id=emergency.id)
    return (session.scalar(last) or 0) + 1
