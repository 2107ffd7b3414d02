"""Tables of cases, of their steps and of the day's serials."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Owned


class Case(Base, Owned):
    """A matter that somebody confirmed and that somebody has to deal with.

    It names the event it was filed for; where that one was confirmed by mistake, the oldest of the others.
    """

    __tablename__ = "cases"

    number: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"))
    camera_id: Mapped[UUID] = mapped_column(ForeignKey("cameras.id"), index=True)
    event_type: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    severity: Mapped[str]
    state: Mapped[str]
    standard_ref: Mapped[str | None]
    code: Mapped[str | None]
    emergency_code: Mapped[str | None]
    place: Mapped[str]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    filed_at: Mapped[datetime]
    filed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))

    __table_args__ = (
        Index(
            "uq_cases_event_id", "event_id", unique=True, postgresql_where=text("state <> 'void'")
        ),
        Index("ix_cases_keyset", "filed_at", "id"),
        Index("ix_cases_state", "state", "filed_at", "id"),
    )


class CaseEvent(Base):
    """An event that is evidence of a case: the one it was filed for, and each that was confirmed later."""

    __tablename__ = "case_events"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))


class CaseStep(Base, Identified):
    """One step of a case's way, in order: what was done, by whom, from which state to which."""

    __tablename__ = "case_steps"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    action: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    sink_id: Mapped[UUID | None] = mapped_column(ForeignKey("sinks.id"))
    """The outside system that reported it, where nobody of ours did it."""
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        UniqueConstraint("case_id", "sequence"),
        CheckConstraint("user_id IS NOT NULL OR sink_id IS NOT NULL", name="by"),
    )


class CaseSerial(Base):
    """The last serial number given out on a day of the city."""

    __tablename__ = "case_serials"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int]
