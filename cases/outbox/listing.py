"""Which deliveries and attempts a caller may see, narrowed to what he asks for, and for how long."""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery, DeliveryAttempt
from cases.outbox.replay import DELIVERY
from cases.sinks.model import Sink
from core.clock import Clock
from core.settings import Settings

State = Literal["waiting", "delivered", "retrying", "dead"]


def deliveries(scope: Scope, sink_id: UUID | None, state: State | None) -> Select[Any]:
    """Return the statement of deliveries, each with its sink and its case's number, if it tells of one."""
    statement = (
        select(Delivery)
        .join(Sink, Sink.id == Delivery.sink_id)
        .outerjoin(Case, Case.id == Delivery.case_id)
    )
    if sink_id is not None:
        statement = statement.where(Delivery.sink_id == sink_id)
    if state is not None:
        statement = statement.where(Delivery.state == state)
    return scope.limit(statement, Delivery).add_columns(Sink, Case.number)


def attempts_of(session: Session, scope: Scope, delivery_id: UUID) -> Select[DeliveryAttempt]:
    """Return the statement of the attempts at one delivery the caller may see."""
    row = scope.fetch(session, Delivery, delivery_id, kind=DELIVERY)
    return scope.limit(select(DeliveryAttempt).filter_by(delivery_id=row.id), DeliveryAttempt)


def forget_attempts(session: Session, settings: Settings, clock: Clock) -> None:
    """Drop what was tried longer ago than the log is kept; the deliveries themselves stay."""
    before = clock.now() - timedelta(days=settings.delivery_log_days)
    session.execute(delete(DeliveryAttempt).where(DeliveryAttempt.at < before))
