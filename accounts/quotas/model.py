"""Tables of quotas, and of what is measured now and then because counting it takes too long."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from accounts.quotas.resource import RESOURCES
from core.database.model import Base, Versioned

_KNOWN = f"resource IN {(*(str(one) for one in RESOURCES),)}"


class Quota(Base, Versioned):
    """A limit set for an organization and all below it; without an amount the default counts again."""

    __tablename__ = "quotas"
    __table_args__ = (
        CheckConstraint(_KNOWN, name="resource"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int | None]
    """In the resource's unit."""


class Measured(Base):
    """How much an organization's own rows took of a resource when it was last measured."""

    __tablename__ = "usage"
    __table_args__ = (CheckConstraint(_KNOWN, name="resource"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[float]
    measured_at: Mapped[datetime]
