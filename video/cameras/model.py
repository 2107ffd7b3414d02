"""The cameras table."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.coordinates import SYSTEMS
from core.database.model import Base, Owned, Versioned
from core.database.pairs import pairs
from video.cameras.details import DIRECTIONS, NIGHTS, PTZS, ROOMS, SECRECIES, SOURCES, TAGS_MAX
from video.cameras.gb28181 import CAMERA_TYPES
from video.cameras.state import STATES

SEARCHED = ("name_zh", "name_en", "place")
"""What a camera is found by: an index of their pairs of letters."""


def undescribed(of: str = "") -> str:
    """Return SQL for a camera that lacks position, place, or a device id whose type is a camera's.

    There is an index of these cameras, so a query must spell it alike; `of` is as in `pairs`.
    """
    types = ", ".join(f"'{code}'" for code in sorted(CAMERA_TYPES))
    gb_valid = f"COALESCE(substr({of}gb_id, 11, 3) IN ({types}), false)"
    return f"NOT ({of}longitude IS NOT NULL AND {of}place <> '' AND {gb_valid})"


_LIVING = text("removed_at IS NULL")


class Camera(Base, Owned, Versioned):
    """A camera of an organization. The workers write its state, which is no part of the revision."""

    __tablename__ = "cameras"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"coordinate_system IN {SYSTEMS}", name="coordinate_system"),
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="position"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("gb_id ~ '^[0-9]{20}$'", name="gb_id"),
        CheckConstraint("region ~ '^[0-9]{2,8}$'", name="region"),
        CheckConstraint(f"ptz IN {PTZS}", name="ptz"),
        CheckConstraint(f"room IN {ROOMS}", name="room"),
        CheckConstraint(f"direction IN {DIRECTIONS}", name="direction"),
        CheckConstraint(f"secrecy IN {SECRECIES}", name="secrecy"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint("height_m BETWEEN 0 AND 1000", name="height_m"),
        CheckConstraint("pitch_deg BETWEEN 0 AND 90", name="pitch_deg"),
        CheckConstraint("smallest_px > 0", name="smallest_px"),
        CheckConstraint(f"night IN {NIGHTS}", name="night"),
        CheckConstraint(f"cardinality(tags) <= {TAGS_MAX}", name="tags"),
        Index(None, "state"),
        Index("ix_cameras_name_zh", "name_zh", "id"),
        Index("ix_cameras_state_since", "state_since", "id"),
        Index(
            "uq_cameras_gb_id",
            "gb_id",
            "owner_id",
            unique=True,
            postgresql_where=text("gb_id IS NOT NULL AND removed_at IS NULL"),
        ),
        Index(
            "uq_cameras_source_id",
            "source_id",
            "source",
            "owner_id",
            unique=True,
            postgresql_where=text("source_id IS NOT NULL AND removed_at IS NULL"),
        ),
        Index("ix_cameras_address", text("md5(url_masked)"), "owner_id", postgresql_where=_LIVING),
        Index("ix_cameras_tags", "tags", postgresql_using="gin"),
        Index("ix_cameras_search", text(pairs(SEARCHED)), postgresql_using="gin"),
        Index(
            "ix_cameras_region",
            "region",
            postgresql_ops={"region": "text_pattern_ops"},
            postgresql_where=text("region IS NOT NULL"),
        ),
        Index(
            "ix_cameras_group_path",
            "group_path",
            postgresql_ops={"group_path": "text_pattern_ops"},
            postgresql_where=text("group_path <> ''"),
        ),
        Index("ix_cameras_gb_industry", text("substr(gb_id, 9, 2)")),
        Index("ix_cameras_gb_type", text("substr(gb_id, 11, 3)")),
        Index("ix_cameras_gaps", "longitude", "place", postgresql_where=text(undescribed())),
        Index(
            "ix_cameras_map",
            "longitude",
            "latitude",
            # what a map counts, and by what a scope reaches it: no row is looked up for it
            postgresql_include=["state", "owner_id", "id"],
            postgresql_where=text("longitude IS NOT NULL AND removed_at IS NULL"),
        ),
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

    gb_id: Mapped[str | None]
    """The fields from here to `group_path` are those of `video.cameras.details.Details`."""
    region: Mapped[str | None]
    manufacturer: Mapped[str] = mapped_column(server_default="")
    model: Mapped[str] = mapped_column(server_default="")
    ptz: Mapped[str | None]
    room: Mapped[str | None]
    direction: Mapped[str | None]
    resolution: Mapped[str] = mapped_column(server_default="")
    height_m: Mapped[float | None]
    pitch_deg: Mapped[float | None]
    smallest_px: Mapped[int | None]
    night: Mapped[str | None]
    secrecy: Mapped[str] = mapped_column(server_default="open")
    parent: Mapped[str] = mapped_column(server_default="")
    nvr: Mapped[str] = mapped_column(server_default="")
    source: Mapped[str] = mapped_column(server_default="typed")
    source_id: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    group_path: Mapped[str] = mapped_column(server_default="")

    state: Mapped[str] = mapped_column(default="new", server_default="new")
    state_code: Mapped[str | None]
    """Why: a key of `video.cameras.state.REASONS`."""
    state_since: Mapped[datetime]
    last_inferred_at: Mapped[datetime | None]
    stream: Mapped[dict[str, Any] | None]
    """What its worker knows of its stream (`video.cameras.stream.Stream`)."""
    view_accepted_at: Mapped[datetime | None]
    """When a person last said that what it shows is what it shall show (`video.views`)."""
    epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    """The lease: a worker writes only under the epoch it was given."""
    worker: Mapped[str | None]
