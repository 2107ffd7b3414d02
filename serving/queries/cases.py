"""Cases as they are listed: beside their camera, unit, people, clocks, evidence and deliveries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.users.model import User
from cases.clocks.model import CaseClock
from cases.lifecycle.filters import Filter
from cases.lifecycle.model import Case, CaseStep
from cases.open311.model import ServiceRequest
from cases.outbox.model import Delivery
from cases.photos.model import CasePhoto
from cases.sinks.model import Sink
from core.http.page import PageQuery, Rows, paginate
from serving.queries.together import Sighting, of_cases
from video.cameras.model import Camera


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with what it is shown beside."""

    case: Case
    camera: Camera | None
    filed_by: User | None
    handler: User | None
    unit: Organization | None
    request: ServiceRequest | None
    clocks: list[CaseClock]
    deliveries: list[tuple[Delivery, Sink]]
    events: list[Sighting]
    """Every event that is evidence of it, oldest first."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a case came to where it is."""

    steps: Sequence[tuple[CaseStep, User | None, Sink | None]]
    photos: Sequence[CasePhoto]
    people: dict[str, str]
    """Names of those whom the case names by id."""
    units: dict[str, Organization]


def page(
    session: Session, scope: Scope, wanted: Filter, query: PageQuery, *, by_due: bool = False
) -> tuple[Rows, list[CaseRow]]:
    """Return one page of cases: those that came last first, or, of those with an end, by it."""
    statement = wanted.apply(scope.limit(select(Case), Case))
    if by_due:
        timed = statement.where(Case.due_at.is_not(None))
        rows = paginate(session, timed, (Case.due_at, Case.id), query, descending=False)
    else:
        rows = paginate(session, statement, (Case.reported_at, Case.id), query)
    joined = {row.case.id: row for row in _joined(session, [case.id for case in rows.rows])}
    return rows, [joined[case.id] for case in rows.rows]


def one(session: Session, case: Case) -> CaseRow:
    """Return one case the caller was allowed to fetch."""
    return _joined(session, [case.id])[0]


def reaches(session: Session, scope: Scope, case: Case, action: str) -> bool:
    """Tell whether another action of the caller's reaches the case as well."""
    found = select(Case.id).where(Case.id == case.id, scope.reached(Case, action))
    return session.scalar(found) is not None


def way(session: Session, case: Case) -> Way:
    """Return the steps and the photos of a case, in order, and the names they need."""
    steps = session.execute(
        select(CaseStep, User, Sink)
        .outerjoin(User, User.id == CaseStep.user_id)
        .outerjoin(Sink, Sink.id == CaseStep.sink_id)
        .where(CaseStep.case_id == case.id)
        .order_by(CaseStep.sequence)
    ).all()
    photos = session.scalars(
        select(CasePhoto).filter_by(case_id=case.id).order_by(CasePhoto.at, CasePhoto.id)
    ).all()
    told = {step.details.get("unit_id") for step, _, _ in steps} - {None}
    units = session.scalars(select(Organization).where(Organization.id.in_(map(UUID, told))))
    asked_by = (case.asked or {}).get("by")
    people = session.scalars(select(User).where(User.id == asked_by))
    return Way(
        [(step, user, sink) for step, user, sink in steps],
        photos,
        {str(user.id): user.name for user in people},
        {str(unit.id): unit for unit in units},
    )


def _joined(session: Session, ids: Sequence[UUID]) -> list[CaseRow]:
    sent, ticking = _deliveries(session, ids), _clocks(session, ids)
    seen = of_cases(session, ids)
    return [
        CaseRow(*row, ticking[row[0].id], sent[row[0].id], seen[row[0].id])
        for row in session.execute(_with_names().where(Case.id.in_(ids)))
    ]


def _with_names() -> Select[Case, Camera, User, User, Organization, ServiceRequest]:
    filer, handler = aliased(User), aliased(User)
    return (
        select(Case, Camera, filer, handler, Organization, ServiceRequest)
        .outerjoin(Camera, Camera.id == Case.camera_id)
        .outerjoin(filer, filer.id == Case.filed_by)
        .outerjoin(handler, handler.id == Case.handler_id)
        .outerjoin(Organization, Organization.id == Case.unit_id)
        .outerjoin(ServiceRequest, ServiceRequest.id == Case.request_id)
    )


def _deliveries(
    session: Session, ids: Sequence[UUID]
) -> defaultdict[UUID, list[tuple[Delivery, Sink]]]:
    sent: defaultdict[UUID, list[tuple[Delivery, Sink]]] = defaultdict(list)
    found = session.execute(
        select(Delivery, Sink)
        .join(Sink, Sink.id == Delivery.sink_id)
        .where(Delivery.case_id.in_(ids))
        .order_by(Delivery.sequence)
    )
    for delivery, sink in found:
        sent[delivery.thread_id].append((delivery, sink))
    return sent


def _clocks(session: Session, ids: Sequence[UUID]) -> defaultdict[UUID, list[CaseClock]]:
    ticking: defaultdict[UUID, list[CaseClock]] = defaultdict(list)
    found = select(CaseClock).where(CaseClock.case_id.in_(ids))
    for clock in session.scalars(found.order_by(CaseClock.started_at, CaseClock.id)):
        ticking[clock.case_id].append(clock)
    return ticking
