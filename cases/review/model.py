"""Tables of claims and of verdicts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class Claim(Base, Owned):
    """Somebody is at an event until an instant; at most one claim of an event is open."""

    __tablename__ = "claims"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    until: Mapped[datetime]
    """After this it counts no more, whether or not it was ended."""
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("ending IN ('judged', 'released', 'lapsed')", name="ending"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended"),
        Index("uq_claims_open", "event_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_claims_held", "user_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_claims_until", "until", postgresql_where=text("ended_at IS NULL")),
    )


class Verdict(Base, Owned):
    """What was said about an event; an undone one stays, and at most one decides.

    Its standing: it decides, or it is an uncertain one's opinion, or it checks one that decided.
    """

    __tablename__ = "verdicts"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    """The algorithm version that was judged: its field precision is counted from these rows."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """None: nobody, it was confirmed automatically (`cases.autoconfirm`)."""
    standing: Mapped[str] = mapped_column(default="deciding", server_default="deciding")
    verdict: Mapped[str]
    reason: Mapped[str | None]
    duplicate_of: Mapped[UUID | None] = mapped_column(ForeignKey("events.id"))
    note: Mapped[str] = mapped_column(server_default="")
    batch_id: Mapped[UUID | None]
    """Of look-alikes rejected at once: what all of their verdicts share."""
    corrects: Mapped[UUID | None] = mapped_column(ForeignKey("verdicts.id"))
    """The verdict that this one took the place of after it had taken effect."""
    corrected_at: Mapped[datetime | None]
    at: Mapped[datetime]
    effective_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When its effect was carried out: the case filed, or the event laid aside."""

    __table_args__ = (
        CheckConstraint(
            "verdict IN ('confirm', 'reject', 'duplicate', 'uncertain')", name="verdict"
        ),
        CheckConstraint("standing IN ('deciding', 'opinion', 'check')", name="standing"),
        CheckConstraint("(verdict = 'reject') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("(verdict = 'duplicate') = (duplicate_of IS NOT NULL)", name="duplicate"),
        CheckConstraint("standing <> 'deciding' OR verdict <> 'uncertain'", name="decides"),
        CheckConstraint(
            "user_id IS NOT NULL OR verdict = 'confirm' AND standing = 'deciding' AND corrects IS NULL",
            name="nobody",
        ),
        CheckConstraint("undone_at IS NULL OR settled_at IS NULL", name="undone_or_settled"),
        Index(
            "uq_verdicts_deciding",
            "event_id",
            unique=True,
            postgresql_where=text(
                "undone_at IS NULL AND corrected_at IS NULL AND standing = 'deciding'"
            ),
        ),
        Index(
            "ix_verdicts_due",
            "effective_at",
            postgresql_where=text("undone_at IS NULL AND settled_at IS NULL"),
        ),
        Index("ix_verdicts_version", "version_id", "at"),
        Index("ix_verdicts_batch_id", "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        Index("ix_verdicts_checks", "at", postgresql_where=text("standing <> 'deciding'")),
    )
