"""Deliveries as the API shows them, under their case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.outbox.model import Delivery
from cases.sinks.model import Sink


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
    last_error: str | None
    next_attempt_at: datetime | None
    delivered_at: datetime | None


def deliveries_of(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, list[DeliveryView]]:
    """Return the deliveries of several cases in one query, in the order they were written."""
    found = session.execute(
        select(Delivery, Sink)
        .join(Sink, Sink.id == Delivery.sink_id)
        .where(Delivery.case_id.in_(case_ids))
        .order_by(Delivery.sequence)
    )
    views: dict[UUID, list[DeliveryView]] = {case_id: [] for case_id in case_ids}
    for row, sink in found:
        views[row.case_id].append(shown(row, sink))
    return views


def shown(row: Delivery, sink: Sink) -> DeliveryView:
    """Return a delivery as the API shows it."""
    return DeliveryView.model_validate(
        {
            "id": row.id,
            "sink": SinkName(id=sink.id, name=sink.name),
            "state": row.state,
            "attempts": row.attempts,
            "last_error": row.last_error,
            "next_attempt_at": row.next_attempt_at,
            "delivered_at": row.delivered_at,
        }
    )
