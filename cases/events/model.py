"""Tables of events and of the pictures that prove them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned

_WANTED = text("wants IS NOT NULL")
_JUDGED = ["owner_id", "review", "auto", "claim_ms", "verdict_ms"]
"""What statistics and counts read of an event beside its key: an index that has it answers alone."""
_MAPPED = ["owner_id", "severity", "longitude", "latitude"]
"""What the map reads of what waits."""


def _waited(until: str) -> Computed:
    """Return SQL for the milliseconds from its opening until an instant, as PostgreSQL writes it down."""
    since_opening = f"date_part('epoch'::text, ({until} - opened_at))"
    return Computed(f"(({since_opening} * (1000)::double precision))::bigint", persisted=True)


class Event(Base, Owned):
    """One incident. Its id derives from watcher, incident key and opening instant.

    `updated_at` is the last stored look that saw it; who is not seen is not ended, see `cases.rules`.
    """

    __tablename__ = "events"

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    """Found by `ix_events_owner`, which begins with it."""
    subscription_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("subscriptions.id", ondelete="SET NULL")
    )
    """None once the subscription is deleted; what it saw stays."""
    watcher_id: Mapped[UUID]
    """Who saw it: its subscription, or for the state of the picture itself its camera."""
    camera_id: Mapped[UUID] = mapped_column(ForeignKey("cameras.id"))
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
    last_box: Mapped[list[Any] | None]
    """Where a followed thing was last seen: left, top, right, bottom as shares of the picture."""
    width: Mapped[int]
    height: Mapped[int]

    place: Mapped[str]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]

    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    review: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    """What the verdict that counts says of it."""
    wants: Mapped[str | None] = mapped_column(default="verdict", server_default="verdict")
    """What the desk still has to give: a verdict, a second person's opinion, a check; None: nothing."""
    rank_at: Mapped[datetime]
    """Its place in the queue, fixed when it is raised: see `cases.events.rank`."""
    claimed_at: Mapped[datetime | None]
    """When somebody took it up for the first time."""
    judged_at: Mapped[datetime | None]
    """When the verdict that counts was given."""
    claim_ms: Mapped[int | None] = mapped_column(_waited("claimed_at"))
    """From its opening until it was taken up for the first time; PostgreSQL keeps both of these."""
    verdict_ms: Mapped[int | None] = mapped_column(_waited("judged_at"))
    """From its opening until the verdict that counts."""
    escalated_at: Mapped[datetime | None]
    """Since when it has been waiting for too long with nobody at it."""
    auto: Mapped[str | None]
    """Where sure events are confirmed automatically: it was `confirmed`, or is a `sample` for people."""
    incident_id: Mapped[UUID | None]
    """The first event of the incident it belongs to, itself when alone; None until that was looked for."""

    manifest: Mapped[str | None]
    """SHA-256 of the manifest of its evidence (`Manifest`); none for events of earlier releases."""
    purged_at: Mapped[datetime | None]
    """When its evidence was deleted because its time was over; the event stays."""

    __table_args__ = (
        CheckConstraint(
            "review IN ('waiting', 'confirmed', 'rejected', 'duplicate')", name="review"
        ),
        CheckConstraint("wants IN ('verdict', 'opinion', 'check')", name="wants"),
        CheckConstraint(
            "(review = 'waiting') = (wants IS NOT NULL AND wants <> 'check')", name="waits"
        ),
        CheckConstraint("auto IN ('confirmed', 'sample')", name="auto"),
        CheckConstraint("severity IN ('critical', 'major', 'minor')", name="severity"),
        Index(
            "uq_events_open_incident",
            "watcher_id",
            "incident_key",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_events_incident", "watcher_id", "incident_key", "opened_at"),
        Index("ix_events_keyset", "opened_at", "id", postgresql_include=_JUDGED),
        Index("ix_events_review", "review", "opened_at", "id", postgresql_include=_MAPPED),
        Index("ix_events_camera", "camera_id", "opened_at", "id", postgresql_include=_JUDGED),
        Index("ix_events_algorithm", "algorithm_id", "opened_at", "id", postgresql_include=_JUDGED),
        Index(
            "ix_events_type",
            "event_type",
            "opened_at",
            "id",
            postgresql_include=["owner_id", "review"],
        ),
        Index(
            "ix_events_severity",
            "severity",
            "opened_at",
            "id",
            postgresql_include=["owner_id", "review"],
        ),
        Index("ix_events_owner", "owner_id", "opened_at", "id"),
        Index("ix_events_desk", "rank_at", "id", postgresql_where=_WANTED),
        Index("ix_events_desk_camera", "camera_id", "rank_at", "id", postgresql_where=_WANTED),
        Index(
            "ix_events_desk_algorithm", "algorithm_id", "rank_at", "id", postgresql_where=_WANTED
        ),
        Index("ix_events_desk_type", "event_type", "rank_at", "id", postgresql_where=_WANTED),
        Index("ix_events_desk_severity", "severity", "rank_at", "id", postgresql_where=_WANTED),
        Index(
            "ix_events_desk_second",
            "wants",
            "rank_at",
            "id",
            postgresql_where=text("wants IN ('opinion', 'check')"),
        ),
        Index("ix_events_desk_owner", "owner_id", "rank_at", "id", postgresql_where=_WANTED),
        Index(
            "ix_events_unescalated",
            "severity",
            "opened_at",
            postgresql_where=text("wants IS NOT NULL AND escalated_at IS NULL"),
        ),
        Index(
            "ix_events_escalated", "escalated_at", postgresql_where=text("escalated_at IS NOT NULL")
        ),
        Index("ix_events_incident_id", "incident_id"),
        Index(
            "ix_events_unlinked", "opened_at", "id", postgresql_where=text("incident_id IS NULL")
        ),
        Index(
            "ix_events_map", "longitude", "latitude", postgresql_where=text("longitude IS NOT NULL")
        ),
        Index("ix_events_confirmed", "judged_at", postgresql_where=text("review = 'confirmed'")),
        Index("ix_events_purged", "purged_at", postgresql_where=text("purged_at IS NOT NULL")),
        Index("ix_events_kept", "review", "opened_at", postgresql_where=text("purged_at IS NULL")),
    )

    @property
    def state(self) -> str:
        """`open` while nobody saw it end."""
        return "open" if self.ended_at is None else "ended"


class Evidence(Base):
    """One piece of what proves an event, kept as a blob; it is reached through its event only.

    A piece that is missing has a row too, which says why; one whose time was over keeps its digest.
    """

    __tablename__ = "evidence"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`snapshot`, `annotated`, `crop-1` …, `detections`, `clip`, or `clip-h264`, a copy of the clip."""
    state: Mapped[str] = mapped_column(default="kept", server_default="kept")
    reason: Mapped[str | None]
    """Why it is missing, or shorter than it should be: a code of `cases.evidence.reasons`."""
    due_at: Mapped[datetime | None]
    """When a piece that is being made should be there at the latest."""
    digest: Mapped[str | None] = mapped_column(index=True)
    media_type: Mapped[str] = mapped_column(default="", server_default="")
    width: Mapped[int] = mapped_column(default=0, server_default="0")
    height: Mapped[int] = mapped_column(default=0, server_default="0")
    bytes: Mapped[int] = mapped_column(default=0, server_default="0")
    about: Mapped[dict[str, Any] | None]
    """Of a crop its place in the frame, of a clip how it is coded and what it shows when."""

    __table_args__ = (
        CheckConstraint("state IN ('making', 'kept', 'missing', 'purged')", name="state"),
        CheckConstraint("(digest IS NULL) = (state IN ('making', 'missing'))", name="digest"),
        CheckConstraint("(due_at IS NULL) = (state <> 'making')", name="due_at"),
        CheckConstraint("state <> 'missing' OR reason IS NOT NULL", name="reason"),
        Index("ix_evidence_making", "due_at", postgresql_where=text("state = 'making'")),
    )


class Manifest(Base):
    """What an event's evidence was when it was sealed: canonical JSON, and a keyed digest of it."""

    __tablename__ = "manifests"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    seal: Mapped[bytes]
    """HMAC-SHA256 of the text under a key derived from the keyring."""
    key_number: Mapped[int]
    sealed_at: Mapped[datetime]
