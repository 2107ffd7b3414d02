"""Tables of events and of the pictures that prove them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class Event(Base, Owned):
    """One incident. Its id derives from watcher, incident key and opening instant.

    `updated_at` is the last stored look that saw it; who is not seen is not ended, see `cases.rules`.
    """

    __tablename__ = "events"

    subscription_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("subscriptions.id", ondelete="SET NULL")
    )
    """None once the subscription is deleted; what it saw stays."""
    watcher_id: Mapped[UUID]
    """Who saw it: its subscription, or for the state of the picture itself its camera."""
    camera_id: Mapped[UUID] = mapped_column(ForeignKey("cameras.id"), index=True)
    algorithm_id: Mapped[UUID | None] = mapped_column(ForeignKey("algorithms.id"))
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    model_digest: Mapped[str | None]

    event_type: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    severity: Mapped[str]
    incident_key: Mapped[str]
    rule: Mapped[dict[str, Any]]
    detections: Mapped[list[dict[str, Any]]]
    score: Mapped[float]
    looks: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]

    place: Mapped[str]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]

    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    review: Mapped[str] = mapped_column(default="waiting", server_default="waiting")

    __table_args__ = (
        CheckConstraint("review IN ('waiting', 'confirmed', 'rejected')", name="review"),
        CheckConstraint("severity IN ('critical', 'major', 'minor')", name="severity"),
        Index(
            "uq_events_open_incident",
            "watcher_id",
            "incident_key",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_events_incident", "watcher_id", "incident_key", "opened_at"),
        Index("ix_events_keyset", "opened_at", "id"),
        Index("ix_events_queue", "review", "opened_at", "id"),
    )

    @property
    def state(self) -> str:
        """`open` while nobody saw it end."""
        return "open" if self.ended_at is None else "ended"


class Evidence(Base):
    """A picture of an event, kept as a blob; it is reached through its event only."""

    __tablename__ = "evidence"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
