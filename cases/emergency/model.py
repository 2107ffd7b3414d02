"""Tables of emergencies, of whom was called about them, and of a city's rules for both."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned

_COLOURS = "('blue', 'yellow', 'orange', 'red')"


class Emergency(Base, Owned, Versioned):
    """Something that needs more than a case: water that stands deep, or a fire.

    What the product itself writes is written beside the revision, which counts what people change.
    """

    __tablename__ = "emergencies"
    __mapper_args__ = {"version_id_col": Versioned.revision}  # noqa: RUF012 - SQLAlchemy's convention

    kind: Mapped[str]
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("water_points.id"), unique=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), unique=True)
    place: Mapped[str]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]

    measures: Mapped[dict[str, Any]]
    """What was measured of it, by the names of `cases.emergency.levels.MEASURES`."""
    entered: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What people know of it beyond that: they prevail."""
    chosen: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """Levels that people set: they prevail over the rules."""
    warning: Mapped[str | None]
    response: Mapped[int | None]
    grade: Mapped[int | None]
    trend: Mapped[str | None]

    area: Mapped[list[Any]]
    """Outlines of what is affected, each a list of longitude and latitude."""
    area_m2: Mapped[float]
    area_drawn: Mapped[bool] = mapped_column(server_default="false")
    """A person drew it: it stays as it is."""

    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    over_at: Mapped[datetime | None]
    """When its cause was gone; people end it."""
    dispatched_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('waterlogging', 'fire')", name="kind"),
        CheckConstraint("num_nonnulls(point_id, case_id) = 1", name="cause"),
        CheckConstraint(f"warning IN {_COLOURS}", name="warning"),
        CheckConstraint("response BETWEEN 1 AND 4", name="response"),
        CheckConstraint("grade BETWEEN 1 AND 4", name="grade"),
        Index("ix_emergencies_keyset", "opened_at", "id"),
        Index("ix_emergencies_open", "owner_id", postgresql_where=text("ended_at IS NULL")),
    )

    @property
    def state(self) -> str:
        """`open`, `over` while its cause is gone and nobody has ended it, `ended`."""
        if self.ended_at is not None:
            return "ended"
        return "open" if self.over_at is None else "over"


class EmergencyCall(Base, Owned):
    """Somebody was told of an emergency, and what he answered."""

    __tablename__ = "emergency_calls"

    emergency_id: Mapped[UUID] = mapped_column(ForeignKey("emergencies.id", ondelete="CASCADE"))
    sequence: Mapped[int]
    audience: Mapped[str]
    resource_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("resources.id", ondelete="SET NULL")
    )
    name: Mapped[str]
    """Of the resource when it was called."""
    why: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who called; None: the rules."""
    receipt: Mapped[str | None]
    receipt_at: Mapped[datetime | None]
    receipt_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    receipt_note: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        UniqueConstraint("emergency_id", "sequence"),
        CheckConstraint(
            "audience IN ('transport', 'traffic_police', 'street', 'community', 'residents', 'rescue')",
            name="audience",
        ),
        CheckConstraint("why IN ('opened', 'raised', 'lowered', 'over', 'dispatch')", name="why"),
        CheckConstraint(
            "receipt IN ('acknowledged', 'arrived', 'done', 'declined')", name="receipt"
        ),
    )


class EmergencyRules(Base, Owned, Versioned):
    """A city's table of levels, and who is told at which; a city without a row has the seed's."""

    __tablename__ = "emergency_rules"
    __table_args__ = (UniqueConstraint("owner_id"),)

    rules: Mapped[list[dict[str, Any]]]
    tells: Mapped[dict[str, Any]]
