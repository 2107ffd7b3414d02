"""Routes beside the single verdict: counts, look-alikes, what was said before, how far reviewers agree."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.users.model import User
from cases.events.errors import EVENT
from cases.events.fields import Wanted
from cases.events.model import Event
from cases.review import agreement, desk, lookalikes
from cases.review.agreement import Agreement, Asked
from cases.review.lookalikes import MOST, Likeness
from cases.review.precedents import precedents
from cases.review.service import Said
from core.http.deps import ClockDep, SessionDep, SettingsDep, router
from core.http.fields import Body, Note
from core.http.page import COUNT_CAP

routes = router(tags=["review"])
Judge = Annotated[Scope, allow("event.judge")]


class CountsOut(BaseModel):
    """How much waits; a number of 10,001 means more than 10,000."""

    model_config = ConfigDict(from_attributes=True)

    verdicts: int
    opinions: int
    """Somebody was uncertain: another person has to judge."""
    checks: int
    """Decided events another person judges once more, to measure agreement."""
    escalated: int
    mine: int
    """Claimed by the caller."""
    oldest_at: datetime | None
    exact_to: int = COUNT_CAP


class Lookalike(BaseModel):
    """An event that looks like another one."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    opened_at: datetime
    score: float


class LookalikesOut(BaseModel):
    """What would be rejected at once, at most 500, the nearest in time first."""

    count: int
    items: list[Lookalike]


class RejectionNew(Body):
    """Which look-alikes of an event are rejected with it, as they were shown before, and why."""

    event_id: UUID
    event_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    """The event itself too, where it shall be rejected."""
    reason: str
    note: Note | None = None


class RejectionOut(BaseModel):
    """Events rejected at once; `batch_id` undoes them all."""

    batch_id: UUID
    count: int
    passed_over: int
    """Judged meanwhile, or others are at them."""
    effective_at: datetime


class PrecedentOut(BaseModel):
    """One earlier verdict."""

    model_config = ConfigDict(from_attributes=True)

    event_id: UUID
    opened_at: datetime
    score: float
    verdict: str
    reason: str | None
    note: str
    by: str
    at: datetime


class PrecedentsOut(BaseModel):
    """What was said in 30 days on the same camera, algorithm and event type."""

    model_config = ConfigDict(from_attributes=True)

    verdicts: dict[str, int]
    reasons: dict[str, int]
    latest: list[PrecedentOut]


class AgreementOut(BaseModel):
    """How far two verdicts on the same events agree."""

    model_config = ConfigDict(from_attributes=True)

    count: int
    agreed: int
    share: float
    kappa: float | None
    """Cohen's; None where both always said the same one thing."""


class Reviewer(BaseModel):
    """Somebody who judges."""

    id: UUID
    name: str


class PairOut(AgreementOut):
    """Two people who judged the same events."""

    reviewers: tuple[Reviewer, Reviewer]


class AlgorithmAgreementOut(AgreementOut):
    """An algorithm whose events two people judged; None: the camera itself."""

    algorithm_id: UUID | None


class OpinionsOut(BaseModel):
    """What became of one person's uncertain verdicts."""

    reviewer: Reviewer
    uncertain: int
    confirmed: int
    rejected: int


class AgreementReport(BaseModel):
    """Agreement between those who judged and those who checked; and second opinions."""

    whole: AgreementOut | None
    pairs: list[PairOut]
    algorithms: list[AlgorithmAgreementOut]
    opinions: list[OpinionsOut]


@routes.get("/review/counts")
def show_counts(
    scope: Annotated[Scope, allow("event.claim")], session: SessionDep, clock: ClockDep
) -> CountsOut:
    """Return how much waits at the desk."""
    return CountsOut.model_validate(desk.counts(session, scope, clock.now()))


@routes.get("/events/{event_id}/lookalikes")
def find_lookalikes(
    event_id: UUID,
    scope: Judge,
    session: SessionDep,
    clock: ClockDep,
    hours: Annotated[float, Query(gt=0, le=24 * 30)] = 24,
    overlap: Annotated[float, Query(ge=0, le=1)] = 0.3,
) -> LookalikesOut:
    """Return what waits at the same camera for the same algorithm and looks like an event, itself first.

    `overlap` is how much the boxes have in common (intersection over union), `hours` how far apart they are.
    """
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    found = lookalikes.alike(session, scope, event, Likeness(hours, overlap), clock)
    items = [Lookalike.model_validate(one) for one in found]
    return LookalikesOut(count=len(items), items=items)


@routes.post("/review/rejections", status_code=status.HTTP_201_CREATED)
def reject_lookalikes(
    wanted: RejectionNew,
    scope: Judge,
    session: SessionDep,
    settings: SettingsDep,
    clock: ClockDep,
) -> RejectionOut:
    """Reject an event's look-alikes at once; those judged or claimed meanwhile are passed over."""
    said = Said("reject", wanted.reason, wanted.note or "")
    made = lookalikes.reject(
        session, scope, wanted.event_id, wanted.event_ids, said, settings=settings, clock=clock
    )
    assert made[0].batch_id is not None
    return RejectionOut(
        batch_id=made[0].batch_id,
        count=len(made),
        passed_over=len(set(wanted.event_ids)) - len(made),
        effective_at=made[0].effective_at,
    )


@routes.delete("/review/rejections/{batch_id}", status_code=status.HTTP_204_NO_CONTENT)
def undo_rejections(batch_id: UUID, scope: Judge, session: SessionDep, clock: ClockDep) -> None:
    """Take back one's rejection of look-alikes, all of it, before it takes effect."""
    lookalikes.undo(session, scope, batch_id, clock)


@routes.get("/events/{event_id}/precedents")
def find_precedents(
    event_id: UUID, scope: Annotated[Scope, allow("event.read")], session: SessionDep
) -> PrecedentsOut:
    """Return what was said before about the same thing at the same camera, the latest first."""
    event = scope.fetch(session, Event, event_id, kind=EVENT)
    return PrecedentsOut.model_validate(precedents(session, scope, event))


@routes.get("/review/agreement")
def show_agreement(
    scope: Judge, session: SessionDep, wanted: Annotated[Wanted, Query()]
) -> AgreementReport:
    """Return how far reviewers agree on events that two of them judged without knowing of each other."""
    found = agreement.report(session, scope, wanted.filter())
    people = {one for pair in found.pairs for one in (pair.one, pair.other)} | {*found.opinions}
    names = _names(session, people)
    return AgreementReport(
        whole=AgreementOut.model_validate(found.whole) if found.whole else None,
        pairs=[
            PairOut(**_plain(one), reviewers=(names[pair.one], names[pair.other]))
            for pair, one in found.pairs.items()
        ],
        algorithms=[
            AlgorithmAgreementOut(**_plain(one), algorithm_id=algorithm_id)
            for algorithm_id, one in found.algorithms.items()
        ],
        opinions=[_opinions(names[user_id], one) for user_id, one in found.opinions.items()],
    )


def _plain(found: Agreement) -> dict[str, float | None]:
    return AgreementOut.model_validate(found).model_dump()


def _opinions(reviewer: Reviewer, asked: Asked) -> OpinionsOut:
    return OpinionsOut(
        reviewer=reviewer,
        uncertain=asked.uncertain,
        confirmed=asked.confirmed,
        rejected=asked.rejected,
    )


def _names(session: Session, people: set[UUID]) -> dict[UUID, Reviewer]:
    rows = session.execute(select(User.id, User.name).where(User.id.in_(people)))
    return {user_id: Reviewer(id=user_id, name=name) for user_id, name in rows}
