"""The table of usual views."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base


class UsualView(Base):
    """What a camera usually shows, some 20 KiB. It is reached through its camera."""

    __tablename__ = "camera_views"

    camera_id: Mapped[UUID] = mapped_column(
        ForeignKey("cameras.id", ondelete="CASCADE"), primary_key=True
    )
    url_digest: Mapped[str]
    """Of the sealed address it was seen at: another one shows something else."""
    accepted_at: Mapped[datetime | None]
    """The camera's `view_accepted_at` it was learned after."""
    stored_at: Mapped[datetime]
    view: Mapped[bytes]
    """What `video.quality.Examiner.remember` returned."""
