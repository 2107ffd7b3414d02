"""The table of assignments: one row for each case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned

_OF_CASE = ("filed_at", "case_id")


class Assignment(Base, Owned, Versioned):
    """Where a case lies and which unit is to deal with it; the case's owner owns it."""

    __tablename__ = "case_assignments"
    __table_args__ = (
        CheckConstraint("state IN ('automatic', 'waiting', 'chosen')", name="state"),
        CheckConstraint("(state = 'waiting') = (unit_id IS NULL)", name="unit"),
        CheckConstraint("(state = 'waiting') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("(state = 'chosen') = (user_id IS NOT NULL)", name="chosen"),
        Index("ix_case_assignments_keyset", *_OF_CASE),
        Index("ix_case_assignments_unit", "unit_id", *_OF_CASE),
        Index("ix_case_assignments_district", "district", *_OF_CASE),
        Index("ix_case_assignments_waiting", *_OF_CASE, postgresql_where=text("state = 'waiting'")),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), unique=True)
    filed_at: Mapped[datetime]
    """The case's: lists are in its order."""
    cell: Mapped[str | None]
    street: Mapped[str | None]
    district: Mapped[str | None]
    """Codes of the places it lies in, as they were when it was filed."""
    state: Mapped[str]
    """`automatic`: exactly one rule fitted; `waiting`: a person has to choose; `chosen`: one did."""
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    reason: Mapped[str | None]
    """Why it waits, see `reasons`."""
    at_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    """The organization whose rules left it open."""
    through: Mapped[list[dict[str, Any]]]
    """The rules it went by, from the city's down: `owner_id`, `matter`, `area`, `unit_id`."""
    candidates: Mapped[list[str]]
    """Ids of the units that equally specific rules named."""
    decided_at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(server_default="")
