"""The table of where events are, or were, confirmed without a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class AutoConfirm(Base, Owned):
    """One department lets one version's sure events be confirmed, from an instant until it is switched off.

    All but its end stays as it was switched on; to change it is to switch it off and on again.
    """

    __tablename__ = "auto_confirms"

    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    """Events of any other version wait for a person."""
    threshold: Mapped[float]
    """Score from which on an event is sure enough."""
    sample_share: Mapped[float]
    """This share of them goes to a person all the same."""
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    on_at: Mapped[datetime]
    off_at: Mapped[datetime | None]
    off_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """None while it is on, and where it switched itself off."""
    off_reason: Mapped[dict[str, Any] | None]
    """`code`, `zh`, `en`: why it switched itself off."""

    __table_args__ = (
        CheckConstraint("threshold > 0 AND threshold <= 1", name="threshold"),
        CheckConstraint("sample_share > 0 AND sample_share <= 1", name="sample_share"),
        CheckConstraint(
            "off_at IS NOT NULL OR (off_by IS NULL AND off_reason IS NULL)", name="off"
        ),
        Index(
            "uq_auto_confirms_on",
            "owner_id",
            "algorithm_id",
            unique=True,
            postgresql_where=text("off_at IS NULL"),
        ),
        Index("ix_auto_confirms_listed", "on_at", "id"),
    )
