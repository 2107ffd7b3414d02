"""The tables of key figures: a city's weights and limits, and its months as they were counted last."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class KpiScheme(Base, Owned, Versioned):
    """How a city weighs its figures, and how long a verdict may take; without a row: as `scheme` says."""

    __tablename__ = "kpi_schemes"
    __table_args__ = (UniqueConstraint("owner_id"),)

    weights: Mapped[dict[str, Any]]
    """By what the figures are of (unit, district, algorithm, month), then by figure."""
    verify_h: Mapped[float]
    """Hours from an event's opening to its verdict."""


class KpiMonth(Base, Owned):
    """What was counted of one month's cases of one owner, unit, district and algorithm."""

    __tablename__ = "kpi_months"
    __table_args__ = (
        Index("ix_kpi_months_month", "month", "owner_id"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
    )

    month: Mapped[date] = mapped_column(Date)
    """The first day, in the city's time zone, of the month the cases were filed in."""
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    district: Mapped[str | None]
    algorithm_id: Mapped[UUID | None] = mapped_column(ForeignKey("algorithms.id"))
    reported: Mapped[int]
    verified_in_time: Mapped[int]
    filed: Mapped[int]
    filed_in_time: Mapped[int]
    void: Mapped[int]
    to_dispatch: Mapped[int]
    dispatched_in_time: Mapped[int]
    to_handle: Mapped[int]
    handled: Mapped[int]
    handled_in_time: Mapped[int]
    to_check: Mapped[int]
    checked_in_time: Mapped[int]
    to_close: Mapped[int]
    closed: Mapped[int]
    closed_in_time: Mapped[int]
    reworked: Mapped[int]
    open: Mapped[int]


class KpiCounting(Base):
    """When a city's month was counted last, and how many of its cases were open then."""

    __tablename__ = "kpi_countings"

    city_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    counted_at: Mapped[datetime]
    open: Mapped[int]
