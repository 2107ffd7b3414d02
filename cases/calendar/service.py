"""Reading and replacing a city's working calendar, and the value made of it.

A year that nobody has set has no holidays: weekends are free, all other days are worked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization, ids_of
from accounts.organizations.service import city_of, fetch_city
from accounts.scope import ORGANIZATION, Scope
from cases.calendar.calendar import Calendar
from cases.calendar.errors import CALENDAR, CalendarInvalid
from cases.calendar.model import WorkingYear
from core.clock import Clock
from core.feed import publish
from core.http.etag import Precondition
from core.ids import uuid7
from core.text import Text

TOPIC = "calendar"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is free although it would be worked, or worked although it would be free."""

    date: date
    kind: Literal["holiday", "workday"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a city's calendar as it stands; without a row it has no special days."""

    city: Organization | None
    year: int
    days: tuple[SpecialDay, ...] = ()
    revision: int = 0


def read(session: Session, scope: Scope, organization_id: UUID, year: int) -> Year:
    """Return a year of the calendar that counts for an organization: its city's."""
    organization = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    city = city_of(session, organization.path)
    if city is None:
        return Year(None, year)
    row = session.scalar(select(WorkingYear).filter_by(owner_id=city.id, year=year))
    return _shown(city, year, row)


def replace(
    session: Session,
    scope: Scope,
    organization_id: UUID,
    wanted: Year,
    precondition: Precondition,
    clock: Clock,
) -> Year:
    """Set the special days of a city's year, whatever they were; raises `Stale` as any change does."""
    city = fetch_city(session, scope, organization_id, CALENDAR)
    _check(wanted)
    row = _row(session, city, wanted.year)
    before = _shown(city, wanted.year, row)
    precondition.require(before)
    row.days = [_plain(day) for day in sorted(wanted.days, key=lambda one: one.date)]
    session.flush()
    was, now = {"days": [_plain(one) for one in before.days]}, {"days": row.days}
    record(session, scope, "calendar.update", row, before=was, after=now, clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    return _shown(city, wanted.year, row)


def calendars(
    session: Session, owner_ids: Collection[UUID], timezone: str
) -> Mapping[UUID, Calendar]:
    """Return the calendar that counts for each of these organizations."""
    wanted = select(Organization.id, Organization.path).where(Organization.id.in_(owner_ids))
    paths: dict[UUID, str] = {one: path for one, path in session.execute(wanted)}
    above = {one for path in paths.values() for one in _ids(path)}
    rows: dict[UUID, list[WorkingYear]] = {}
    for row in session.scalars(select(WorkingYear).where(WorkingYear.owner_id.in_(above))):
        rows.setdefault(row.owner_id, []).append(row)
    made = {city_id: _calendar(years, timezone) for city_id, years in rows.items()}
    usual = Calendar(timezone)
    return {
        owner_id: next((made[one] for one in _ids(path) if one in made), usual)
        for owner_id, path in paths.items()
    }


def _calendar(years: Iterable[WorkingYear], timezone: str) -> Calendar:
    days = [_day(plain) for row in years for plain in row.days]
    return Calendar(
        timezone,
        frozenset(one.date for one in days if one.kind == "holiday"),
        frozenset(one.date for one in days if one.kind == "workday"),
    )


def _row(session: Session, city: Organization, year: int) -> WorkingYear:
    """Return the year's row, locked; an empty one where there is none yet."""
    empty = {"id": uuid7(), "owner_id": city.id, "year": year, "days": [], "revision": 0}
    session.execute(insert(WorkingYear).values(empty).on_conflict_do_nothing())
    found = select(WorkingYear).filter_by(owner_id=city.id, year=year).with_for_update()
    return session.scalars(found, execution_options={"populate_existing": True}).one()


def _check(wanted: Year) -> None:
    seen: set[date] = set()
    for day in wanted.days:
        if day.date.year != wanted.year:
            fault = Text(f"不在 {wanted.year} 年", f"it is not in {wanted.year}")
            raise CalendarInvalid(date=day.date, fault=fault)
        if day.date in seen:
            raise CalendarInvalid(date=day.date, fault=Text("出现了两次", "it is given twice"))
        seen.add(day.date)


def _shown(city: Organization | None, year: int, row: WorkingYear | None) -> Year:
    if row is None:
        return Year(city, year)
    return Year(city, year, tuple(_day(one) for one in row.days), row.revision)


def _day(plain: Mapping[str, str]) -> SpecialDay:
    kind: Literal["holiday", "workday"] = "holiday" if plain["kind"] == "holiday" else "workday"
    return SpecialDay(date.fromisoformat(plain["date"]), kind, plain["name"])


def _plain(day: SpecialDay) -> dict[str, str]:
    return {"date": day.date.isoformat(), "kind": day.kind, "name": day.name}


def _ids(path: str) -> Sequence[UUID]:
    """Return the ids of a path, the nearest first."""
    return ids_of(path)[::-1]
