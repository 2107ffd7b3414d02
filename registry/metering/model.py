"""The tables of what was looked at and called for, by the hour, and of the months that are closed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class InferenceHour(Base):
    """What one organization called of one version in one hour, over the API; cameras' looks are not in it."""

    __tablename__ = "inference_hours"

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    """Whose call it was."""
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("versions.id"), primary_key=True, index=True
    )
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    """Its beginning, in UTC."""
    calls: Mapped[int]
    frames: Mapped[int]
    """Pictures or entries of batches that were answered."""
    failures: Mapped[int]
    """Calls that the model failed on."""
    seconds: Mapped[float]
    """That the model computed, all calls together."""


class LookHour(Base):
    """What one worker did in one hour for one subscription with one version, all of the hour so far.

    A worker writes its own rows only and always their whole, so that writing twice counts nothing twice, and
    the worker that comes after one that died adds to it. Rows outlive their subscription.
    """

    __tablename__ = "look_hours"
    __table_args__ = (
        Index("ix_look_hours_owner", "owner_id", "hour"),
        Index("ix_look_hours_algorithm", "algorithm_id", "hour"),
    )

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    """Its beginning, in UTC."""
    subscription_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("versions.id"), primary_key=True, index=True
    )
    worker: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    """Whose subscription it was."""
    camera_id: Mapped[UUID] = mapped_column(ForeignKey("cameras.id"))
    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"))
    looks: Mapped[int]
    """Frames that were inferred."""
    late: Mapped[int]
    """Of them, those that came later than one and a half intervals after the look before."""
    missed: Mapped[int]
    """Looks that should have come in between and did not."""
    lost: Mapped[int]
    """Frames that were lost with the model: it crashed, hung or answered nonsense."""
    watched_s: Mapped[float]
    """Seconds the looks cover: each the time since the one before, one and a half intervals at the most."""
    ages: Mapped[list[int]] = mapped_column(ARRAY(BigInteger()))
    """Looks by the time from a frame's receipt to its answer, in the classes of `looks.AGES_S`."""


class StatementMonth(Base):
    """A month that is closed: its lines do not change any more."""

    __tablename__ = "statement_months"
    __table_args__ = (CheckConstraint("extract(day FROM month) = 1", name="month"),)

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    """Its first day, in the city's time zone."""
    closed_at: Mapped[datetime]


class StatementLine(Base, Owned):
    """What one department used of one algorithm in a closed month; the owner is the department."""

    __tablename__ = "statement_lines"
    __table_args__ = (
        Index("uq_statement_lines", "month", "owner_id", "algorithm_id", unique=True),
    )

    month: Mapped[date] = mapped_column(ForeignKey("statement_months.month"))
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"), index=True)
    camera_s: Mapped[float]
    """Seconds that its looks covered, all cameras together."""
    looks: Mapped[int]
    called: Mapped[int]
    """Frames of calls over the API."""
    confirmed: Mapped[int]
    """Events that people confirmed in that month."""
    auto_confirmed: Mapped[int]
    """Events that were confirmed without a person."""
    names: Mapped[dict[str, Any]]
    """Of `department`, `vendor` and `algorithm`, each in `zh` and `en`, as they were."""
