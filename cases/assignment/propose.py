"""Down the tree: the city's rules name a district or a unit, whose own rules may name the next one below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.organizations.service import ACTIVE, city_of
from cases.lifecycle.model import Case
from cases.places.lookup import NOWHERE, Whereabouts, whereabouts
from cases.responsibility.model import Responsibility
from cases.responsibility.rules import fitting

RESPONSIBLE = ("department", "unit")
"""Kinds of organization that may deal with a case by themselves; a district passes it on."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a case lies and the one unit the rules name, or why they name none."""

    where: Whereabouts = NOWHERE
    unit_id: UUID | None = None
    reason: str | None = None
    at_id: UUID | None = None
    """The organization whose rules left it open."""
    through: list[dict[str, Any]] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)


def propose(session: Session, case: Case) -> Proposal:
    """Return who is to deal with a case by the rules as they stand."""
    path = session.scalars(select(Organization.path).filter_by(id=case.owner_id)).one()
    city = city_of(session, path)
    if city is None:
        return Proposal(reason="no_city")
    where = NOWHERE
    if case.longitude is not None and case.latitude is not None:
        where = whereabouts(session, city.id, case.longitude, case.latitude)
    return _down(session, case, city, where)


def _down(session: Session, case: Case, city: Organization, where: Whereabouts) -> Proposal:
    """Follow the rules from the city; each names an organization further below, so they end."""
    at, through = city, list[dict[str, Any]]()
    while True:
        found = fitting(session, at.id, case.code, where)
        if not found and at.kind in RESPONSIBLE:
            return Proposal(where, at.id, through=through)
        reason = _open(session, case, where, found)
        if reason is not None:
            candidates = [str(row.unit_id) for row in found]
            return Proposal(where, None, reason, at.id, through, candidates)
        through.append(_plain(found[0]))
        at = session.get_one(Organization, found[0].unit_id)


def _open(
    session: Session, case: Case, where: Whereabouts, found: Sequence[Responsibility]
) -> str | None:
    """Return why rules do not lead on; None where exactly one does."""
    if not found and case.longitude is None:
        return "no_position"
    if not found:
        return "outside" if where == NOWHERE else "no_rule"
    if len(found) > 1:
        return "ambiguous"
    works = select(Organization.id).where(Organization.id == found[0].unit_id, ACTIVE)
    # Held until the case is there: whoever removes the unit meanwhile sees that it has one.
    works = works.with_for_update(read=True, key_share=True)
    return None if session.scalar(works) else "unit_stopped"


def _plain(row: Responsibility) -> dict[str, Any]:
    plain = {"owner_id": str(row.owner_id), "unit_id": str(row.unit_id)}
    return plain | {"matter": row.matter, "area": row.area}
