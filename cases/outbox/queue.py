"""Writing messages in the transaction of what they tell about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, select, true
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery
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
    path = session.scalars(select(Organization.path).filter_by(id=case.owner_id)).one()
    sinks = (
        select(Sink.id)
        .join(Organization, Organization.id == Sink.owner_id)
        .where(
            Sink.enabled | Sink.disabled_reason.is_not(None),
            Sink.removed_at.is_(None),
            literal(path).startswith(Organization.path),
            Sink.id != but if but else true(),
        )
        .order_by(Sink.id)
    )
    for sink_id in session.scalars(sinks):
        row = Delivery(
            id=uuid7(),
            owner_id=case.owner_id,
            case_id=case.id,
            sink_id=sink_id,
            body=body,
            state="waiting",
            attempts=0,
            refusals=0,
            next_attempt_at=at,
            created_at=at,
        )
        session.add(row)
        feed.publish(session, TOPIC, row.id, row.owner_id)
