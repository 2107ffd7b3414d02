"""A delivery as the API shows it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from cases.outbox.model import Delivery
from cases.sinks.model import Sink
from cases.sinks.reasons import reason
from core.http.reasons import ReasonOut


class SinkName(BaseModel):
    """A sink by its name."""

    id: UUID
    name: str


class DeliveryView(BaseModel):
    """How far a message is on its way to a sink."""

    id: UUID
    sink: SinkName
    state: Literal["waiting", "delivered", "retrying", "dead"]
    attempts: int
    last_error: ReasonOut | None
    next_attempt_at: datetime | None
    delivered_at: datetime | None


def shown(row: Delivery, sink: Sink) -> DeliveryView:
    """Return a delivery as the API shows it."""
    return DeliveryView.model_validate(
        {
            "id": row.id,
            "sink": SinkName(id=sink.id, name=sink.name),
            "state": row.state,
            "attempts": row.attempts,
            "last_error": reason(row.last_error),
            "next_attempt_at": row.next_attempt_at,
            "delivered_at": row.delivered_at,
        }
    )
