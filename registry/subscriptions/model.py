"""The table of subscriptions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned
from registry.catalogue.model import STABLE, TRIAL

STATES = ("waiting", "running", "late", "no_version", "camera_down", "failing", "off")


class Subscription(Base, Owned, Versioned):
    """One algorithm on one camera for one organization.

    The supervisor writes `state`, `achieved_interval_s` and `running_version_id`; they are no part of the
    revision.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("camera_id", "algorithm_id", "owner_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("interval_s >= 0.2", name="interval"),
        CheckConstraint(f"alias IN {(STABLE, TRIAL)}", name="alias"),
        Index(None, "created_at", "id"),
    )

    camera_id: Mapped[UUID] = mapped_column(ForeignKey("cameras.id", ondelete="CASCADE"))
    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"), index=True)
    alias: Mapped[str] = mapped_column(default=STABLE, server_default=STABLE)
    """Which version it runs: what this alias of the algorithm means, unless it is pinned to one."""
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    """The version it is pinned to; an alias that moves leaves it there."""
    interval_s: Mapped[float]
    rule: Mapped[dict[str, Any]]
    enabled: Mapped[bool] = mapped_column(default=True, server_default="true")
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    state_reason: Mapped[dict[str, Any] | None]
    """`code`, `zh`, `en`."""
    state_since: Mapped[datetime]
    achieved_interval_s: Mapped[float | None]
    """Mean pause between two looks of late, as the worker measured it."""
    running_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    """The version its last look was inferred by."""
    created_at: Mapped[datetime]

    @property
    def meant(self) -> str | UUID:
        """The version it is pinned to, or the alias it follows."""
        return self.version_id or self.alias


class SubscriptionRequest(Base, Owned):
    """Subscriptions that wait for an approval, as they were asked for; its approval says how it stands."""

    __tablename__ = "subscription_requests"
    __table_args__ = (
        CheckConstraint("interval_s >= 0.2", name="interval"),
        CheckConstraint(f"alias IN {(STABLE, TRIAL)}", name="alias"),
        CheckConstraint("cardinality(camera_ids) > 0", name="cameras"),
    )

    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"), index=True)
    alias: Mapped[str] = mapped_column(default=STABLE, server_default=STABLE)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    interval_s: Mapped[float]
    rule: Mapped[dict[str, Any]]
    camera_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    why: Mapped[dict[str, Any]]
    """What asked for the approval: `code`, `zh`, `en`."""
    created_at: Mapped[datetime]

    @property
    def meant(self) -> str | UUID:
        """The version it shall be pinned to, or the alias it shall follow."""
        return self.version_id or self.alias
