"""The one table of shares, for objects of every kind."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class Share(Base, Owned):
    """One object that its owner lets another organization, and all below that one, read."""

    __tablename__ = "shares"
    __table_args__ = (UniqueConstraint("object_type", "object_id", "organization_id"),)

    object_type: Mapped[str]
    """The object's table name."""
    object_id: Mapped[UUID]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
