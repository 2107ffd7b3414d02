"""The table of rules of responsibility."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class Responsibility(Base, Owned):
    """One rule of the organization that owns it: this unit below it deals with these matters there.

    Two units may be named for the same matters and place: then a person chooses between them.
    """

    __tablename__ = "responsibilities"
    __table_args__ = (
        UniqueConstraint("owner_id", "matter", "area", "unit_id"),
        CheckConstraint("matter ~ '^([0-9]{2}|[0-9]{5})?$'", name="matter"),
        CheckConstraint("area ~ '^([0-9]{6}|[0-9]{9}|[0-9]{15})?$'", name="area"),
        CheckConstraint("unit_id <> owner_id", name="below"),
    )

    matter: Mapped[str]
    """A five-digit code, its two-digit class, or nothing: every matter."""
    area: Mapped[str]
    """The code of a cell (15 digits), a street (9) or a district (6), or nothing: everywhere."""
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    created_at: Mapped[datetime]

    @property
    def rank(self) -> tuple[int, int]:
        """How specific it is: a code before its class, then a cell before a street before a district."""
        return len(self.matter), len(self.area)
