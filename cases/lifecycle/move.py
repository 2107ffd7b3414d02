"""Moving a case along the table of transitions, with its step, its clocks, its messages and its trail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.assignment import assign as assignments
from cases.clocks import service as clocks
from cases.lifecycle import needs
from cases.lifecycle.errors import NotYourAction, StageUnknown, TransitionRefused
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.steps import refresh_ends, step, tell
from cases.lifecycle.transitions import REACHED_BY, STAGES, TRANSITIONS, State, is_answer
from cases.lifecycle.wish import By, Wish
from core.clock import ManualClock
from core.settings import Settings

_SHOWN = ("state", "unit_id", "suspended_until", "asked", "supervised_at", "urged", "reworks")
"""What of a case the trail tells before and after."""


def act(
    session: Session, scope: Scope, case: Case, wish: Wish, *, at: datetime, settings: Settings
) -> CaseStep:
    """Let somebody of ours act on a case he reaches; the caller holds its lock.

    Raises `NotYourAction`, `TransitionRefused`, and `StepIncomplete` for what the action needs.
    """
    transition = TRANSITIONS[wish.action]
    if not transition.roles & scope.user.roles:
        raise NotYourAction(action=transition.name)
    require(case, wish.action)
    needs.require(session, case, wish, at)
    taken = take(session, case, wish, By(at, scope.user.id), settings, scope)
    if wish.action == "file":
        place(session, case, at, settings)
    return taken


def place(session: Session, case: Case, at: datetime, settings: Settings) -> None:
    """Say where a case lies that was filed, and dispatch it where the rules name exactly one unit."""
    unit_id = assignments.assign(session, case, at).unit_id
    if unit_id is not None:
        take(session, case, Wish("dispatch", unit_id=unit_id), By(at), settings)


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
    """Move a case to the stage that is reported of it; None where it stands there already.

    The caller holds the case's lock. Told are all receivers but the one that reported it. Raises
    `StageUnknown` and `TransitionRefused`.
    """
    action = REACHED_BY.get(stage)
    if action is None:
        raise StageUnknown(stage=stage[:40], known=", ".join(REACHED_BY))
    if case.state == stage:
        return None
    require(case, action, reported=True)
    by = By(at, scope.user.id if scope else None, sink_id)
    return take(session, case, Wish(action, note), by, settings, scope)


def take(
    session: Session,
    case: Case,
    wish: Wish,
    by: By,
    settings: Settings,
    scope: Scope | None = None,
    **details: Any,
) -> CaseStep:
    """Take the step of an action that was checked: marks, clocks, messages, trail and feed."""
    before = shown(case)
    taken = step(session, case, wish, by, settings, **details)
    if wish.action == "extend" and wish.amount is not None:
        city = clocks.city_of_owner(session, case.owner_id, settings)
        clocks.extend(session, case.id, wish.amount, city)
        refresh_ends(session, case)
    if wish.action in ("dispatch", "return"):
        assignments.follow(session, case, by)
    needs.settle(session, case, taken)
    tell(session, case, taken, settings)
    after = shown(case) | taken.details
    if by.sink_id is not None:
        after["sink_id"] = by.sink_id
    record(
        session,
        scope,
        f"case.{wish.action}",
        case,
        before=before,
        after=after,
        reason=wish.note or None,
        clock=ManualClock(by.at),
    )
    return taken


def require(case: Case, action: str, *, reported: bool = False) -> None:
    """Raise `TransitionRefused` unless the action leads on from where the case stands."""
    transition, state = TRANSITIONS[action], State(case.state)
    sources = transition.sources | (transition.skips if reported else frozenset())
    asked = case.asked["action"] if case.asked else None
    if state not in sources or not is_answer(transition, asked):
        name = STAGES[state].name
        raise TransitionRefused(number=case.number, state=name, action=transition.name)


def shown(case: Case) -> dict[str, Any]:
    """Return what the trail tells of a case."""
    return {name: value for name in _SHOWN if (value := getattr(case, name))}
