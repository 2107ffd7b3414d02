"""Assignments as they are listed: with their case, their unit and what their places are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization, ids_of
from accounts.scope import Scope
from cases.assignment.model import Assignment
from cases.lifecycle.model import Case
from cases.places import service as places
from core.text import Text

State = Literal["automatic", "waiting", "chosen"]
_COLUMNS = {6: Assignment.district, 9: Assignment.street, 15: Assignment.cell}


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """Which assignments are wanted; `place` is the code of a district, a street or a cell."""

    state: State | None = None
    unit_id: UUID | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What organizations and places that assignments name are called."""

    organizations: Mapping[UUID, Organization]
    places: Mapping[str, Text]


def search(scope: Scope, wanted: AssignmentFilter) -> Select[Any]:
    """Return assignments and their cases, as a statement."""
    both: Any = select(Assignment, Case)
    joined: Select[Any] = both.join(Case, Case.id == Assignment.case_id)
    found = scope.limit(joined, Assignment)
    if wanted.state is not None:
        found = found.where(Assignment.state == wanted.state)
    if wanted.unit_id is not None:
        found = found.where(Assignment.unit_id == wanted.unit_id)
    if wanted.place is not None:
        found = found.where(_COLUMNS[len(wanted.place)] == wanted.place)
    return found


def names(session: Session, rows: Sequence[Assignment]) -> Names:
    """Return what the rows name, read at once."""
    ids = {one for row in rows for one in (row.unit_id, row.at_id, row.owner_id) if one}
    ids |= {UUID(one) for row in rows for one in row.candidates}
    found = session.scalars(select(Organization).where(Organization.id.in_(ids)))
    organizations = {one.id: one for one in found}
    codes = {one for row in rows for one in (row.cell, row.street, row.district) if one}
    above = {one for row in organizations.values() for one in ids_of(row.path)}
    return Names(organizations, places.names(session, above, codes))
