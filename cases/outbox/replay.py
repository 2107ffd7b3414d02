"""Sending messages again that wait or were given up: one, or all dead ones of a sink."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.outbox.errors import AlreadyDelivered
from cases.outbox.model import Delivery
from cases.outbox.queue import TOPIC
from cases.sinks.model import Sink
from cases.sinks.service import SINK
from core import feed
from core.clock import Clock
from core.errors import NotFound
from core.text import Text

DELIVERY = Text("投递", "delivery")
MOST = 10_000
"""Dead letters replayed in one call; the answer says how many, and more are asked for again."""


def retry(session: Session, scope: Scope, delivery_id: UUID, *, clock: Clock) -> Delivery:
    """Send a delivery again now, whether it waits for its next attempt or is dead."""
    row = scope.fetch(session, Delivery, delivery_id, kind=DELIVERY, for_update=True)
    if row.state == "delivered":
        raise AlreadyDelivered
    before = _told(row)
    _renew(row, clock.now())
    record(session, scope, "delivery.retry", row, before=before, after=_told(row), clock=clock)
    feed.publish(session, TOPIC, row.id, row.owner_id)
    session.flush()
    return row


def replay(session: Session, scope: Scope, sink_id: UUID, *, clock: Clock) -> int:
    """Send the dead letters of a sink again now, oldest first; return how many there were."""
    sink = session.scalar(
        select(Sink).where(
            Sink.id == sink_id, Sink.removed_at.is_(None), scope.reached(Sink, "delivery.retry")
        )
    )
    if sink is None:
        raise NotFound(kind=SINK, id=sink_id)
    dead = scope.limit(select(Delivery).filter_by(sink_id=sink_id, state="dead"), Delivery)
    rows = session.scalars(
        dead.order_by(Delivery.sequence).limit(MOST).with_for_update(of=Delivery, skip_locked=True)
    ).all()
    for row in rows:
        _renew(row, clock.now())
    feed.publish_all(session, TOPIC, [(row.id, row.owner_id) for row in rows])
    record(session, scope, "delivery.replay", sink, after={"messages": len(rows)}, clock=clock)
    session.flush()
    return len(rows)


def _renew(row: Delivery, now: datetime) -> None:
    row.state, row.attempts, row.refusals = "waiting", 0, 0
    row.next_attempt_at = now


def _told(row: Delivery) -> dict[str, Any]:
    return {"state": row.state, "attempts": row.attempts}
