"""Tables of approvals and of the votes on them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Owned

State = Literal["waiting", "approved", "rejected", "withdrawn"]
Choice = Literal["approve", "reject"]


class Approval(Base, Owned):
    """A request about one object, whose owner it shares; decided by two persons, or withdrawn."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index(
            "uq_approvals_waiting",
            "object_type",
            "object_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        CheckConstraint("state IN ('waiting', 'approved', 'rejected', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        Index(None, "requested_at", "id"),
    )

    object_type: Mapped[str]
    """The object's table name."""
    object_id: Mapped[UUID]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who asked; none: the product itself."""
    requested_at: Mapped[datetime]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    decided_at: Mapped[datetime | None]


class Vote(Base, Identified):
    """What one administrator said; nobody votes twice, and no role does."""

    __tablename__ = "approval_votes"
    __table_args__ = (
        UniqueConstraint("approval_id", "role"),
        UniqueConstraint("approval_id", "user_id"),
        CheckConstraint("role IN ('system', 'security')", name="role"),
        CheckConstraint("vote IN ('approve', 'reject')", name="vote"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    approval_id: Mapped[UUID] = mapped_column(ForeignKey("approvals.id"))
    role: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    vote: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
