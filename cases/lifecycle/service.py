"""Filing: a confirmed event becomes a case, and the messages about it are written with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from cases.events.model import Event
from cases.lifecycle.matters import matter_of, seed_unless_any
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.numbering import next_number
from cases.lifecycle.transitions import TRANSITIONS
from cases.outbox.message import case_message
from cases.outbox.queue import enqueue
from core import feed
from core.clock import ManualClock
from core.ids import uuid7
from core.settings import Settings

TOPIC = "case"


def seed(session: Session) -> None:
    """Give every city that has no dictionary the standard's codes; a later city gets them when it files."""
    for city_id in session.scalars(select(Organization.id).filter_by(kind="city")):
        seed_unless_any(session, city_id)


def file_case(
    session: Session, event: Event, *, by: UUID, at: datetime, settings: Settings
) -> Case:
    """File the case of an event with its first step, its messages, its trail and its feed row."""
    filed = TRANSITIONS["file"].target
    matter = matter_of(session, event.owner_id, event.event_type)
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
        state=filed.value,
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
    step = _first_step(case)
    session.add(step)
    enqueue(session, case, case_message(session, case, event, step, settings), at=at)
    record(session, None, "case.file", case, after={"number": case.number}, clock=ManualClock(at))
    feed.publish(session, TOPIC, case.id, case.owner_id)
    session.flush()
    return case


def _first_step(case: Case) -> CaseStep:
    return CaseStep(
        id=uuid7(),
        case_id=case.id,
        sequence=1,
        action="file",
        from_state=None,
        to_state=case.state,
        user_id=case.filed_by,
        at=case.filed_at,
    )
