"""The audit table. Rows are added and read, never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified


class AuditEntry(Base, Identified):
    """One change: by whom, from where, to what, from which values to which."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_owner_id_taken_at", "owner_id", "taken_at", "id"),
        Index("ix_audit_object", "object_type", "object_id"),
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
