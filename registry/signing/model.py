"""Tables of signing keys and of who wants every package signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class SigningKey(Base, Owned):
    """A vendor's public key; never deleted, for what was signed with it names it."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        UniqueConstraint("owner_id", "fingerprint"),
        CheckConstraint(
            "(retired_at IS NULL) = (retired_by IS NULL)"
            " AND (retired_at IS NULL) = (retired_reason IS NULL)",
            name="retired",
        ),
    )

    name: Mapped[str]
    public_key: Mapped[str]
    """PEM."""
    fingerprint: Mapped[str]
    """SHA-256 of the PEM."""
    created_at: Mapped[datetime]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    """Who registered it."""
    retired_at: Mapped[datetime | None]
    """Since when nothing new may be signed with it."""
    retired_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    retired_reason: Mapped[str | None]


class SigningRule(Base, Owned, Versioned):
    """Whether a vendor wants his packages signed; without a row he does not."""

    __tablename__ = "signing_rules"
    __table_args__ = (UniqueConstraint("owner_id"),)

    required_since: Mapped[datetime | None]
    """Packages handed in from then on must be signed; unset: they need not."""
