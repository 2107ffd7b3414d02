"""What GeoReport asks for: services from the city's dictionary, requests from its cases and from outside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.dictionaries.model import Matter
from cases.dictionaries.seed import seed
from cases.dictionaries.service import city_of
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.service import Where, report_case
from cases.lifecycle.transitions import OVER, STAGES, State
from cases.open311.errors import RequestIncomplete, ServiceUnknown
from cases.open311.model import ServiceRequest
from cases.open311.status import plain
from core import feed
from core.clock import Clock
from core.errors import NotFound
from core.ids import uuid7
from core.settings import Settings
from core.text import Text

MOST = 1000
SPAN = timedelta(days=90)
REQUEST = Text("诉求", "request")
TOPIC = "service_request"
_ENDED = Case.state.in_(OVER)
_LAST = select(CaseStep).where(CaseStep.case_id == Case.id).order_by(CaseStep.sequence.desc())
_LAST_NOTE = _LAST.with_only_columns(CaseStep.note).limit(1).correlate(Case).scalar_subquery()
_LAST_AT = _LAST.with_only_columns(CaseStep.at).limit(1).correlate(Case).scalar_subquery()
status_said = case_when(
    (Case.id.is_(None), ServiceRequest.status), (_ENDED, "closed"), else_="open"
)
"""What GeoReport says of a request: what its case says, or, of earlier releases, its own word."""
_ANSWER = case_when((Case.id.is_(None), ServiceRequest.answer), (_ENDED, _LAST_NOTE), else_="")
_UPDATED = func.coalesce(_LAST_AT, ServiceRequest.updated_at)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which requests are asked for; ids override everything else."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[str, ...] = ()

    def window(self, now: datetime) -> tuple[datetime, datetime]:
        """Return the ninety days, or less, that are looked at."""
        until = self.until or min(now, self.since + SPAN if self.since else now)
        since = self.since or until - SPAN
        if until - since > SPAN:
            fault = Text("跨度不得超过 90 天", "they may not span more than 90 days")
            raise RequestIncomplete(name="start_date, end_date", fault=fault)
        return since, until


@dataclass(frozen=True, slots=True)
class Posted:
    """What somebody outside wants us to see to."""

    service_code: str
    description: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    media_url: str = ""


def services(session: Session, scope: Scope) -> list[dict[str, Any]]:
    """Return the matters in use in the caller's city."""
    return [
        _service(one) for one in session.scalars(_matters(session, scope).order_by(Matter.code))
    ]


def definition(session: Session, scope: Scope, code: str) -> dict[str, Any]:
    """Return the definition of a service: none asks for attributes."""
    _matter(session, scope, code)
    return {"service_code": code, "attributes": []}


def requests(session: Session, scope: Scope, sought: Sought, now: datetime) -> list[dict[str, Any]]:
    """Return cases and requests from outside, newest first, at most 1,000; a request stands for its case."""
    rows = [*_cases(session, scope, sought, now), *_posted(session, scope, sought, now)]
    rows.sort(key=lambda one: str(one["requested_datetime"]), reverse=True)
    return rows[:MOST]


def request(session: Session, scope: Scope, number: str, now: datetime) -> list[dict[str, Any]]:
    """Return one request as a list of one."""
    found = requests(session, scope, Sought(ids=(number,)), now)
    if not found:
        raise NotFound(kind=REQUEST, id=number)
    return found


