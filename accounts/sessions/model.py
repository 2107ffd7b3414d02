"""The sessions table."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned

Method = Literal["password", "oidc", "setup"]


class UserSession(Base, Owned):
    """A sign-in; only the SHA-256 of its cookie is kept."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("method IN ('password', 'oidc', 'setup')", name="method"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
    """What the browser says it is, shortened."""
    method: Mapped[str] = mapped_column(default="password", server_default="password")
    """How its user proved who he is."""
    second_factor: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Whether a second factor was given, here or at the provider."""
