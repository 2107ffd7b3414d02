"""Routes of deliveries."""

from typing import Annotated
from uuid import UUID

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.outbox import queue
from cases.outbox.view import DeliveryView, shown
from cases.sinks.model import Sink
from core.http.deps import ClockDep, SessionDep, router

routes = router(prefix="/deliveries", tags=["deliveries"])


@routes.post("/{delivery_id}/retry")
def retry(
    delivery_id: UUID,
    scope: Annotated[Scope, allow("delivery.retry")],
    session: SessionDep,
    clock: ClockDep,
) -> DeliveryView:
    """Send a message again now, also one that was given up."""
    row = queue.retry(session, scope, delivery_id, clock=clock)
    return shown(row, session.get_one(Sink, row.sink_id))
