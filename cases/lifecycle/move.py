"""Moving a case along the table of transitions, with its step, its messages, its trail and its feed row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.events.model import Event
from cases.lifecycle.errors import StageUnknown, TransitionRefused
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.steps import step, tell
from cases.lifecycle.transitions import REACHED_BY, STATE_NAMES, TRANSITIONS, State
from core.clock import ManualClock
from core.settings import Settings


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
    taken = step(session, case, action, user_id=by, sink_id=sink_id, at=at, note=note)
    tell(session, case, session.get_one(Event, case.event_id), taken, settings)
    before, after = {"state": taken.from_state}, {"state": case.state, "sink_id": sink_id}
    clock = ManualClock(at)
    why = note or None
    record(
        session, scope, f"case.{action}", case, before=before, after=after, reason=why, clock=clock
    )
    return taken


def _require(case: Case, action: str) -> None:
    transition = TRANSITIONS[action]
    if case.state not in transition.sources:
        state = STATE_NAMES[State(case.state)]
        raise TransitionRefused(number=case.number, state=state, action=transition.name)
