"""The route that takes an event out of its incident."""

from typing import Annotated
from uuid import UUID

from fastapi import status

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.incidents import service
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Reason

routes = router("/events", tags=["events"])


class SplitNew(Body):
    """Why an event is no part of the incident it was counted to."""

    reason: Reason


@routes.post("/{event_id}/split", status_code=status.HTTP_204_NO_CONTENT)
def split_event(
    event_id: UUID,
    wanted: SplitNew,
    scope: Annotated[Scope, allow("event.split")],
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> None:
    """Take an event out of its incident for good; confirmed into another's case, it gets one of its own."""
    service.split(session, scope, event_id, wanted.reason, settings, clock)
