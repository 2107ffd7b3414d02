"""Cases as they are listed: beside their camera, who filed them, and their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from accounts.users.model import User
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery
from cases.sinks.model import Sink
from core.http.page import PageQuery, Rows, paginate
from serving.queries.together import Sighting, of_cases
from video.cameras.model import Camera


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with what it is shown beside."""

    case: Case
    camera: Camera
    filed_by: User
    deliveries: list[tuple[Delivery, Sink]]
    events: list[Sighting]
    """Every event that is evidence of it, oldest first."""


def page(session: Session, scope: Scope, query: PageQuery) -> tuple[Rows, list[CaseRow]]:
    """Return one page of cases, newest first."""
    rows = paginate(session, scope.limit(select(Case), Case), (Case.filed_at, Case.id), query)
    joined = {row.case.id: row for row in _joined(session, [case.id for case in rows.rows])}
    return rows, [joined[case.id] for case in rows.rows]


def one(session: Session, case: Case) -> CaseRow:
    """Return one case the caller was allowed to fetch."""
    return _joined(session, [case.id])[0]


def _joined(session: Session, ids: Sequence[UUID]) -> list[CaseRow]:
    sent: dict[UUID, list[tuple[Delivery, Sink]]] = {case_id: [] for case_id in ids}
    deliveries = session.execute(
        select(Delivery, Sink)
        .join(Sink, Sink.id == Delivery.sink_id)
        .where(Delivery.case_id.in_(ids))
        .order_by(Delivery.sequence)
    )
    for delivery, sink in deliveries:
        assert delivery.case_id is not None, "these are messages about cases"
        sent[delivery.case_id].append((delivery, sink))
    rows = session.execute(
        select(Case, Camera, User)
        .join(Camera, Camera.id == Case.camera_id)
        .join(User, User.id == Case.filed_by)
        .where(Case.id.in_(ids))
    )
    seen = of_cases(session, ids)
    return [
        CaseRow(case, camera, user, sent[case.id], seen[case.id]) for case, camera, user in rows
    ]
