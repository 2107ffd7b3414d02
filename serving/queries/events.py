"""Events as dispatchers see them: beside their camera, algorithm, verdict and case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from accounts.users.model import User
from cases.events.model import Event
from cases.lifecycle.model import Case
from cases.review.model import Verdict
from core.http.page import PageQuery, Rows, paginate
from registry.catalogue.model import Algorithm, Version
from video.cameras.model import Camera

Review = Literal["waiting", "confirmed", "rejected"]
State = Literal["open", "ended"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the list is wanted; None leaves it."""

    review: Review | None = None
    state: State | None = None
    camera_id: UUID | None = None
    event_type: str | None = None
    since: datetime | None = None
    until: datetime | None = None


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


def page(
    session: Session, scope: Scope, wanted: Filter, query: PageQuery
) -> tuple[Rows, list[EventRow]]:
    """Return one page of events, newest first."""
    ids = scope.limit(_filtered(wanted), Event)
    rows = paginate(session, ids, (Event.opened_at, Event.id), query)
    joined = {row.event.id: row for row in _joined(session, [event.id for event in rows.rows])}
    return rows, [joined[event.id] for event in rows.rows]


def one(session: Session, event: Event) -> EventRow:
    """Return one event the caller was allowed to fetch."""
    return _joined(session, [event.id])[0]


def _filtered(wanted: Filter) -> Select[Event]:
    statement = select(Event)
    if wanted.state is not None:
        ended = Event.ended_at.is_not(None)
        statement = statement.where(ended if wanted.state == "ended" else Event.ended_at.is_(None))
    if wanted.since is not None:
        statement = statement.where(Event.opened_at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(Event.opened_at < wanted.until)
    exact: dict[str, Any] = {
        "review": wanted.review,
        "camera_id": wanted.camera_id,
        "event_type": wanted.event_type,
    }
    return statement.filter_by(
        **{name: value for name, value in exact.items() if value is not None}
    )


def _joined(session: Session, ids: Sequence[UUID]) -> list[EventRow]:
    """Join after the page is cut: a few dozen rows, whatever the table's length."""
    rows = session.execute(
        select(Event, Camera, Algorithm, Version, Case, Verdict, User)
        .join(Camera, Camera.id == Event.camera_id)
        .outerjoin(Algorithm, Algorithm.id == Event.algorithm_id)
        .outerjoin(Version, Version.id == Event.version_id)
        .outerjoin(Case, Case.event_id == Event.id)
        .outerjoin(Verdict, (Verdict.event_id == Event.id) & Verdict.undone_at.is_(None))
        .outerjoin(User, User.id == Verdict.user_id)
        .where(Event.id.in_(ids))
    )
    return [EventRow(*row) for row in rows]
