"""Cases come to be, are joined and left by events, voided, and resumed when their suspension is over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.clocks.service import reckon_changed
from cases.dictionaries.model import Matter
from cases.dictionaries.service import matter_of
from cases.events.model import Event
from cases.lifecycle.model import Case, CaseEvent
from cases.lifecycle.move import place, require, take
from cases.lifecycle.numbering import next_number
from cases.lifecycle.steps import TOPIC, refresh_ends, step, tell, wait
from cases.lifecycle.transitions import State
from cases.lifecycle.wish import By, Wish
from core import feed
from core.clock import ManualClock
from core.ids import uuid7
from core.settings import Settings
from core.text import Text

CASE = Text("案件", "case")
BATCH = 100


@dataclass(frozen=True, slots=True)
class Where:
    """The place that a request from outside names."""

    place: str
    longitude: float | None = None
    latitude: float | None = None


def file_case(
    session: Session, event: Event, *, by: UUID | None, at: datetime, settings: Settings
) -> Case:
    """File the case of an event with its first step, its messages, its trail and its feed row."""
    matter, _ = matter_of(session, event.owner_id, event.event_type) or (None, None)
    copied = ("owner_id", "camera_id", "event_type", "title_zh", "title_en", "severity")
    where = ("place", "longitude", "latitude")
    case = Case(
        id=uuid7(),
        number=next_number(session, matter.code if matter else None, at, settings),
        event_id=event.id,
        state=State.FILED.value,
        reported_at=event.opened_at,
        filed_at=at,
        filed_by=by,
        **{name: getattr(event, name) for name in (*copied, *where)},
        **coded(matter),
    )
    session.add(case)
    session.flush()
    session.add(CaseEvent(event_id=event.id, case_id=case.id, at=at, user_id=by))
    wait(session, case, settings)
    taken = step(session, case, Wish("file"), By(at, by), settings)
    tell(session, case, taken, settings, event)
    record(session, None, "case.file", case, after={"number": case.number}, clock=ManualClock(at))
    place(session, case, at, settings)
    return case


def report_case(
    session: Session,
    scope: Scope,
    request_id: UUID,
    matter: Matter,
    where: Where,
    *,
    at: datetime,
    settings: Settings,
) -> Case:
    """Begin the case of a request from outside: it waits to be verified or taken in, and runs a clock."""
    case = Case(
        id=uuid7(),
        owner_id=scope.user.organization_id,
        number=next_number(session, matter.code, at, settings),
        request_id=request_id,
        title_zh=matter.name_zh,
        title_en=matter.name_en,
        severity="minor",
        state=State.REPORTED.value,
        place=where.place,
        longitude=where.longitude,
        latitude=where.latitude,
        reported_at=at,
        **coded(matter),
    )
    session.add(case)
    session.flush()
    taken = step(session, case, Wish("report"), By(at, scope.user.id), settings)
    tell(session, case, taken, settings)
    told = {"number": case.number, "request_id": request_id}
    record(session, scope, "case.report", case, after=told, clock=ManualClock(at))
    return case


def coded(matter: Matter | None) -> dict[str, Any]:
    """Return what a case takes over from its matter."""
    if matter is None:
        return {"matter_id": None, "standard_ref": None, "code": None, "emergency_code": None}
    names = ("standard_ref", "code", "emergency_code")
    return {"matter_id": matter.id} | {name: getattr(matter, name) for name in names}


def join_case(
    session: Session,
    case: Case,
    event: Event,
    *,
    by: UUID | None,
    at: datetime,
    settings: Settings,
) -> None:
    """Add a further event of the same incident to its open case, with a step and its messages."""
    session.add(CaseEvent(event_id=event.id, case_id=case.id, at=at, user_id=by))
    _evidence(session, case, event, Wish("join"), By(at, by), settings)


def leave_case(
    session: Session,
    case: Case,
    event: Event,
    *,
    by: UUID | None,
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
    _evidence(session, case, event, Wish("leave", note), By(at, by), settings)


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
    """Void an open case, whose lock the caller holds, because what it was filed for is taken back.

    Raises `TransitionRefused` for a case that is over.
    """
    require(case, "void")
    take(session, case, Wish("void", reason), By(at, by), settings, scope)


def resume_due(session: Session, at: datetime, settings: Settings) -> int:
    """Resume the cases whose suspension is over; return how many."""
    due = session.scalars(
        select(Case)
        .where(Case.suspended_until <= at)
        .order_by(Case.suspended_until)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for case in due:
        take(session, case, Wish("resume"), By(at), settings)
    return len(due)


def reckon_anew(session: Session, settings: Settings) -> int:
    """Let the clocks of open cases follow a calendar that was changed; return how many cases that were."""
    changed = reckon_changed(session, settings)
    for case in session.scalars(select(Case).where(Case.id.in_(changed))):
        refresh_ends(session, case)
        feed.publish(session, TOPIC, case.id, case.owner_id)
    session.flush()
    return len(changed)


def _evidence(
    session: Session, case: Case, event: Event, wish: Wish, by: By, settings: Settings
) -> None:
    taken = step(session, case, wish, by, settings)
    tell(session, case, taken, settings, event)
    told: Any = {"number": case.number, "event_id": event.id}
    what: Any = {"before": told} if wish.action == "leave" else {"after": told}
    record(
        session, None, f"case.{wish.action}", case,
        reason=wish.note or None, clock=ManualClock(by.at), **what,
    )  # fmt: skip


def _oldest(session: Session, case: Case) -> UUID:
    """Return the event of a case that opened first."""
    joined = select(Event.id).join(CaseEvent, CaseEvent.event_id == Event.id)
    of_it = joined.where(CaseEvent.case_id == case.id)
    return session.scalars(of_it.order_by(Event.opened_at, Event.id).limit(1)).one()
