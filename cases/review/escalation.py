"""Escalation: those concerned are told, once, of events that wait too long with nobody at them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from cases.events.model import Event
from cases.outbox.message import escalation_message
from cases.outbox.queue import enqueue_escalation, listeners
from cases.review.claims import claimed
from core import feed
from core.clock import ManualClock
from core.settings import Settings

BATCH = 500
TOPIC = "event"


def escalate(session: Session, now: datetime, settings: Settings) -> int:
    """Mark events that waited too long unclaimed, tell of them, and return how many."""
    late = [
        (Event.severity == severity) & (Event.opened_at < now - limit)
        for severity, limit in limits(settings).items()
    ]
    overdue = (
        select(Event.id)
        .where(
            Event.wants.is_not(None),
            Event.wants != "check",
            Event.escalated_at.is_(None),
            or_(*late),
            ~claimed(now),
        )
        .limit(BATCH)
        .with_for_update(of=Event, skip_locked=True, key_share=True)
    )
    rows = session.scalars(
        update(Event)
        .where(Event.id.in_(overdue))
        .values(escalated_at=now)
        .returning(Event)
        .execution_options(synchronize_session=False)
    ).all()
    for event in rows:
        waited = {"waited_s": round((now - event.opened_at).total_seconds())}
        record(session, None, "event.escalate", event, after=waited, clock=ManualClock(now))
    _tell(session, rows, now, settings)
    feed.publish_all(session, TOPIC, [(one.id, one.owner_id) for one in rows])
    return len(rows)


def _tell(session: Session, rows: Sequence[Event], now: datetime, settings: Settings) -> None:
    """Write the messages to the receivers of each owner."""
    sinks = {owner_id: listeners(session, owner_id) for owner_id in {row.owner_id for row in rows}}
    for event in rows:
        if sinks[event.owner_id]:
            body = escalation_message(session, event, now, settings)
            enqueue_escalation(session, event, sinks[event.owner_id], body, at=now)


def limits(settings: Settings) -> Mapping[str, timedelta]:
    """Return how long an event of each severity may wait with nobody at it."""
    seconds = {
        "critical": settings.escalate_critical_s,
        "major": settings.escalate_major_s,
        "minor": settings.escalate_minor_s,
    }
    return {severity: timedelta(seconds=one) for severity, one in seconds.items()}
