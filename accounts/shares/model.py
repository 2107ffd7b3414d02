"""The one table of shares, for objects of every kind."""

from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned

Terms = Literal["subscribe", "consent", "see"]
"""What a share lets its receiver do: subscribe freely, subscribe with its owner's consent, or only see."""
TERMS: tuple[Terms, ...] = ("subscribe", "consent", "see")
"""The most generous first."""


class Share(Base, Owned, Versioned):
    """One object that its owner lets another organization, and all below that one, see, on these terms."""

    __tablename__ = "shares"
    __table_args__ = (
        UniqueConstraint("object_type", "object_id", "organization_id"),
        CheckConstraint(f"terms IN {TERMS}", name="terms"),
    )

    object_type: Mapped[str]
    """The object's table name."""
    object_id: Mapped[UUID]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    terms: Mapped[Terms] = mapped_column(Text, default="subscribe", server_default="subscribe")
