"""Routes of verdicts."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import status
from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.review import service
from cases.review.reasons import REJECT_REASONS
from cases.review.view import VerdictView, shown
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Note

routes = router(tags=["review"])


class RejectReason(BaseModel):
    """A reason for rejecting; its place in the list is the digit that chooses it."""

    code: str
    zh: str
    en: str


class VerdictNew(Body):
    """What a dispatcher says about an event."""

    verdict: Literal["confirm", "reject"]
    reason: str | None = None
    note: Note | None = None


@routes.get("/reject-reasons")
def reject_reasons(scope: Annotated[Scope, allow("event.read")]) -> list[RejectReason]:
    """Return the reasons a rejection may give."""
    return [RejectReason(code=c, zh=t.zh, en=t.en) for c, t in REJECT_REASONS.items()]


@routes.post("/events/{event_id}/verdicts", status_code=status.HTTP_201_CREATED)
def give_verdict(
    event_id: UUID,
    given: VerdictNew,
    scope: Annotated[Scope, allow("event.judge")],
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> VerdictView:
    """Confirm or reject an event; a second verdict is answered with 409."""
    verdict = service.give(
        session,
        scope,
        event_id,
        given.verdict,
        reason=given.reason,
        note=given.note or "",
        settings=settings,
        clock=clock,
    )
    return shown(verdict, scope.user.name)


@routes.delete("/events/{event_id}/verdicts/{verdict_id}", status_code=status.HTTP_204_NO_CONTENT)
def undo_verdict(
    event_id: UUID,
    verdict_id: UUID,
    scope: Annotated[Scope, allow("event.judge")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Take one's own verdict back before it takes effect; after that it is answered with 409."""
    service.undo(session, scope, event_id, verdict_id, clock=clock)
