"""Filing: a confirmed event becomes a case, and the messages about it are written with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.assignment.service import assign
from cases.dictionaries.service import matter_of
from cases.events.model import Event
from cases.lifecycle.model import Case, CaseEvent
from cases.lifecycle.numbering import next_number
from cases.lifecycle.steps import step, tell
from cases.lifecycle.transitions import State
from core.clock import ManualClock
from core.ids import uuid7
from core.settings import Settings


def file_case(
    session: Session, event: Event, *, by: UUID, at: datetime, settings: Settings
) -> Case:
    """File the case of an event with its first step, its messages, its trail and its feed row."""
    matter, _ = matter_of(session, event.owner_id, event.event_type) or (None, None)
    case = Case(
        id=uuid7(),
        owner_id=event.owner_id,
        number=next_number(session, matter.code if matter else None, at, settings),
        event_id=event.id,
        camera_id=event.camera_id,
        event_type=event.event_type,
        title_zh=event.title_zh,
        title_en=event.title_en,
        severity=event.severity,
        state=State.FILED.value,
        standard_ref=matter.standard_ref if matter else None,
        code=matter.code if matter else None,
        emergency_code=matter.emergency_code if matter else None,
        place=event.place,
        longitude=event.longitude,
        latitude=event.latitude,
        filed_at=at,
        filed_by=by,
    )
    session.add(case)
    session.flush()
    session.add(CaseEvent(event_id=event.id, case_id=case.id, at=at, user_id=by))
    assign(session, case, at)
    tell(session, case, event, step(session, case, "file", user_id=by, at=at), settings)
    record(session, None, "case.file", case, after={"number": case.number}, clock=ManualClock(at))
    return case


def join_case(
    session: Session, case: Case, event: Event, *, by: UUID, at: datetime, settings: Settings
) -> None:
    """Add a further event of the same incident to its open case, with a step and its messages."""
    session.add(CaseEvent(event_id=event.id, case_id=case.id, at=at, user_id=by))
    tell(session, case, event, step(session, case, "join", user_id=by, at=at), settings)
    told = {"number": case.number, "event_id": event.id}
    record(session, None, "case.join", case, after=told, clock=ManualClock(at))


def leave_case(
    session: Session,
    case: Case,
    event: Event,
    *,
    by: UUID,
    at: datetime,
    settings: Settings,
    note: str = "",
) -> None:
    """Take an event out of a case that has others, with a step and its messages.

    A case that was filed for it stands for the oldest of the others from then on.
    """
    session.refresh(case, with_for_update=True)
    session.execute(delete(CaseEvent).filter_by(event_id=event.id, case_id=case.id))
    if case.event_id == event.id:
        case.event_id = _oldest(session, case)
    taken = step(session, case, "leave", user_id=by, at=at, note=note)
    tell(session, case, event, taken, settings)
    told = {"number": case.number, "event_id": event.id}
    why = note or None
    record(session, None, "case.leave", case, before=told, reason=why, clock=ManualClock(at))


def void_case(
    session: Session,
    case: Case,
    *,
    scope: Scope | None,
    by: UUID | None,
    reason: str,
    at: datetime,
    settings: Settings,
) -> None:
    """Void an open case, whose lock the caller holds, because what it was filed for is taken back."""
    taken = step(session, case, "void", user_id=by, at=at, note=reason)
    tell(session, case, session.get_one(Event, case.event_id), taken, settings)
    before, after = {"state": taken.from_state}, {"state": case.state}
    clock = ManualClock(at)
    record(
        session, scope, "case.void", case, before=before, after=after, reason=reason, clock=clock
    )


def _oldest(session: Session, case: Case) -> UUID:
    """Return the event of a case that opened first."""
    joined = select(Event.id).join(CaseEvent, CaseEvent.event_id == Event.id)
    of_it = joined.where(CaseEvent.case_id == case.id)
    return session.scalars(of_it.order_by(Event.opened_at, Event.id).limit(1)).one()
