"""The tables of platforms that list cameras, and of the channels they listed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class CameraSource(Base, Owned, Versioned):
    """A platform of an organization. Runs write how they go, which is no part of the revision."""

    __tablename__ = "camera_sources"
    __table_args__ = (
        CheckConstraint("kind IN ('wvp')", name="kind"),
        CheckConstraint("sign_in IN ('password', 'token')", name="sign_in"),
        CheckConstraint("every_minutes BETWEEN 1 AND 10080", name="every_minutes"),
        Index(
            "ix_camera_sources_due",
            "due_at",
            postgresql_where=text("enabled AND removed_at IS NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(server_default="wvp")
    name: Mapped[str]
    base_url: Mapped[str]
    sign_in: Mapped[str] = mapped_column(server_default="password")
    account: Mapped[str] = mapped_column(server_default="")
    secret_sealed: Mapped[bytes]
    """The password or the token, sealed for `camera-source:<id>`."""
    stream_sealed: Mapped[bytes]
    """The pattern of the channels' RTSP addresses, which may hold credentials, sealed likewise."""
    stream_masked: Mapped[str]
    stream_edition: Mapped[int] = mapped_column(default=1, server_default="1")
    """Counts changes of the pattern: a channel with an older one gets a new address."""
    every_minutes: Mapped[int] = mapped_column(server_default="60")
    enabled: Mapped[bool] = mapped_column(default=True, server_default="true")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    due_at: Mapped[datetime]
    """When it is synchronized next."""
    claimed_until: Mapped[datetime | None]
    """Set while a run is under way; one that is past was left by a process that died."""
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    """When the last run ended."""
    error_code: Mapped[str | None]
    """Why it did not end well: a code of `video.sources.reasons`."""
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """What the last run found."""


class SourceChannel(Base, Owned):
    """A channel a platform listed, and the camera it became."""

    __tablename__ = "source_channels"
    __table_args__ = (
        UniqueConstraint("source_id", "channel_id", name="uq_source_channels_source_id_channel_id"),
        Index("ix_source_channels_seen", "source_id", "seen_at"),
    )

    source_id: Mapped[UUID] = mapped_column(ForeignKey("camera_sources.id"))
    channel_id: Mapped[str]
    camera_id: Mapped[UUID] = mapped_column(ForeignKey("cameras.id"), index=True)
    facts: Mapped[dict[str, Any]]
    stream_edition: Mapped[int]
    seen_at: Mapped[datetime]
    """The beginning of the last run that found it."""
    vanished_at: Mapped[datetime | None]
    """Set when a whole run did not find it; its camera stays."""
