"""The API tokens table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class ApiToken(Base, Owned):
    """A key that acts as its user; only its SHA-256 and first characters are kept."""

    __tablename__ = "api_tokens"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    scopes: Mapped[list[str]] = mapped_column(server_default=text("'{*}'"))
    """Actions of the policy's table that it may be used for; `*` are all its user may."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
