"""Writing messages in the transaction of what they tell about."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import any_, literal, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.events.model import Event
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery
from cases.sinks.kinds.table import hears_escalations
from cases.sinks.model import Sink
from cases.sinks.service import CASES
from core import feed
from core.ids import uuid7

TOPIC = "delivery"


def enqueue(
    session: Session, case: Case, body: str, *, at: datetime, but: UUID | None = None
) -> None:
    """Write one delivery of a case's message for each sink that is told of its owner's cases, `but` one."""
    about = {"thread_id": case.id, "case_id": case.id, "owner_id": case.owner_id}
    for sink in _receivers(session, case.owner_id, CASES):
        if sink.id != but:
            _write(session, sink, body, at, **about)


def listeners(session: Session, owner_id: UUID) -> Sequence[Sink]:
    """Return the sinks that are told when an event of an owner waits too long."""
    return [sink for sink in _receivers(session, owner_id, CASES) if hears_escalations(sink)]


def enqueue_escalation(
    session: Session, event: Event, sinks: Sequence[Sink], body: str, *, at: datetime
) -> None:
    """Write one delivery about an event that waits too long for each of these sinks."""
    about = {"thread_id": event.id, "event_id": event.id, "owner_id": event.owner_id}
    for sink in sinks:
        _write(session, sink, body, at, **about)


def enqueue_call(
    session: Session,
    body: str,
    *,
    of: UUID,
    audience: str,
    emergency_id: UUID,
    call_id: UUID,
    owner_id: UUID,
    at: datetime,
) -> int:
    """Write one delivery of a call for each sink of an audience of organization `of`; return how many.

    They belong to `owner_id`, whose emergency it is, and keep their order within the emergency.
    """
    about = {"thread_id": emergency_id, "call_id": call_id, "owner_id": owner_id}
    found = _receivers(session, of, audience)
    for sink in found:
        _write(session, sink, body, at, **about)
    return len(found)


def _receivers(session: Session, of: UUID, audience: str) -> Sequence[Sink]:
    """Return the sinks of an organization and of those above it that an audience is reached by.

    What a person switched off gets none; for what went away by itself (410) they wait until he decides.
    """
    path = session.scalars(select(Organization.path).filter_by(id=of)).one()
    return session.scalars(
        select(Sink)
        .join(Organization, Organization.id == Sink.owner_id)
        .where(
            Sink.enabled | Sink.disabled_reason.is_not(None),
            Sink.removed_at.is_(None),
            literal(audience) == any_(Sink.audiences),
            literal(path).startswith(Organization.path),
        )
        .order_by(Sink.id)
    ).all()


def _write(session: Session, sink: Sink, body: str, at: datetime, **about: UUID) -> None:
    row = Delivery(
        id=uuid7(),
        sink_id=sink.id,
        body=body,
        state="waiting",
        attempts=0,
        refusals=0,
        next_attempt_at=at,
        created_at=at,
        **about,
    )
    session.add(row)
    feed.publish(session, TOPIC, row.id, row.owner_id)
