"""The table of pictures that vendors may see."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class Disclosure(Base, Owned):
    """A department, its owner, lets the vendor see one false alarm, until somebody takes that back.

    No picture is kept for it: what the vendor sees is made of the evidence when he looks.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        Index(
            "uq_disclosures_event",
            "event_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_disclosures_listed", "algorithm_id", "at", "id"),
    )

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), index=True)
    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
