"""The table of spells."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified


class Spell(Base, Identified):
    """A camera's time in one state; the one without an end is now. It is reached through its camera."""

    __tablename__ = "camera_spells"
    __table_args__ = (
        Index("ix_camera_spells_camera", "camera_id", "began_at", "id"),
        Index(
            "uq_camera_spells_open",
            "camera_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "ended_at"),
    )

    camera_id: Mapped[UUID] = mapped_column(ForeignKey("cameras.id", ondelete="CASCADE"))
    state: Mapped[str]
    state_code: Mapped[str | None]
    """Why, when the spell began."""
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
