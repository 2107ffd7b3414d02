"""The desk's queue, and claiming from it: events with all that is needed to judge them at once."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status
from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.events.fields import Common
from cases.events.filters import Filter, Wants
from cases.review import claims
from cases.review.view import ClaimView, shown_claim
from core.http.deps import ClockDep, PageQueryDep, SessionDep, SettingsDep, router
from core.http.fields import Body
from core.http.page import Page
from serving.api.events import EventOut, waiting
from serving.queries import events

routes = router("/review", tags=["review"])
Claimer = Annotated[Scope, allow("event.claim")]
TAKEN_MAX = 10


class QueueWanted(Common):
    """What of the queue is wanted; without `wants`, all but checks."""

    wants: Wants | None = None
    escalated: bool | None = None

    def filter(self) -> Filter:
        """Return it as a filter."""
        return Filter(**{name: getattr(self, name) for name in QueueWanted.model_fields})


class ClaimWanted(QueueWanted, Body):
    """Which events one wants to be at: a certain one, or the next ones of the queue."""

    event_id: UUID | None = None
    """This one; the rest is of no account then."""
    count: Annotated[int, Field(ge=1, le=TAKEN_MAX)] = 1


class TakenOut(BaseModel):
    """An event with the claim one has of it."""

    claim: ClaimView
    event: EventOut


@routes.get("/queue")
def list_queue(
    scope: Claimer,
    session: SessionDep,
    query: PageQueryDep,
    clock: ClockDep,
    wanted: Annotated[QueueWanted, Query()],
) -> Page[EventOut]:
    """Return what waits at the desk, the most urgent first: by age, and a head start for severe and sure.

    The order of two events never changes. What others are at is in it, with their claim.
    """
    rows, found = events.queue(session, scope, wanted.filter(), query)
    return rows.page([waiting(row, clock.now()) for row in found])


@routes.post("/claims", status_code=status.HTTP_201_CREATED)
def claim_events(
    wanted: ClaimWanted,
    scope: Claimer,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> list[TakenOut]:
    """Claim the next events nobody is at, or a certain one; an empty answer means that none is left.

    A claim ends by itself after its lease, and lets its holder see the pictures clear meanwhile. An event
    somebody else is at is answered with 409; one's own is renewed.
    """
    if wanted.event_id is not None:
        taken = [claims.take(session, scope, wanted.event_id, settings, clock)]
    else:
        taken = claims.take_next(session, scope, wanted.filter(), wanted.count, settings, clock)
    rows = events.several(session, [one.event_id for one in taken])
    return [
        TakenOut(claim=shown_claim(claim, scope.user.name), event=waiting(row, clock.now()))
        for claim, row in zip(taken, rows, strict=True)
    ]
