"""The table of clocks: one for each limit that a case runs against."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified


class CaseClock(Base, Identified):
    """A limit of a case and how it is used: running with an end, paused without one, or stopped."""

    __tablename__ = "case_clocks"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    """`intake`, `dispatch`, `handle`, `check`, or `whole`."""
    amount: Mapped[float]
    unit: Mapped[str]
    extended: Mapped[float] = mapped_column(server_default="0")
    """What was added to the limit, in its unit."""
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    """The unit whose handling it measures."""
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    calendar_revision: Mapped[int]
    """Of the city's calendar with which its end was reckoned."""
    runs: Mapped[list[Any]]
    """When it ran: pairs of instants, the last without its second while it runs."""
    started_at: Mapped[datetime]
    amber_at: Mapped[datetime | None]
    """None while it is paused."""
    due_at: Mapped[datetime | None]
    """When the limit is over; None while it is paused, unless it was over before."""
    stopped_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('intake', 'dispatch', 'handle', 'check', 'whole')", name="kind"),
        CheckConstraint(
            "unit IN ('hours', 'working_hours', 'working_days', 'natural_days')", name="unit"
        ),
        Index(
            "uq_case_clocks_open",
            "case_id",
            "kind",
            unique=True,
            postgresql_where=text("stopped_at IS NULL"),
        ),
        Index(
            "ix_case_clocks_city",
            "city_id",
            "calendar_revision",
            postgresql_where=text("stopped_at IS NULL"),
        ),
    )
