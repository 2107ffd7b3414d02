"""The steps of a case: each is one action, one place in its order, and what is told of it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.events.model import Event
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.transitions import TRANSITIONS, State
from cases.outbox.message import case_message
from cases.outbox.queue import enqueue
from core import feed
from core.ids import uuid7
from core.settings import Settings

TOPIC = "case"


def step(session: Session, case: Case, action: str, **by: Any) -> CaseStep:
    """Take an action's step; `by` are the columns that say who took it, when and why.

    The caller holds the case's lock, which keeps its steps in order, and has checked the transition.
    """
    transition = TRANSITIONS[action]
    before = case.state if transition.sources else None
    case.state = (transition.target or State(case.state)).value
    taken = CaseStep(
        id=uuid7(),
        case_id=case.id,
        sequence=_next(session, case),
        action=action,
        from_state=before,
        to_state=case.state,
        **by,
    )
    session.add(taken)
    session.flush()
    return taken


def tell(session: Session, case: Case, event: Event, taken: CaseStep, settings: Settings) -> None:
    """Tell every receiver but the one that reported the step, and the consoles."""
    body = case_message(session, case, event, taken, settings)
    enqueue(session, case, body, at=taken.at, but=taken.sink_id)
    feed.publish(session, TOPIC, case.id, case.owner_id)
    session.flush()


def _next(session: Session, case: Case) -> int:
    last = session.scalar(select(func.max(CaseStep.sequence)).filter_by(case_id=case.id))
    return (last or 0) + 1
