"""Moving a case along the table of transitions, with its step, its messages, its trail and its feed row."""

from datetime import datetime
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
    """Move a case to the stage that somebody outside reports; None where it stands there already.

    The caller holds the case's lock. Told are all receivers but the one that reported it. Raises
    `StageUnknown` and `TransitionRefused`.
    """
    action = REACHED_BY.get(stage)
    if action is None:
        raise StageUnknown(stage=stage[:40], known=", ".join(REACHED_BY))
    if case.state == stage:
        return None
    transition = TRANSITIONS[action]
    if case.state not in transition.sources:
        state = STATE_NAMES[State(case.state)]
        raise TransitionRefused(number=case.number, state=state, action=transition.name)
    before, case.state = case.state, stage
    step = CaseStep(
        id=uuid7(),
        case_id=case.id,
        sequence=_next(session, case),
        action=action,
        from_state=before,
        to_state=case.state,
        user_id=scope.user.id if scope else None,
        sink_id=sink_id,
        at=at,
        note=note,
    )
    session.add(step)
    session.flush()
    _tell(session, case, step, settings)
    record(
        session,
        scope,
        f"case.{action}",
        case,
        before={"state": before},
        after={"state": case.state, "sink_id": sink_id},
        reason=note or None,
        clock=ManualClock(at),
    )
    return step


def _tell(session: Session, case: Case, step: CaseStep, settings: Settings) -> None:
    event = session.get_one(Event, case.event_id)
    body = case_message(session, case, event, step, settings)
    enqueue(session, case, body, at=step.at, but=step.sink_id)
    feed.publish(session, TOPIC, case.id, case.owner_id)


def _next(session: Session, case: Case) -> int:
    last = session.scalar(select(func.max(CaseStep.sequence)).filter_by(case_id=case.id))
    return (last or 0) + 1
