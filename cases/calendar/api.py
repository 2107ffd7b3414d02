"""Routes of the working calendar."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Response
from pydantic import BaseModel, Field, StringConstraints

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.calendar import service
from cases.calendar.service import SpecialDay, Year
from core.http.deps import ClockDep, IfMatch, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body

routes = router("/organizations", tags=["calendar"])
YearNumber = Annotated[int, Path(ge=2000, le=2100)]
DayName = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=50, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class DayIn(Body):
    """One special day: one line of a CSV file has the same three fields."""

    date: dt.date
    kind: Literal["holiday", "workday"]
    """`holiday`: free although it would be worked; `workday`: worked although it would be free."""
    name: DayName = ""


class YearIn(Body):
    """All special days of a year. Example: `{"days": [{"date": "2027-01-01", "kind": "holiday",
    "name": "元旦"}, {"date": "2027-02-20", "kind": "workday", "name": "春节调休上班"}]}`.
    """

    days: Annotated[list[DayIn], Field(max_length=366)]


class DayOut(BaseModel):
    """One special day."""

    date: dt.date
    kind: Literal["holiday", "workday"]
    name: str


class YearOut(BaseModel):
    """One year of a city's working calendar; revision 0: nobody has set it, only weekends are free."""

    city_id: UUID | None
    """Whose calendar it is; null for who is in no city."""
    year: int
    days: list[DayOut]
    revision: int


@routes.get("/{organization_id}/calendar/{year}")
def read_calendar(
    session: SessionDep,
    scope: Annotated[Scope, allow("calendar.read")],
    organization_id: UUID,
    year: YearNumber,
    response: Response,
) -> YearOut:
    """Show a year of the working calendar that counts for an organization: its city's."""
    return _out(service.read(session, scope, organization_id, year), response)


@routes.put("/{organization_id}/calendar/{year}")
def replace_calendar(
    session: SessionDep,
    scope: Annotated[Scope, allow("calendar.update")],
    clock: ClockDep,
    precondition: IfMatch,
    organization_id: UUID,
    year: YearNumber,
    body: YearIn,
    response: Response,
) -> YearOut:
    """Replace all special days of a city's year; rules that heed workdays follow within seconds."""
    days = tuple(SpecialDay(one.date, one.kind, one.name) for one in body.days)
    wanted = Year(None, year, days)
    changed = service.replace(session, scope, organization_id, wanted, precondition, clock)
    return _out(changed, response)


def _out(found: Year, response: Response) -> YearOut:
    response.headers["ETag"] = etag(found)
    return YearOut(
        city_id=found.city.id if found.city else None,
        year=found.year,
        days=[DayOut(date=one.date, kind=one.kind, name=one.name) for one in found.days],
        revision=found.revision,
    )
