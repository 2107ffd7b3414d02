"""Assigning cases that wait: by a person where the rules leave it open, by the rules once more on demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import ACTIVE, city_of
from accounts.scope import Scope
from cases.assignment.assign import put
from cases.assignment.errors import CaseOver, UnitUnfit
from cases.assignment.model import Assignment
from cases.assignment.propose import propose
from cases.lifecycle.model import Case
from cases.lifecycle.move import require, take
from cases.lifecycle.transitions import OVER, State
from cases.lifecycle.wish import By, Wish
from cases.responsibility.service import RESPONSIBLE
from core.clock import Clock
from core.http.etag import Precondition
from core.settings import Settings
from core.text import Text

CASE = Text("案件", "case")
RETRIES = 500
"""Cases that are proposed anew in one call."""


@dataclass(frozen=True, slots=True)
class Retried:
    """What proposing anew came to."""

    tried: int
    assigned: int


def of(session: Session, scope: Scope, case_id: UUID, *, for_update: bool = False) -> Assignment:
    """Return the assignment of a case the caller's action reaches."""
    case = scope.fetch(session, Case, case_id, kind=CASE, for_update=for_update)
    found = select(Assignment).filter_by(case_id=case.id)
    if for_update:
        found = found.with_for_update()
    return session.scalars(found, execution_options={"populate_existing": for_update}).one()


def choose(
    session: Session,
    scope: Scope,
    case_id: UUID,
    unit_id: UUID,
    note: str,
    precondition: Precondition,
    clock: Clock,
    settings: Settings,
) -> Assignment:
    """Let a person choose the unit, whatever the rules said, and dispatch the case to it.

    Raises `UnitUnfit`, `CaseOver`, `Stale`, and `TransitionRefused` for a case that a unit has already.
    """
    row = of(session, scope, case_id, for_update=True)
    precondition.require(row)
    case = session.get_one(Case, case_id)
    if case.state in OVER:
        raise CaseOver(number=case.number)
    require(case, "dispatch")
    _require_fit(session, case, unit_id)
    before = {"unit_id": row.unit_id, "state": row.state}
    wish = Wish("dispatch", note, unit_id)
    take(session, case, wish, By(clock.now(), scope.user.id), settings, scope)
    row.note = note
    session.flush()
    after = {"unit_id": unit_id, "state": row.state, "number": case.number}
    record(
        session, scope, "assignment.choose", row,
        before=before, after=after, reason=note or None, clock=clock,
    )  # fmt: skip
    return row


def retry(session: Session, scope: Scope, clock: Clock, settings: Settings) -> Retried:
    """Propose anew for cases that wait, the oldest 500: rules or places were added meanwhile."""
    waiting = scope.limit(select(Assignment), Assignment).filter_by(state="waiting")
    waiting = waiting.order_by(Assignment.filed_at, Assignment.case_id).limit(RETRIES)
    rows = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    cases = _open_cases(session, rows)
    for row in rows:
        if row.case_id in cases:
            _propose_anew(session, row, cases[row.case_id], clock, settings)
    session.flush()
    found = Retried(len(cases), sum(row.unit_id is not None for row in rows))
    own = session.get_one(Organization, scope.user.organization_id)
    told = {"tried": found.tried, "assigned": found.assigned}
    record(session, scope, "assignment.retry", own, after=told, clock=clock)
    return found


def _propose_anew(
    session: Session, row: Assignment, case: Case, clock: Clock, settings: Settings
) -> None:
    put(row, propose(session, case), clock.now())
    if row.unit_id is not None:
        take(session, case, Wish("dispatch", unit_id=row.unit_id), By(clock.now()), settings)


def _open_cases(session: Session, rows: Sequence[Assignment]) -> dict[UUID, Case]:
    ids = [row.case_id for row in rows]
    found = select(Case).where(Case.id.in_(ids), Case.state == State.FILED.value).with_for_update()
    return {case.id: case for case in session.scalars(found)}


def _require_fit(session: Session, case: Case, unit_id: UUID) -> None:
    path = session.scalars(select(Organization.path).filter_by(id=case.owner_id)).one()
    city = city_of(session, path)
    fit: Any = (
        select(Organization.id)
        .where(
            Organization.id == unit_id,
            Organization.kind.in_(RESPONSIBLE),
            Organization.path.startswith(city.path if city else path),
            ACTIVE,
        )
        .with_for_update(read=True, key_share=True)
    )
    if session.scalar(fit) is None:
        raise UnitUnfit
