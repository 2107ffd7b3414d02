"""Moving a case along the table of transitions, with its step, its messages, its trail and its feed row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.events.model import Event
from cases.lifecycle.errors import StageUnknown, TransitionRefused
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.transitions import REACHED_BY, STATE_NAMES, TRANSITIONS, State
from cases.outbox.message import case_message
from cases.outbox.queue import enqueue
from core import feed
from core.clock import ManualClock
from core.ids import uuid7
from core.settings import Settings

TOPIC = "case"


def follow(
    session: Session,
    case: Case,
    stage: str,
    *,
    at: datetime,
    settings: Settings,
    note: str = "",
    scope: Scope | None = None,
    sink_id: UUID | None = None,
) -> CaseStep | None:
    """Move a case to the stage that somebody reports; None where it stands there already.

    The caller holds the case's lock. Told are all receivers but the one that reported it. Raises
    `StageUnknown` and `TransitionRefused`.
    """
    action = REACHED_BY.get(stage)
    if action is None:
        raise StageUnknown(stage=stage[:40], known=", ".join(REACHED_BY))
    if case.state == stage:
        return None
    _require(case, action)
    by = scope.user.id if scope else None
    step = _step(session, case, action, user_id=by, sink_id=sink_id, at=at, note=note)
    _tell(session, case, step, settings)
    before, after = {"state": step.from_state}, {"state": case.state, "sink_id": sink_id}
    clock = ManualClock(at)
    why = note or None
    record(
        session, scope, f"case.{action}", case, before=before, after=after, reason=why, clock=clock
    )
    return step


def _require(case: Case, action: str) -> None:
    transition = TRANSITIONS[action]
    if case.state not in transition.sources:
        state = STATE_NAMES[State(case.state)]
        raise TransitionRefused(number=case.number, state=state, action=transition.name)


def _step(session: Session, case: Case, action: str, **by: Any) -> CaseStep:
    target = TRANSITIONS[action].target
    before, case.state = case.state, (target or State(case.state)).value
    step = CaseStep(
        id=uuid7(),
        case_id=case.id,
        sequence=_next(session, case),
        action=action,
        from_state=before,
        to_state=case.state,
        **by,
    )
    session.add(step)
    session.flush()
    return step


def _tell(session: Session, case: Case, step: CaseStep, settings: Settings) -> None:
    event = session.get_one(Event, case.event_id)
    body = case_message(session, case, event, step, settings)
    enqueue(session, case, body, at=step.at, but=step.sink_id)
    feed.publish(session, TOPIC, case.id, case.owner_id)


def _next(session: Session, case: Case) -> int:
    last = session.scalar(select(func.max(CaseStep.sequence)).filter_by(case_id=case.id))
    return (last or 0) + 1
