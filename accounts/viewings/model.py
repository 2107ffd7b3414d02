"""The viewings table."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned

Kind = Literal["evidence", "live"]


class Viewing(Base, Owned):
    """A stated reason for looking at some objects, good for one session or token until it ends."""

    __tablename__ = "viewings"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    credential_id: Mapped[UUID]
    """The session, or the token, that looks; it may be gone by now."""
    kind: Mapped[str]
    object_type: Mapped[str]
    object_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When a picture was last fetched under it; written every few seconds at most."""
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('evidence', 'live')", name="kind"),
        CheckConstraint("cardinality(object_ids) > 0", name="objects"),
        Index("ix_viewings_open", "credential_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_viewings_keyset", "started_at", "id"),
    )
