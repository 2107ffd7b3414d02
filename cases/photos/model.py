"""The table of photos of a case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class CasePhoto(Base, Owned):
    """One photo, kept as a blob; until a step reports the work it waits for that."""

    __tablename__ = "case_photos"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    step_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_steps.id"))
    kind: Mapped[str]
    """`before` or `after` the work."""
    digest: Mapped[str] = mapped_column(index=True)
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("kind IN ('before', 'after')", name="kind"),)
