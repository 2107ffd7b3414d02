"""Tables of approvals and of the votes on them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Owned

State = Literal["waiting", "approved", "rejected", "withdrawn"]
Choice = Literal["approve", "reject"]


class Approval(Base, Owned):
    """A request about one object, whose owner it shares; decided by all who are asked, or withdrawn."""

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
    """One voice that a request takes: an administrator's of a kind, or an owner's; and what it said.

    It is there from when it is asked for. An administrator votes once, whatever roles he has had.
    """

    __tablename__ = "approval_votes"
    __table_args__ = (
        Index(
            "uq_approval_votes_role",
            "approval_id",
            "role",
            unique=True,
            postgresql_where=text("organization_id IS NULL"),
        ),
        Index(
            "uq_approval_votes_organization",
            "approval_id",
            "organization_id",
            unique=True,
            postgresql_where=text("organization_id IS NOT NULL"),
        ),
        Index(
            "uq_approval_votes_user",
            "approval_id",
            "user_id",
            unique=True,
            postgresql_where=text("organization_id IS NULL"),
        ),
        CheckConstraint("role IN ('system', 'security', 'subscriber')", name="role"),
        CheckConstraint("(role = 'subscriber') = (organization_id IS NOT NULL)", name="asked"),
        CheckConstraint("vote IN ('approve', 'reject')", name="vote"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint(
            "num_nonnulls(vote, user_id, reason, at) IN (0, 4)",
            name="said",
        ),
    )

    approval_id: Mapped[UUID] = mapped_column(ForeignKey("approvals.id"))
    role: Mapped[str]
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    """Whose consent it is, where an owner is asked: given by a subscriber of it, or of one above."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    vote: Mapped[str | None]
    """None: not yet."""
    reason: Mapped[str | None]
    at: Mapped[datetime | None]
