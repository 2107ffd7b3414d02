"""Tables of deliveries, one message for one sink each, and of the attempts to make them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class Delivery(Base, Owned):
    """One message on its way to one sink. Its id travels as `webhook-id` and never changes."""

    __tablename__ = "deliveries"

    sequence: Mapped[int] = mapped_column(Identity(), unique=True)
    """Order of writing: messages of one thread reach a sink in it."""
    thread_id: Mapped[UUID] = mapped_column(index=True)
    """What it tells of: a case, an emergency, or an event that waits."""
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("events.id"))
    """The event that waits too long, where it tells of one."""
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("emergency_calls.id"), index=True)
    """The call it carries, where it tells of an emergency."""
    sink_id: Mapped[UUID] = mapped_column(ForeignKey("sinks.id"), index=True)
    body: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    refusals: Mapped[int] = mapped_column(server_default="0")
    """How often the receiver answered that it does not want this message as such."""
    next_attempt_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease: Mapped[UUID | None]
    last_error: Mapped[str | None]
    """A code of `cases.sinks.reasons`."""
    delivered_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    """When it was first sent, of the sendings that may have arrived."""
    doubtful: Mapped[bool] = mapped_column(server_default="false")
    """A sending may have arrived: its end is not known."""
    receipt: Mapped[str | None]
    """What the receiver calls what it took."""
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'delivered', 'retrying', 'dead')", name="state"),
        CheckConstraint("num_nonnulls(case_id, event_id, call_id) = 1", name="about"),
        Index(
            "ix_deliveries_due",
            "sink_id",
            "next_attempt_at",
            postgresql_where=text("state IN ('waiting', 'retrying')"),
        ),
        Index(
            "ix_deliveries_undelivered",
            "thread_id",
            "sink_id",
            "sequence",
            postgresql_where=text("state <> 'delivered'"),
        ),
    )


class DeliveryAttempt(Base, Owned):
    """One sending: the delivery log. A digest leaves a line for each of its messages."""

    __tablename__ = "delivery_attempts"

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    sink_id: Mapped[UUID] = mapped_column(ForeignKey("sinks.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    took_ms: Mapped[int]
    fate: Mapped[str]
    error: Mapped[str | None]
    """A code of `cases.sinks.reasons`."""
    messages: Mapped[int]
    """So many messages went out as one."""

    __table_args__ = (
        CheckConstraint(
            "fate IN ('delivered', 'later', 'ambiguous', 'refused', 'gone')", name="fate"
        ),
        Index("ix_delivery_attempts_delivery", "delivery_id", "at"),
        Index("ix_delivery_attempts_sink", "sink_id", "at", "id"),
    )
