"""Routes of assignments: which cases wait for a person, whose they are, choosing, proposing anew."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.organizations.api import Named
from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.assignment import listing, service
from cases.assignment.listing import AssignmentFilter, Names, State
from cases.assignment.model import Assignment
from cases.assignment.reasons import REASONS
from cases.lifecycle.model import Case
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, SettingsDep, router
from core.http.etag import etag
from core.http.fields import Body, Note
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from core.text import Text

routes = router(tags=["assignments"])
Reader = Annotated[Scope, allow("assignment.read")]
PlaceCode = Annotated[str, Query(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{15})$")]


class PlaceNamed(BaseModel):
    """A place by its code; without an outline of its own its code is its name."""

    code: str
    name_zh: str
    name_en: str


class RuleUsed(BaseModel):
    """A rule the case went by."""

    owner_id: UUID
    matter: str
    area: str
    unit_id: UUID


class AssignmentOut(BaseModel):
    """Where a case lies and which unit is to deal with it."""

    case_id: UUID
    cell: PlaceNamed | None
    street: PlaceNamed | None
    district: PlaceNamed | None
    state: Literal["automatic", "waiting", "chosen"]
    """`automatic`: exactly one rule fitted; `waiting`: a person has to choose; `chosen`: one did."""
    unit: Named | None
    reason: ReasonOut | None
    """Why it waits."""
    candidates: list[Named]
    """Units that equally specific rules named."""
    through: list[RuleUsed]
    """The rules it went by, from the city's down."""
    decided_at: datetime
    note: str
    revision: int


class AssignedCase(BaseModel):
    """What a list shows of the case itself."""

    id: UUID
    number: str
    title_zh: str
    title_en: str
    severity: Literal["critical", "major", "minor"]
    state: str
    code: str | None
    place: str
    longitude: float | None
    latitude: float | None
    filed_at: datetime


class AssignmentRow(AssignmentOut):
    """An assignment beside its case."""

    case: AssignedCase


class Choice(Body):
    """Which unit is to deal with the case, and why that one."""

    unit_id: UUID
    note: Note = ""


class RetriedOut(BaseModel):
    """How many waiting cases were proposed anew, and how many have a unit now."""

    tried: int
    assigned: int


@routes.get("/assignments")
def list_assignments(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    state: State | None = None,
    unit_id: UUID | None = None,
    place: PlaceCode | None = None,
) -> Page[AssignmentRow]:
    """Return assignments with their cases, the latest filed first; `place` is a code."""
    found = listing.search(scope, AssignmentFilter(state, unit_id, place))
    rows = paginate(session, found, [Assignment.filed_at, Assignment.case_id], query)
    named = listing.names(session, [one for one, _ in rows.rows])
    return rows.page([_row(one, case, named) for one, case in rows.rows])


@routes.post("/assignments/retries")
def retry_assignments(
    session: SessionDep,
    clock: ClockDep,
    settings: SettingsDep,
    scope: Annotated[Scope, allow("assignment.choose")],
) -> RetriedOut:
    """Propose anew for cases that wait, at most 500: rules or places were added meanwhile."""
    found = service.retry(session, scope, clock, settings)
    return RetriedOut(tried=found.tried, assigned=found.assigned)


@routes.get("/cases/{case_id}/assignment")
def read_assignment(
    case_id: UUID, session: SessionDep, scope: Reader, response: Response
) -> AssignmentOut:
    """Show where a case lies and who is to deal with it."""
    return _one(session, service.of(session, scope, case_id), response)


@routes.put("/cases/{case_id}/assignment")
def choose_unit(
    case_id: UUID,
    body: Choice,
    session: SessionDep,
    clock: ClockDep,
    settings: SettingsDep,
    if_match: IfMatch,
    scope: Annotated[Scope, allow("assignment.choose")],
    response: Response,
) -> AssignmentOut:
    """Choose the unit that is to deal with a case, whatever the rules said, and dispatch the case to it."""
    row = service.choose(
        session, scope, case_id, body.unit_id, body.note, if_match, clock, settings
    )
    return _one(session, row, response)


def _one(session: Any, row: Assignment, response: Response) -> AssignmentOut:
    response.headers["ETag"] = etag(row)
    return AssignmentOut(**_plain(row, listing.names(session, [row])))


def _row(row: Assignment, case: Case, named: Names) -> AssignmentRow:
    shown = {name: getattr(case, name) for name in AssignedCase.model_fields}
    return AssignmentRow(case=AssignedCase(**shown), **_plain(row, named))


def _plain(row: Assignment, named: Names) -> dict[str, Any]:
    same = ("case_id", "state", "through", "decided_at", "note", "revision")
    units = named.organizations
    return {name: getattr(row, name) for name in same} | {
        "cell": _place(row.cell, named),
        "street": _place(row.street, named),
        "district": _place(row.district, named),
        "unit": _named(units.get(row.unit_id)) if row.unit_id else None,
        "reason": _reason(row, named),
        "candidates": [_named(units[UUID(one)]) for one in row.candidates],
    }


def _place(code: str | None, named: Names) -> PlaceNamed | None:
    if code is None:
        return None
    name = named.places.get(code, Text(code, code))
    return PlaceNamed(code=code, name_zh=name.zh, name_en=name.en)


def _named(unit: Organization | None) -> Named | None:
    return None if unit is None else Named.model_validate(unit)


def _reason(row: Assignment, named: Names) -> ReasonOut | None:
    if row.reason is None:
        return None
    at = named.organizations.get(row.at_id) if row.at_id else None
    called = Text(at.name_zh, at.name_en) if at else Text("–", "–")
    said = REASONS[row.reason]
    filled = Text(said.render("zh", at=called.zh), said.render("en", at=called.en))
    return ReasonOut.of(row.reason, filled)
