"""Routes of the rules of responsibility: one by one, and whole tables as CSV."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response, status
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from accounts.api.deps import allow, allow_briefly
from accounts.organizations.api import Named
from accounts.organizations.model import Organization, ids_of
from accounts.scope import Scope
from cases.places import service as places
from cases.responsibility import service, sheet
from cases.responsibility.faults import Fault
from cases.responsibility.model import Responsibility
from cases.responsibility.service import AREA, MATTER, Report
from cases.responsibility.sheet import Row
from core.database.engine import Sessions, transaction
from core.http.deps import ClockDep, PageQueryDep, ServicesDep, SessionDep, router
from core.http.fields import Body
from core.http.page import Page, paginate

routes = router("/organizations", tags=["responsibilities"])
single = router("/responsibilities", tags=["responsibilities"])
Reader = Annotated[Scope, allow("responsibility.read")]
Keeper = Annotated[Scope, allow("responsibility.update")]
Importer = Annotated[Scope, allow_briefly("responsibility.update")]
FAULTS_MAX = 1000
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class ResponsibilityIn(Body):
    """A new rule. Example: `{"matter": "06014", "area": "370202001", "unit_id": "…"}`."""

    matter: Annotated[str, Field(pattern=f"^{MATTER.pattern}$")] = ""
    """A five-digit code, a two-digit class, or nothing: every matter."""
    area: Annotated[str, Field(pattern=f"^{AREA.pattern}$")] = ""
    """The code of a cell (15 digits), a street (9) or a district (6), or nothing: everywhere."""
    unit_id: UUID


class ResponsibilityOut(BaseModel):
    """One rule."""

    id: UUID
    matter: str
    area: str
    area_zh: str
    area_en: str
    """What the place is called; its code where no such place was imported."""
    unit: Named


class RuleFaultOut(BaseModel):
    """One thing that is wrong with one row of a file."""

    row: int
    """As a spreadsheet program numbers it: the header is row 1."""
    code: str
    zh: str
    en: str


class RulesReport(BaseModel):
    """What importing a file does to the table, or would do; with faults, nothing."""

    added: int
    removed: int
    unchanged: int
    fault_count: int
    faults: list[RuleFaultOut]
    """All of them, up to 1,000."""


@routes.get("/{organization_id}/responsibilities")
def list_responsibilities(
    organization_id: UUID, session: SessionDep, scope: Reader, query: PageQueryDep
) -> Page[ResponsibilityOut]:
    """List an organization's own rules by matter and place."""
    found = service.of(session, scope, organization_id)
    keys = [Responsibility.matter, Responsibility.area, Responsibility.id]
    rows = paginate(session, found, keys, query, descending=False)
    return rows.page(_shown(session, rows.rows))


@routes.get("/{organization_id}/responsibilities/export", response_class=Response)
def export_responsibilities(organization_id: UUID, session: SessionDep, scope: Reader) -> Response:
    """Return the whole table as CSV, as it can be imported again."""
    found = service.of(session, scope, organization_id)
    found = found.order_by(Responsibility.matter, Responsibility.area, Responsibility.id)
    rows = [
        (one.matter, one.area, unit.name_zh, str(unit.id)) for one, unit in session.execute(found)
    ]
    headers = {"content-disposition": 'attachment; filename="responsibilities.csv"'}
    content = sheet.written(rows)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@routes.post("/{organization_id}/responsibilities", status_code=status.HTTP_201_CREATED)
def add_responsibility(
    organization_id: UUID,
    body: ResponsibilityIn,
    session: SessionDep,
    scope: Keeper,
    clock: ClockDep,
) -> ResponsibilityOut:
    """Add a rule to an organization's table; the unit is a district, department or unit below it."""
    said = Row(0, body.matter, body.area, "", str(body.unit_id))
    row = service.add(session, scope, organization_id, said, clock)
    return _shown(session, [(row, session.get_one(Organization, row.unit_id))])[0]


@routes.post(
    "/{organization_id}/responsibilities/check", max_body_size=sheet.LARGEST, openapi_extra=FILE
)
async def check_responsibilities(
    organization_id: UUID, request: Request, services: ServicesDep, scope: Importer
) -> RulesReport:
    """Look through a CSV of rules, say all that is wrong and what importing it would do."""
    with_it = (scope, organization_id, await request.body(), services.clock)
    return await run_in_threadpool(_within, services.sessions, service.check, *with_it)


@routes.put("/{organization_id}/responsibilities", max_body_size=sheet.LARGEST, openapi_extra=FILE)
async def replace_responsibilities(
    organization_id: UUID, request: Request, services: ServicesDep, scope: Importer
) -> RulesReport:
    """Replace the whole table by a CSV with the columns matter, area, unit and unit_id, or nothing of it."""
    with_it = (scope, organization_id, await request.body(), services.clock)
    return await run_in_threadpool(_within, services.sessions, service.replace, *with_it)


@single.delete("/{responsibility_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_responsibility(
    responsibility_id: UUID, session: SessionDep, scope: Keeper, clock: ClockDep
) -> None:
    """Take a rule away; cases that were assigned by it keep their unit."""
    service.remove(session, scope, responsibility_id, clock)


def _within(sessions: Sessions, work: Any, *with_it: Any) -> RulesReport:
    """Do it in a transaction of its own: none is held while the file comes in."""
    with transaction(sessions) as session:
        report: Report = work(session, *with_it)
    faults = [_fault(one) for one in report.faults[:FAULTS_MAX]]
    return RulesReport(
        added=report.added,
        removed=report.removed,
        unchanged=report.unchanged,
        fault_count=len(report.faults),
        faults=faults,
    )


def _fault(one: Fault) -> RuleFaultOut:
    return RuleFaultOut(row=one.row, code=one.code, zh=one.text.zh, en=one.text.en)


def _shown(session: Any, rows: Any) -> list[ResponsibilityOut]:
    cities = {one for _, unit in rows for one in ids_of(unit.path)}
    called = places.names(session, cities, {one.area for one, _ in rows if one.area})
    return [
        ResponsibilityOut(
            id=one.id,
            matter=one.matter,
            area=one.area,
            area_zh=called[one.area].zh if one.area in called else one.area,
            area_en=called[one.area].en if one.area in called else one.area,
            unit=Named.model_validate(unit),
        )
        for one, unit in rows
    ]
