"""The setup links table."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified


class SetupLink(Base, Identified):
    """A link that works once; only the SHA-256 of its token is kept."""

    __tablename__ = "setup_links"

    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
