"""The assignment of a case: made when it is filed, and kept in step with its dispatches and returns."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.assignment.model import Assignment
from cases.assignment.propose import Proposal, propose
from cases.lifecycle.model import Case
from cases.lifecycle.wish import By
from core.ids import uuid7


def assign(session: Session, case: Case, at: datetime) -> Assignment:
    """Say where a case that is filed lies and who is to deal with it; without one fitting rule it waits."""
    row = Assignment(id=uuid7(), owner_id=case.owner_id, case_id=case.id, filed_at=case.filed_at)
    put(row, propose(session, case), at)
    session.add(row)
    session.flush()
    return row


def put(row: Assignment, found: Proposal, at: datetime) -> None:
    """Write on an assignment what the rules propose."""
    row.cell, row.street, row.district = found.where.cell, found.where.street, found.where.district
    row.state = "waiting" if found.unit_id is None else "automatic"
    row.unit_id, row.reason, row.at_id = found.unit_id, found.reason, found.at_id
    row.through, row.candidates, row.decided_at = found.through, found.candidates, at


def follow(session: Session, case: Case, by: By) -> None:
    """Let the assignment say what a dispatch or a return has made of the case's unit."""
    row = session.scalars(select(Assignment).filter_by(case_id=case.id)).one_or_none()
    if row is None or row.unit_id == case.unit_id:
        return
    row.unit_id, row.at_id, row.note, row.decided_at = case.unit_id, None, "", by.at
    row.user_id = by.user_id if case.unit_id else None
    row.state, row.reason = _stands(row)
    session.flush()


def _stands(row: Assignment) -> tuple[str, str | None]:
    if row.unit_id is None:
        return "waiting", "returned"
    return ("chosen" if row.user_id else "automatic"), None
