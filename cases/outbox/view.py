"""A delivery and its attempts as the API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from cases.outbox.model import Delivery, DeliveryAttempt
from cases.sinks.message import read
from cases.sinks.model import Sink
from cases.sinks.outcome import Fate
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


class DeliveryRow(DeliveryView):
    """A delivery in the log: with what it tells of, a case or an event, and what its receiver called it.

    `doubtful`: a sending may have arrived, its end is not known.
    """

    case_id: UUID | None
    case_number: str | None
    event_id: UUID | None
    emergency_id: UUID | None
    message_type: str
    created_at: datetime
    doubtful: bool
    receipt: str | None


class AttemptView(BaseModel):
    """One sending; `messages` went out as one."""

    id: UUID
    at: datetime
    took_ms: int
    fate: Fate
    reason: ReasonOut | None
    messages: int


def shown(row: Delivery, sink: Sink) -> DeliveryView:
    """Return a delivery as the API shows it."""
    return DeliveryView.model_validate(_fields(row, sink))


def listed(row: Delivery, sink: Sink, number: str | None) -> DeliveryRow:
    """Return a delivery as the log shows it."""
    plain = ("case_id", "event_id", "created_at", "doubtful", "receipt")
    more = {name: getattr(row, name) for name in plain}
    emergency_id = row.thread_id if row.call_id is not None else None
    told = {
        "emergency_id": emergency_id,
        "case_number": number,
        "message_type": str(read(row.body).get("type", "")),
    }
    return DeliveryRow.model_validate(_fields(row, sink) | more | told)


def attempt(row: DeliveryAttempt) -> AttemptView:
    """Return an attempt as the log shows it."""
    return AttemptView(
        id=row.id,
        at=row.at,
        took_ms=row.took_ms,
        fate=Fate(row.fate),
        reason=reason(row.error),
        messages=row.messages,
    )


def _fields(row: Delivery, sink: Sink) -> dict[str, object]:
    plain = ("id", "state", "attempts", "next_attempt_at", "delivered_at")
    made = {"sink": SinkName(id=sink.id, name=sink.name), "last_error": reason(row.last_error)}
    return {name: getattr(row, name) for name in plain} | made
