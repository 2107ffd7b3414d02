"""The steps of a case: each is one action and one place in its order; it turns the clocks and is told."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.clocks import service as clocks
from cases.clocks.service import Turn
from cases.dictionaries.model import Matter
from cases.dictionaries.seed import default_limits
from cases.events.model import Event
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.transitions import OVER, STAGES, TRANSITIONS, State
from cases.lifecycle.wish import By, Wish, leave_mark
from cases.outbox.message import case_message
from cases.outbox.queue import enqueue
from core import feed
from core.ids import uuid7
from core.settings import Settings

TOPIC = "case"
_GOES_ON = frozenset({"rework", "resume"})
"""After these the handling's time is what it was: failed work buys none."""


def step(
    session: Session, case: Case, wish: Wish, by: By, settings: Settings, **details: Any
) -> CaseStep:
    """Take an action's step: state, marks and clocks.

    The caller holds the case's lock, which keeps its steps in order, and has checked the transition.
    """
    sequence, transition = _next(session, case), TRANSITIONS[wish.action]
    before = case.state if sequence > 1 else None
    case.state = (transition.target or State(case.state)).value
    if transition.target is not None:
        case.asked = case.amber_at = case.due_at = None
    leave_mark(case, wish, by)
    taken = CaseStep(
        id=uuid7(),
        case_id=case.id,
        sequence=sequence,
        action=wish.action,
        from_state=before,
        to_state=case.state,
        user_id=by.user_id,
        sink_id=by.sink_id,
        at=by.at,
        note=wish.note,
        details=wish.details | details,
    )
    session.add(taken)
    session.flush()
    if case.state != before:
        _turn(session, case, wish.action, by.at, settings)
    return taken


def wait(session: Session, case: Case, settings: Settings) -> None:
    """Let the clock of its intake run since what became a case was seen; filing it stops the clock."""
    _run(session, case, Turn(STAGES[State.REPORTED].clocks), case.reported_at, settings)


def refresh_ends(session: Session, case: Case) -> None:
    """Write on the case when the first of its running clocks turns amber and is over."""
    over = State(case.state) in OVER
    case.amber_at, case.due_at = (None, None) if over else clocks.soonest(session, case.id)


def tell(
    session: Session, case: Case, taken: CaseStep, settings: Settings, event: Event | None = None
) -> None:
    """Tell the consoles, and, once the case is filed, every receiver but the one that reported the step."""
    if case.filed_at is not None:
        shown = event or (session.get(Event, case.event_id) if case.event_id else None)
        body = case_message(session, case, shown, taken, settings)
        enqueue(session, case, body, at=taken.at, but=taken.sink_id)
    feed.publish(session, TOPIC, case.id, case.owner_id)
    if case.unit_id is not None:  # it is seldom below the owner, and hears of its own only
        feed.publish(session, TOPIC, case.id, case.unit_id)
    session.flush()


def _turn(session: Session, case: Case, action: str, at: datetime, settings: Settings) -> None:
    state = State(case.state)
    wish = Turn(
        STAGES[state].clocks,
        pauses=state is State.SUSPENDED,
        goes_on=action in _GOES_ON,
        unit_id=case.unit_id,
    )
    _run(session, case, wish, at, settings)
    refresh_ends(session, case)
    session.flush()


def _run(session: Session, case: Case, wish: Turn, at: datetime, settings: Settings) -> None:
    matter = session.get(Matter, case.matter_id) if case.matter_id else None
    limits = matter.limits if matter else default_limits()
    city = clocks.city_of_owner(session, case.owner_id, settings)
    clocks.turn(session, case.id, wish, limits=limits, city=city, at=at)


def _next(session: Session, case: Case) -> int:
    last = session.scalar(select(func.max(CaseStep.sequence)).filter_by(case_id=case.id))
    return (last or 0) + 1
