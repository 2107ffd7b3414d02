"""The verdicts table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class Verdict(Base, Owned):
    """What a person said about an event; an undone one stays, and at most one counts."""

    __tablename__ = "verdicts"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    """The algorithm version that was judged: its field precision is counted from these rows."""
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    verdict: Mapped[str]
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]
    effective_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When its effect was carried out: the case filed, or the event laid aside."""

    __table_args__ = (
        CheckConstraint("verdict IN ('confirm', 'reject')", name="verdict"),
        CheckConstraint("(verdict = 'reject') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("undone_at IS NULL OR settled_at IS NULL", name="undone_or_settled"),
        Index(
            "uq_verdicts_counting",
            "event_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index(
            "ix_verdicts_due",
            "effective_at",
            postgresql_where=text("undone_at IS NULL AND settled_at IS NULL"),
        ),
        Index("ix_verdicts_version", "version_id", "at"),
    )
