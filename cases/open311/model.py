"""The table of requests that came by Open311 and wait for an answer of ours."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class ServiceRequest(Base, Owned):
    """What somebody outside asks us to see to; `number` is what he knows it by."""

    __tablename__ = "service_requests"

    number: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    service_code: Mapped[str]
    service_name: Mapped[str]
    description: Mapped[str]
    address: Mapped[str]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    media_url: Mapped[str]
    """As it was sent; nobody here opens it by himself."""
    status: Mapped[str] = mapped_column(server_default="open")
    answer: Mapped[str] = mapped_column(server_default="")
    requested_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("status IN ('open', 'closed')", name="status"),
        Index("ix_service_requests_keyset", "requested_at", "id"),
    )
