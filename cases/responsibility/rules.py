"""Which rules of an organization fit a case best."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.places.lookup import Whereabouts
from cases.responsibility.model import Responsibility

CODE, CLASS = 5, 2
"""Digits of a matter's code without the region before it, and of its class."""


def fitting(
    session: Session, owner_id: UUID, code: str | None, where: Whereabouts
) -> Sequence[Responsibility]:
    """Return the most specific rules that fit; several are equally specific and name several units."""
    own = (code or "")[-CODE:]
    matters = {"", own[:CLASS], own}
    areas = {"", *(one for one in (where.cell, where.street, where.district) if one)}
    rows = session.scalars(
        select(Responsibility)
        .where(Responsibility.matter.in_(matters), Responsibility.area.in_(areas))
        .filter_by(owner_id=owner_id)
        .order_by(Responsibility.id)
    ).all()
    best = max((row.rank for row in rows), default=None)
    return [row for row in rows if row.rank == best]
