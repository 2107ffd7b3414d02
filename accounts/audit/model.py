"""The audit tables. Lines are added and read, never changed; seals prove it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified


class AuditEntry(Base, Identified):
    """One change: by whom, from where, to what, from which values to which."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_owner_id_taken_at", "owner_id", "taken_at", "id"),
        Index("ix_audit_taken_at", "taken_at", "id"),
        Index("ix_audit_object", "object_type", "object_id"),
        Index("ix_audit_unsealed", "id", postgresql_where=text("seal IS NULL")),
    )

    taken_at: Mapped[datetime]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    """The organization whose object changed; none before there is one."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who did it; none: the product itself, or somebody who is not signed in."""
    login: Mapped[str]
    address: Mapped[str | None]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    seal: Mapped[int | None]
    """Number of the seal that covers the line; none until the sealer came by."""


class AuditSeal(Base):
    """One link of the chain: a batch of lines with a keyed digest of each, bound to the link before."""

    __tablename__ = "audit_seals"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap."""
    sealed_at: Mapped[datetime]
    count: Mapped[int]
    """Lines of this batch."""
    total: Mapped[int]
    """Lines sealed so far, this batch included."""
    entries: Mapped[bytes]
    """16 bytes of id and 32 bytes of HMAC-SHA256 a line, in the order of the ids."""
    previous: Mapped[bytes]
    """Head of the seal before; zeros for the first."""
    head: Mapped[bytes]
    """HMAC-SHA256 over everything above."""
    key_number: Mapped[int]
    """Which key of the keyring made the digests."""
