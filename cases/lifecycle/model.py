"""Tables of cases, of their steps and of the day's serials."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Owned
from core.database.pairs import pairs

SEARCHED = ("number", "title_zh", "title_en", "place")
"""What a case is found by: an index of their pairs of letters."""


class Case(Base, Owned):
    """A matter that somebody has to deal with: confirmed from an event, or asked for from outside.

    It names the event it was filed for; where that one was confirmed by mistake, the oldest of the others.
    """

    __tablename__ = "cases"

    number: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("events.id"))
    """The event it was filed for."""
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_requests.id"), unique=True)
    """The request from outside that it answers."""
    camera_id: Mapped[UUID | None] = mapped_column(ForeignKey("cameras.id"), index=True)
    event_type: Mapped[str | None]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    severity: Mapped[str]
    state: Mapped[str]
    matter_id: Mapped[UUID | None] = mapped_column(ForeignKey("matters.id"))
    standard_ref: Mapped[str | None]
    code: Mapped[str | None]
    emergency_code: Mapped[str | None]
    place: Mapped[str]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    reported_at: Mapped[datetime]
    """When it came to us."""
    filed_at: Mapped[datetime | None]
    """When it was filed; None before, and then no receiver is told of it."""
    filed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))

    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    """The unit that has to deal with it."""
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who took it up there."""
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the unit asks for: `action`, `reason`, `by`, `at`, and `amount` or `until`."""
    checked: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the algorithm saw when it looked again: `found` (`clear` or `seen`), `looks`, `at`."""
    suspended_until: Mapped[datetime | None]
    supervised_at: Mapped[datetime | None]
    urged: Mapped[int] = mapped_column(server_default="0")
    reworks: Mapped[int] = mapped_column(server_default="0")
    amber_at: Mapped[datetime | None]
    """When the first of its running clocks turns amber."""
    due_at: Mapped[datetime | None]
    """When the first of its running clocks is over."""

    __table_args__ = (
        Index(
            "uq_cases_event_id", "event_id", unique=True, postgresql_where=text("state <> 'void'")
        ),
        CheckConstraint("event_id IS NOT NULL OR request_id IS NOT NULL", name="of"),
        CheckConstraint(
            "state IN ('reported', 'verifying', 'accepted', 'filed', 'dispatched', 'handling',"
            " 'handled', 'suspended', 'closed', 'void')",
            name="state",
        ),
        CheckConstraint(
            "state NOT IN ('suspended', 'closed', 'void') OR due_at IS NULL", name="stands"
        ),
        CheckConstraint("(state = 'suspended') = (suspended_until IS NOT NULL)", name="suspended"),
        Index("ix_cases_keyset", "reported_at", "id"),
        Index("ix_cases_search", text(pairs(SEARCHED)), postgresql_using="gin"),
        Index("ix_cases_state", "state", "reported_at", "id"),
        Index("ix_cases_unit", "unit_id", "reported_at", "id"),
        Index("ix_cases_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index(
            "ix_cases_suspended",
            "suspended_until",
            postgresql_where=text("suspended_until IS NOT NULL"),
        ),
    )


class CaseEvent(Base):
    """An event that is evidence of a case: the one it was filed for, and each that was confirmed later."""

    __tablename__ = "case_events"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who confirmed it; None: nobody, it was confirmed automatically."""


class CaseStep(Base, Identified):
    """One step of a case's way, in order: what was done, by whom, from which state to which.

    Without a user and a sink the product itself took it.
    """

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
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What was given with it: `unit_id`, `amount`, `until`, or what a look again found."""

    __table_args__ = (
        UniqueConstraint("case_id", "sequence"),
        CheckConstraint("user_id IS NULL OR sink_id IS NULL", name="by"),
    )


class CaseSerial(Base):
    """The last serial number given out on a day of the city."""

    __tablename__ = "case_serials"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int]
