"""Tables of water sensors, of what they measured, and of the points where water stands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.coordinates import SYSTEMS
from core.database.model import Base, Owned, Versioned

_OPEN = text("ended_at IS NULL")


class WaterSensor(Base, Owned, Versioned):
    """A gauge at a place where water collects. What it measures is written beside its revision."""

    __tablename__ = "water_sensors"
    __mapper_args__ = {"version_id_col": Versioned.revision}  # noqa: RUF012 - SQLAlchemy's convention

    device: Mapped[str] = mapped_column(unique=True)
    """What it calls itself in its messages, the last level of its topic."""
    name: Mapped[str]
    place: Mapped[str]
    longitude: Mapped[float]
    latitude: Mapped[float]
    coordinate_system: Mapped[str] = mapped_column(server_default="wgs84")
    """In which its position was given; it is kept in WGS-84."""
    reach_m: Mapped[float]
    """How far around it the road is under water when it is: surveyed, not measured."""
    silent_after_s: Mapped[float]
    """It is silent when nothing came for so many seconds."""
    camera_id: Mapped[UUID | None] = mapped_column(ForeignKey("cameras.id", ondelete="SET NULL"))
    """The camera that looks at the same place."""
    enabled: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who speaks for it over HTTP; None: it speaks over MQTT, or never has."""

    measured_at: Mapped[datetime | None]
    """Of its newest reading."""
    depth_cm: Mapped[float | None]
    heard_at: Mapped[datetime | None]
    """When anything came from it, sense or not."""
    silent_since: Mapped[datetime | None]
    refusal: Mapped[str | None]
    """Why its newest message was refused, a code of `cases.water.reasons`; None: it was taken."""
    refused: Mapped[int] = mapped_column(server_default="0")
    """Messages refused so far."""
    repeats: Mapped[int] = mapped_column(server_default="0")
    """Readings that came more than once; each counts once."""

    __table_args__ = (
        CheckConstraint("reach_m > 0 AND silent_after_s > 0", name="positive"),
        CheckConstraint(f"coordinate_system IN {SYSTEMS}", name="coordinate_system"),
        Index("ix_water_sensors_keyset", "created_at", "id"),
        Index("ix_water_sensors_camera_id", "camera_id"),
    )


class WaterReading(Base):
    """What a sensor measured at one instant: the same instant twice is the same reading."""

    __tablename__ = "water_readings"

    sensor_id: Mapped[UUID] = mapped_column(
        ForeignKey("water_sensors.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(primary_key=True)
    depth_cm: Mapped[float]
    received_at: Mapped[datetime]
    fused: Mapped[bool] = mapped_column(server_default="false")
    """Whether it has been made something of."""

    __table_args__ = (
        Index("ix_water_readings_new", "at", "sensor_id", postgresql_where=text("NOT fused")),
        Index("ix_water_readings_at", "at"),
    )


class WaterRefusal(Base, Owned):
    """A message that was not taken, and why; kept so that somebody can look at it."""

    __tablename__ = "water_refusals"

    sensor_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("water_sensors.id", ondelete="CASCADE")
    )
    """None: nobody knows such a sensor."""
    device: Mapped[str]
    """What the message called its sensor."""
    via: Mapped[str]
    reason: Mapped[str]
    payload: Mapped[str]
    """The beginning of it."""
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("via IN ('http', 'mqtt')", name="via"),
        Index("ix_water_refusals_keyset", "at", "id"),
        Index("ix_water_refusals_sensor_id", "sensor_id"),
    )


class WaterLink(Base):
    """How the connection to the broker is: one row, written by the head that leads."""

    __tablename__ = "water_links"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    error: Mapped[str | None]
    """A code of `cases.water.reasons`."""
    broker: Mapped[str]
    since: Mapped[datetime]
    message_at: Mapped[datetime | None]
    messages: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        CheckConstraint("state IN ('connected', 'away', 'refused')", name="state"),
        CheckConstraint("id = 1", name="one"),
    )


class WaterPoint(Base, Owned):
    """Water at one place from its coming to its going."""

    __tablename__ = "water_points"

    place: Mapped[str]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    depth_cm: Mapped[float | None]
    """Of the deepest of its gauges now; None: no gauge stands in it, a camera cannot measure."""
    peak_cm: Mapped[float | None]
    trend: Mapped[str | None]
    area: Mapped[list[Any]]
    """Outlines, each a list of longitude and latitude."""
    area_m2: Mapped[float]
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("trend IN ('rising', 'falling', 'steady')", name="trend"),
        Index("ix_water_points_keyset", "started_at", "id"),
        Index("ix_water_points_open", "owner_id", postgresql_where=_OPEN),
    )

    @property
    def state(self) -> str:
        """`open` while water stands."""
        return "open" if self.ended_at is None else "ended"


class WaterGauge(Base):
    """A sensor's part in a point, from its first wet reading until it has been dry for long enough."""

    __tablename__ = "water_gauges"

    point_id: Mapped[UUID] = mapped_column(
        ForeignKey("water_points.id", ondelete="CASCADE"), primary_key=True
    )
    sensor_id: Mapped[UUID] = mapped_column(
        ForeignKey("water_sensors.id", ondelete="CASCADE"), primary_key=True
    )
    joined_at: Mapped[datetime] = mapped_column(primary_key=True)
    depth_cm: Mapped[float]
    measured_at: Mapped[datetime]
    dry_since: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_water_gauges_open",
            "sensor_id",
            unique=True,
            postgresql_where=text("left_at IS NULL"),
        ),
    )


class WaterSighting(Base):
    """An event of a camera that belongs to a point."""

    __tablename__ = "water_sightings"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    point_id: Mapped[UUID] = mapped_column(ForeignKey("water_points.id", ondelete="CASCADE"))

    __table_args__ = (UniqueConstraint("point_id", "event_id"),)
