"""The cameras table."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned
from video.cameras.coordinates import SYSTEMS
from video.cameras.state import STATES


class Camera(Base, Owned, Versioned):
    """A camera of an organization. The workers write its state, which is no part of the revision."""

    __tablename__ = "cameras"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"coordinate_system IN {SYSTEMS}", name="coordinate_system"),
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="position"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        Index(None, "state"),
    )

    name_zh: Mapped[str]
    name_en: Mapped[str]
    url_sealed: Mapped[bytes]
    """The whole address with its credentials, sealed for `camera:<id>`."""
    url_masked: Mapped[str]
    place: Mapped[str] = mapped_column(server_default="")
    longitude: Mapped[float | None]
    """WGS-84, whatever was entered."""
    latitude: Mapped[float | None]
    coordinate_system: Mapped[str] = mapped_column(server_default="wgs84")
    """What was entered."""
    enabled: Mapped[bool] = mapped_column(default=True, server_default="true")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """Set when it was deleted: its events still name it, nothing else finds it."""

    state: Mapped[str] = mapped_column(default="new", server_default="new")
    state_code: Mapped[str | None]
    """Why: a key of `video.cameras.state.REASONS`."""
    state_since: Mapped[datetime]
    last_inferred_at: Mapped[datetime | None]
    stream: Mapped[dict[str, Any] | None]
    """What its worker knows of its stream (`video.cameras.stream.Stream`)."""
    epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    """The lease: a worker writes only under the epoch it was given."""
    worker: Mapped[str | None]
