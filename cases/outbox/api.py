"""Routes of deliveries: the log, its attempts, and sending again."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.outbox import listing, replay
from cases.outbox.listing import State
from cases.outbox.model import Delivery, DeliveryAttempt
from cases.outbox.view import AttemptView, DeliveryRow, DeliveryView, attempt, listed, shown
from cases.sinks.model import Sink
from core.http.deps import ClockDep, PageQueryDep, SessionDep, router
from core.http.fields import Body
from core.http.page import Page, paginate

routes = router(prefix="/deliveries", tags=["deliveries"])
Reader = Annotated[Scope, allow("delivery.read")]
Sender = Annotated[Scope, allow("delivery.retry")]


class ReplayIn(Body):
    """Whose dead letters are sent again."""

    sink_id: UUID


class Replayed(BaseModel):
    """How many messages are sent again."""

    messages: int


@routes.get("")
def list_deliveries(
    scope: Reader,
    session: SessionDep,
    query: PageQueryDep,
    sink_id: UUID | None = None,
    state: State | None = None,
) -> Page[DeliveryRow]:
    """Return deliveries, newest first; `state=dead` are the dead letters."""
    statement: Any = listing.deliveries(scope, sink_id, state)
    rows = paginate(session, statement, [Delivery.sequence], query)
    return rows.page([listed(*row) for row in rows.rows])


@routes.get("/{delivery_id}/attempts")
def list_attempts(
    delivery_id: UUID, scope: Reader, session: SessionDep, query: PageQueryDep
) -> Page[AttemptView]:
    """Return what was tried for one delivery, newest first, for as long as the log is kept."""
    statement = listing.attempts_of(session, scope, delivery_id)
    rows = paginate(session, statement, [DeliveryAttempt.at, DeliveryAttempt.id], query)
    return rows.page([attempt(row) for row in rows.rows])


@routes.post("/{delivery_id}/retry")
def retry(delivery_id: UUID, scope: Sender, session: SessionDep, clock: ClockDep) -> DeliveryView:
    """Send a message again now, also one that was given up."""
    row = replay.retry(session, scope, delivery_id, clock=clock)
    return shown(row, session.get_one(Sink, row.sink_id))


@routes.post("/replay")
def replay_all(body: ReplayIn, scope: Sender, session: SessionDep, clock: ClockDep) -> Replayed:
    """Send the dead letters of a sink again, 10,000 in a call; each waits behind its case's earlier ones."""
    return Replayed(messages=replay.replay(session, scope, body.sink_id, clock=clock))
