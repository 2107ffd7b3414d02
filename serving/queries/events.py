"""Events as dispatchers see them: beside their camera, algorithm, claim, verdict and case."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from accounts.scope import Scope
from accounts.users.model import User
from cases.events.filters import Filter
from cases.events.model import Event
from cases.lifecycle.model import Case, CaseEvent
from cases.review import claims
from cases.review.model import Claim, Verdict
from core.grid import plan_anew
from core.http.page import PageQuery, Rows, paginate
from registry.catalogue.model import Algorithm, Version
from video.cameras.model import Camera


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event with what it is shown beside."""

    event: Event
    camera: Camera
    algorithm: Algorithm | None
    version: Version | None
    case: Case | None
    verdict: Verdict | None
    judge: User | None
    claim: Claim | None
    """The open one; it may be out of time."""
    claimant: User | None


def page(
    session: Session, scope: Scope, wanted: Filter, query: PageQuery
) -> tuple[Rows, list[EventRow]]:
    """Return one page of events, newest first."""
    plan_anew(session)
    ids = scope.sized(session).limit(wanted.apply(select(Event)), Event)
    rows = paginate(session, ids, (Event.opened_at, Event.id), query)
    return rows, several(session, [event.id for event in rows.rows])


def queue(
    session: Session, scope: Scope, wanted: Filter, query: PageQuery
) -> tuple[Rows, list[EventRow]]:
    """Return one page of what waits at the desk, the most urgent first."""
    plan_anew(session)
    waiting = claims.queue(scope.sized(session), wanted)
    rows = paginate(session, waiting, (Event.rank_at, Event.id), query, descending=False)
    return rows, several(session, [event.id for event in rows.rows])


def one(session: Session, event: Event) -> EventRow:
    """Return one event the caller was allowed to fetch."""
    return found(session, [event.id])[0]


def several(session: Session, ids: Sequence[UUID]) -> list[EventRow]:
    """Return events the caller was allowed to fetch, in the order of their ids."""
    joined = {row.event.id: row for row in found(session, ids)}
    return [joined[event_id] for event_id in ids]


def found(session: Session, ids: Sequence[UUID]) -> list[EventRow]:
    """Return those of the events that are there, in any order; who may see them is the caller's to know.

    Joined after the page is cut: a few dozen rows, whatever the table's length.
    """
    judge, claimant = aliased(User), aliased(User)
    deciding = (
        (Verdict.event_id == Event.id)
        & (Verdict.standing == "deciding")
        & Verdict.undone_at.is_(None)
        & Verdict.corrected_at.is_(None)
    )
    rows = session.execute(
        select(Event, Camera, Algorithm, Version, Case, Verdict, judge, Claim, claimant)
        .join(Camera, Camera.id == Event.camera_id)
        .outerjoin(Algorithm, Algorithm.id == Event.algorithm_id)
        .outerjoin(Version, Version.id == Event.version_id)
        .outerjoin(CaseEvent, CaseEvent.event_id == Event.id)
        .outerjoin(Case, Case.id == CaseEvent.case_id)
        .outerjoin(Verdict, deciding)
        .outerjoin(judge, judge.id == Verdict.user_id)
        .outerjoin(Claim, (Claim.event_id == Event.id) & Claim.ended_at.is_(None))
        .outerjoin(claimant, claimant.id == Claim.user_id)
        .where(Event.id.in_(ids))
    )
    return [EventRow(*row) for row in rows]
