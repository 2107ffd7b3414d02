"""A receiver's circuit breaker, kept in its row: closed, open while it rests, half open with one message.

It is written beside the row's revision: a person who changes the sink must not lose against the outbox.
"""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cases.outbox.backoff import rest_s
from cases.outbox.model import Delivery
from cases.sinks.model import Sink
from cases.sinks.outcome import Fate, Outcome
from core.backoff import OPEN_AFTER
from core.settings import Settings

Breaker = Literal["closed", "open", "half_open"]
_SINKS: Any = Sink.__table__


def breaker_of(sink: Sink, now: datetime) -> Breaker:
    """Return how the breaker of a sink stands."""
    if sink.failures < OPEN_AFTER:
        return "closed"
    return "open" if sink.rests_until is not None and sink.rests_until > now else "half_open"


def learn(
    session: Session, sink_id: UUID, outcome: Outcome, now: datetime, settings: Settings
) -> None:
    """Note what an outcome tells of the receiver; when it is back, what waits for it is due at once."""
    if outcome.fate is Fate.GONE:
        renewed = Sink.revision + 1  # whoever has it open shall see that it is off
        _write(session, sink_id, enabled=False, disabled_reason="gone", revision=renewed)
    elif outcome.retry_after_s is not None:
        longest = min(outcome.retry_after_s, settings.delivery_backoff_max_s)
        rest(session, sink_id, now + timedelta(seconds=longest))
    elif outcome.is_trouble:
        counted = update(_SINKS).where(_SINKS.c.id == sink_id).values(failures=Sink.failures + 1)
        failures = session.scalars(counted.returning(_SINKS.c.failures)).one()
        rest(session, sink_id, now + timedelta(seconds=rest_s(failures, settings)))
    else:
        _well(session, sink_id, now)
    agreed(session, sink_id, outcome, now)


def agreed(session: Session, sink_id: UUID, outcome: Outcome, now: datetime) -> None:
    """Note the receiver's consent, if the outcome tells of one."""
    if outcome.agreed_pause_s is not None:
        _write(session, sink_id, agreed_at=now, pause_s=outcome.agreed_pause_s)


def rest(session: Session, sink_id: UUID, until: datetime) -> None:
    """Send nothing there before an instant."""
    _write(session, sink_id, rests_until=func.greatest(Sink.rests_until, until))


def _well(session: Session, sink_id: UUID, now: datetime) -> None:
    failures = session.scalar(select(Sink.failures).where(Sink.id == sink_id)) or 0
    if not failures:
        return
    _write(session, sink_id, failures=0)
    if failures >= OPEN_AFTER:
        session.execute(
            update(Delivery)
            .where(
                Delivery.sink_id == sink_id, Delivery.state == "retrying", Delivery.refusals == 0
            )
            .values(next_attempt_at=func.least(Delivery.next_attempt_at, now))
            .execution_options(synchronize_session=False)
        )


def _write(session: Session, sink_id: UUID, **values: Any) -> None:
    session.execute(update(_SINKS).where(_SINKS.c.id == sink_id).values(**values))
