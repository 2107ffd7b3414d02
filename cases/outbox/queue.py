"""Writing messages in the transaction of what they tell about, and sending a dead one again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.lifecycle.model import Case
from cases.outbox.errors import AlreadyDelivered
from cases.outbox.model import Delivery
from cases.sinks.model import Sink
from core import feed
from core.clock import Clock
from core.ids import uuid7
from core.text import Text

TOPIC = "delivery"
DELIVERY = Text("投递", "delivery")


def enqueue(session: Session, case: Case, body: str, *, at: datetime) -> None:
    """Write one delivery for each enabled sink of the case's owner and of those above it."""
    path = session.scalars(select(Organization.path).filter_by(id=case.owner_id)).one()
    sinks = (
        select(Sink.id)
        .join(Organization, Organization.id == Sink.owner_id)
        .where(Sink.enabled, Sink.removed_at.is_(None), literal(path).startswith(Organization.path))
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


def retry(session: Session, scope: Scope, delivery_id: UUID, *, clock: Clock) -> Delivery:
    """Send a delivery again now, whether it waits for its next attempt or is dead."""
    row = scope.fetch(session, Delivery, delivery_id, kind=DELIVERY, for_update=True)
    if row.state == "delivered":
        raise AlreadyDelivered
    before = {"state": row.state, "attempts": row.attempts}
    row.state, row.attempts, row.refusals = "waiting", 0, 0
    row.next_attempt_at = clock.now()
    after = {"state": row.state, "attempts": row.attempts}
    record(session, scope, "delivery.retry", row, before=before, after=after, clock=clock)
    feed.publish(session, TOPIC, row.id, row.owner_id)
    session.flush()
    return row
