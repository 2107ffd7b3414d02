"""Confirming what is sure where that is switched on, and leaving a share of it to people."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.autoconfirm.model import AutoConfirm
from cases.events.model import Event
from cases.review.service import Said, apply, written
from core.clock import ManualClock
from core.settings import Settings

BATCH = 100
_PARTS = 1 << 64


def confirm_due(session: Session, settings: Settings, now: datetime) -> int:
    """Take up what waits of every department that has it switched on; return how many events."""
    # Read for share, so that nothing is confirmed after somebody was told that it is off.
    switches = select(AutoConfirm).filter_by(off_at=None).with_for_update(read=True)
    return sum(_take_up(session, one, settings, now) for one in session.scalars(switches).all())


def for_person(event_id: UUID, share: float) -> bool:
    """Tell whether an event is in the sample: always the same answer for one event and one share.

    By other digits than the sample that is checked: else the same events would be looked at twice.
    """
    digest = hashlib.sha256(b"auto-confirm" + event_id.bytes).digest()
    return int.from_bytes(digest[:8], "big") < share * _PARTS


def _take_up(session: Session, switch: AutoConfirm, settings: Settings, now: datetime) -> int:
    events = session.scalars(_waiting(switch)).all()
    clock = ManualClock(now)
    for event in events:
        if for_person(event.id, switch.sample_share):
            event.auto = "sample"
            continue
        event.auto = "confirmed"
        verdict = written(event, None, Said("confirm"), "deciding", settings, clock)
        session.add(verdict)
        apply(session, None, event, verdict, clock)
    session.flush()
    return len(events)


def _waiting(switch: AutoConfirm) -> Select[Event]:
    """Return sure events that came since it is on and that nobody has ever been at."""
    return (
        select(Event)
        .where(
            Event.owner_id == switch.owner_id,
            Event.algorithm_id == switch.algorithm_id,
            Event.version_id == switch.version_id,
            Event.wants.is_not(None),
            Event.wants == "verdict",
            Event.auto.is_(None),
            Event.claimed_at.is_(None),
            Event.score >= switch.threshold,
            Event.opened_at >= switch.on_at,
        )
        .order_by(Event.rank_at, Event.id)
        .limit(BATCH)
        .with_for_update(of=Event, skip_locked=True)
    )
