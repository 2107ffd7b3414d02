"""What becomes of an incident's events together: one case, and ways to join and to part them by hand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.events.errors import EVENT
from cases.events.model import Event
from cases.incidents.correlate import link, reach_of
from cases.incidents.errors import NotTogether, OpensTheCase
from cases.lifecycle.model import Case, CaseEvent
from cases.lifecycle.service import file_case, join_case, leave_case, void_case
from cases.lifecycle.transitions import OVER, State
from core import feed
from core.clock import Clock
from core.settings import Settings

TOPIC = "event"


def file_or_join(
    session: Session, event: Event, *, by: UUID | None, at: datetime, settings: Settings
) -> Case:
    """Return the case of a confirmed event: its own, the open one of its incident, or a new one."""
    incident_id = _held_incident(session, event, settings)
    own = case_of(session, event.id)
    if own is not None and own.state != State.VOID:
        return own
    # Confirmed again after its case was void: what is void stays, so it is evidence of another one.
    session.execute(delete(CaseEvent).filter_by(event_id=event.id))
    case = _open_case(session, incident_id, event.owner_id)
    if case is None:
        return file_case(session, event, by=by, at=at, settings=settings)
    join_case(session, case, event, by=by, at=at, settings=settings)
    return case


def withdraw(
    session: Session, event: Event, *, by: UUID | None, at: datetime, settings: Settings, why: str
) -> None:
    """Take back what a confirmation led to that was corrected: a case with nothing else in it is void.

    From a case that has other evidence the event is taken out. What is over stays as it is.
    """
    _held_incident(session, event, settings)
    case = case_of(session, event.id)
    if case is None:
        return
    session.refresh(case, with_for_update=True)
    if case.state in OVER:
        return
    if _joined(session, case) > 1:
        leave_case(session, case, event, by=by, at=at, settings=settings, note=why)
    else:
        void_case(session, case, scope=None, by=by, reason=why, at=at, settings=settings)


def unite(session: Session, event: Event, original_id: UUID) -> None:
    """Let a duplicate belong to the incident of what it is a duplicate of."""
    original = session.get_one(Event, original_id)
    if original.owner_id == event.owner_id:
        _move(session, event, original.incident_id or original.id)
        original.incident_id = original.incident_id or original.id
        session.flush()


def split(
    session: Session, scope: Scope, event_id: UUID, reason: str, settings: Settings, clock: Clock
) -> Event:
    """Take an event out of its incident for good; confirmed into another's case, it gets one of its own."""
    event = scope.fetch(session, Event, event_id, kind=EVENT, for_update=True)
    others = together(session, event)
    if not others:
        raise NotTogether
    case = case_of(session, event.id)
    if case is not None and case.event_id == event.id and _joined(session, case) > 1:
        raise OpensTheCase(number=case.number)
    before = {"incident_id": event.incident_id, "events": 1 + len(others)}
    _move(session, event, event.id)
    if case is not None and case.event_id != event.id:
        leave_case(session, case, event, by=scope.user.id, at=clock.now(), settings=settings)
        file_case(session, event, by=scope.user.id, at=clock.now(), settings=settings)
    after = {"incident_id": event.incident_id, "events": 1}
    record(
        session, scope, "event.split", event, before=before, after=after, reason=reason, clock=clock
    )
    told = [(one.id, one.owner_id) for one in (event, *others)]
    feed.publish_all(session, TOPIC, told)
    return event


def together(session: Session, event: Event) -> Sequence[Event]:
    """Return the other events of an event's incident, oldest first."""
    if event.incident_id is None:
        return []
    return session.scalars(
        select(Event)
        .where(Event.incident_id == event.incident_id, Event.id != event.id)
        .order_by(Event.opened_at, Event.id)
    ).all()


def case_of(session: Session, event_id: UUID) -> Case | None:
    """Return the case an event is evidence of, or None."""
    found = (
        select(Case)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .filter(CaseEvent.event_id == event_id)
    )
    return session.scalar(found)


def _held_incident(session: Session, event: Event, settings: Settings) -> UUID:
    """Return an event's incident, locked: who judges another event of it waits, and then sees the case."""
    if event.incident_id is None:
        link(session, event, reach_of(session, event, settings))
    assert event.incident_id is not None
    held = select(Event.id).filter_by(id=event.incident_id).with_for_update(key_share=True)
    session.execute(held)
    return event.incident_id


def _open_case(session: Session, incident_id: UUID, owner_id: UUID) -> Case | None:
    return session.scalar(
        select(Case)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .join(Event, Event.id == CaseEvent.event_id)
        .where(
            Event.incident_id == incident_id,
            Case.owner_id == owner_id,
            Case.state.not_in(OVER),
        )
        .order_by(Case.reported_at)
        .limit(1)
        .with_for_update(of=Case)
    )


def _joined(session: Session, case: Case) -> int:
    found = select(func.count()).select_from(CaseEvent).filter_by(case_id=case.id)
    return session.scalar(found) or 0


def _move(session: Session, event: Event, incident_id: UUID) -> None:
    """Give an event another incident; those it was the first of go on under the next one."""
    left = select(Event.id).where(Event.incident_id == event.id, Event.id != event.id)
    following = session.scalar(left.order_by(Event.opened_at, Event.id).limit(1))
    if following is not None:
        session.execute(
            update(Event)
            .where(Event.incident_id == event.id, Event.id != event.id)
            .values(incident_id=following)
            .execution_options(synchronize_session="fetch")
        )
    event.incident_id = incident_id
    session.flush()