def post(
    session: Session, scope: Scope, posted: Posted, settings: Settings, clock: Clock
) -> ServiceRequest:
    """Keep a request and begin its case; a service that is not offered is unknown."""
    matter, now = _matter(session, scope, posted.service_code), clock.now()
    row = ServiceRequest(
        id=uuid7(),
        owner_id=scope.user.organization_id,
        number=f"R{uuid7().hex}",
        user_id=scope.user.id,
        service_code=posted.service_code,
        service_name=matter.name_zh,
        description=posted.description,
        address=posted.address,
        longitude=posted.longitude,
        latitude=posted.latitude,
        media_url=posted.media_url,
        requested_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    record(session, scope, "request.create", row, after={"number": row.number}, clock=clock)
    feed.publish(session, TOPIC, row.id, row.owner_id)
    where = Where(posted.address, posted.longitude, posted.latitude)
    report_case(session, scope, row.id, matter, where, at=now, settings=settings)
    return row


def with_cases() -> Select[Any, Any, Any, Any, Any]:
    """Return the statement of requests beside their case, status, answer, and when they last changed."""
    found = select(ServiceRequest, Case, status_said, _ANSWER, _UPDATED)
    return found.outerjoin(Case, Case.request_id == ServiceRequest.id)


def _cases(session: Session, scope: Scope, sought: Sought, now: datetime) -> list[dict[str, Any]]:
    last = select(func.max(CaseStep.at)).where(CaseStep.case_id == Case.id).scalar_subquery()
    seen = select(Case, last).where(Case.request_id.is_(None))
    statement = scope.limit(seen, Case).order_by(Case.reported_at.desc()).limit(MOST)
    if sought.ids:
        statement = statement.where(Case.number.in_(sought.ids))
    else:
        since, until = sought.window(now)
        statement = statement.where(Case.reported_at.between(since, until))
        if sought.codes:
            statement = statement.where(Case.code.in_(sought.codes))
        if len(set(sought.statuses)) == 1:
            is_over = Case.state.in_(OVER)
            statement = statement.where(is_over if "closed" in sought.statuses else ~is_over)
    return [_case(case, at) for case, at in session.execute(statement)]


def _posted(session: Session, scope: Scope, sought: Sought, now: datetime) -> list[dict[str, Any]]:
    table = ServiceRequest
    statement = scope.limit(with_cases(), table).order_by(table.requested_at.desc()).limit(MOST)
    if sought.ids:
        statement = statement.where(table.number.in_(sought.ids))
    else:
        since, until = sought.window(now)
        statement = statement.where(table.requested_at.between(since, until))
        if sought.codes:
            statement = statement.where(table.service_code.in_(sought.codes))
        if sought.statuses:
            statement = statement.where(status_said.in_(sought.statuses))
    return [_row(*one) for one in session.execute(statement)]


def _case(case: Case, updated_at: datetime | None) -> dict[str, Any]:
    state = State(case.state)
    return _shape(
        service_request_id=case.number,
        status=plain(case.state),
        status_notes=STAGES[state].name.render("zh"),
        service_name=case.title_zh,
        service_code=case.code or case.event_type,
        description=case.title_zh,
        requested_datetime=case.reported_at.isoformat(),
        updated_datetime=(updated_at or case.reported_at).isoformat(),
        address=case.place,
        lat=case.latitude,
        long=case.longitude,
    )


def _row(
    one: ServiceRequest, case: Case | None, status: str, answer: str, updated_at: datetime
) -> dict[str, Any]:
    stage = STAGES[State(case.state)].name.render("zh") if case else ""
    return _shape(
        service_request_id=one.number,
        status=status,
        status_notes=" · ".join(part for part in (stage, answer) if part),
        service_name=one.service_name,
        service_code=one.service_code,
        description=one.description,
        requested_datetime=one.requested_at.isoformat(),
        updated_datetime=updated_at.isoformat(),
        address=one.address,
        lat=one.latitude,
        long=one.longitude,
        media_url=one.media_url,
    )


FIELDS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip
"""Every field of a request, in the specification's order; what we do not know is null."""


def _shape(**known: Any) -> dict[str, Any]:
    return {name: known.get(name) or None for name in FIELDS}


def _service(matter: Matter) -> dict[str, Any]:
    return {
        "service_code": matter.code,
        "service_name": matter.name_zh,
        "description": f"{matter.name_zh} {matter.name_en} ({matter.standard_ref})",
        "metadata": False,
        "type": "realtime",
        "keywords": f"{matter.class_zh},{matter.class_en}",
        "group": matter.class_zh,
    }


def _matters(session: Session, scope: Scope) -> Select[Matter]:
    """Return the statement of the matters in use in the caller's city."""
    city_id = city_of(session, scope.user.organization_id)
    if city_id is not None:
        seed(session, city_id)
    return select(Matter).filter_by(owner_id=city_id, enabled=True)


def _matter(session: Session, scope: Scope, code: str) -> Matter:
    found = session.scalar(_matters(session, scope).where(Matter.code == code))
    if found is None:
        raise ServiceUnknown(service_code=code[:100])
    return found
