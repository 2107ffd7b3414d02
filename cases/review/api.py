"""Routes of verdicts, and of keeping and letting go of claims; the queue itself is composed in serving."""

from typing import Annotated
from uuid import UUID

from fastapi import status
from pydantic import BaseModel, Field

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.review import claims, service
from cases.review.reasons import LOOKALIKES, REJECT_REASONS
from cases.review.service import Kind, Said
from cases.review.view import ClaimView, VerdictView, shown, shown_claim
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Note

routes = router(tags=["review"])
Claimer = Annotated[Scope, allow("event.claim")]
Judge = Annotated[Scope, allow("event.judge")]


class RejectReason(BaseModel):
    """A reason for rejecting; its place in the list is the digit that chooses it."""

    code: str
    zh: str
    en: str
    lookalike: bool
    """The model took something for what it is not, and will again: worth rejecting look-alikes at once."""


class VerdictNew(Body):
    """What a dispatcher says about an event."""

    verdict: Kind
    reason: str | None = None
    """Needed by `reject`."""
    duplicate_of: UUID | None = None
    """Needed by `duplicate`: the event that is the same incident."""
    corrects: UUID | None = None
    """The verdict that counts so far, once it took effect; a correction needs a note."""
    note: Note | None = None


class ClaimsKept(Body):
    """Claims whose lease shall begin anew."""

    claim_ids: Annotated[list[UUID], Field(min_length=1, max_length=claims.CLAIMS_MAX)]


class ClaimsOut(BaseModel):
    """Claims with their new leases, and those that are over: their events may be others' by now."""

    kept: list[ClaimView]
    over: list[UUID]


@routes.get("/reject-reasons")
def reject_reasons(scope: Annotated[Scope, allow("event.read")]) -> list[RejectReason]:
    """Return the reasons a rejection may give."""
    return [
        RejectReason(code=code, zh=text.zh, en=text.en, lookalike=code in LOOKALIKES)
        for code, text in REJECT_REASONS.items()
    ]


@routes.post("/events/{event_id}/verdicts", status_code=status.HTTP_201_CREATED)
def give_verdict(
    event_id: UUID,
    given: VerdictNew,
    scope: Judge,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> VerdictView:
    """Judge an event; a second verdict, or one on an event somebody else is at, is answered with 409.

    Whoever has no claim takes one with the verdict. `uncertain` leaves the event to another person.
    """
    said = Said(**given.model_dump(exclude={"note"}), note=given.note or "")
    verdict = service.give(session, scope, event_id, said, settings=settings, clock=clock)
    return shown(verdict, scope.user.name)


@routes.delete("/events/{event_id}/verdicts/{verdict_id}", status_code=status.HTTP_204_NO_CONTENT)
def undo_verdict(
    event_id: UUID,
    verdict_id: UUID,
    scope: Judge,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> None:
    """Take one's own verdict back before it takes effect, and have the event claimed again.

    After that it is answered with 409: correct it instead.
    """
    service.undo(session, scope, event_id, verdict_id, settings=settings, clock=clock)


@routes.post("/review/claims/renewals")
def keep_claims(
    wanted: ClaimsKept,
    scope: Claimer,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> ClaimsOut:
    """Let the leases of one's claims begin anew: sent well before they end, for as long as one is at it."""
    kept, over = claims.renew(session, scope, wanted.claim_ids, settings, clock)
    return ClaimsOut(kept=[shown_claim(one, scope.user.name) for one in kept], over=over)


@routes.delete("/review/claims/{claim_id}", status_code=status.HTTP_204_NO_CONTENT)
def release_claim(claim_id: UUID, scope: Claimer, session: SessionDep, clock: ClockDep) -> None:
    """Let an event go; it is in the queue again."""
    claims.release(session, scope, claim_id, clock)
