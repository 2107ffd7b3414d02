"""Writing messages in the transaction of what they tell about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.events.model import Event
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery
from cases.sinks.kinds.table import hears_escalations
from cases.sinks.model import Sink
from core import feed
from core.ids import uuid7

TOPIC = "delivery"


def enqueue(
    session: Session, case: Case, body: str, *, at: datetime, but: UUID | None = None
) -> None:
    """Write one delivery for each sink of the case's owner and of those above it, `but` one.

    What a person switched off gets none; for what went away by itself (410) they wait until he decides.
    """
    about = {"case_id": case.id}
    for sink in _receivers(session, case.owner_id):
        if sink.id != but:
            _write(session, sink, case.owner_id, body, at, about)


def listeners(session: Session, owner_id: UUID) -> Sequence[Sink]:
    """Return the sinks that are told when an event of an owner waits too long."""
    return [sink for sink in _receivers(session, owner_id) if hears_escalations(sink)]


def enqueue_escalation(
    session: Session, event: Event, sinks: Sequence[Sink], body: str, *, at: datetime
) -> None:
    """Write one delivery about an event that waits too long for each of these sinks."""
    for sink in sinks:
        _write(session, sink, event.owner_id, body, at, {"event_id": event.id})


def _receivers(session: Session, owner_id: UUID) -> Sequence[Sink]:
    path = session.scalars(select(Organization.path).filter_by(id=owner_id)).one()
    return session.scalars(
        select(Sink)
        .join(Organization, Organization.id == Sink.owner_id)
        .where(
            Sink.enabled | Sink.disabled_reason.is_not(None),
            Sink.removed_at.is_(None),
            literal(path).startswith(Organization.path),
        )
        .order_by(Sink.id)
    ).all()


def _write(
    session: Session, sink: Sink, owner_id: UUID, body: str, at: datetime, about: dict[str, Any]
) -> None:
    row = Delivery(
        id=uuid7(),
        owner_id=owner_id,
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
