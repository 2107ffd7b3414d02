"""Turning the clocks of a case with its stages, extending them, and reckoning anew by a changed calendar."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.calendar.model import WorkingYear
from cases.calendar.service import calendars
from cases.clocks.clock import is_running, pause, reckon, start, stop
from cases.clocks.model import CaseClock
from cases.clocks.time import WorkingTime, length
from cases.dictionaries.limit import Kind, Limit, Unit, limit_of
from cases.dictionaries.service import city_of
from core.ids import uuid7
from core.settings import Settings

BATCH = 500


@dataclass(frozen=True, slots=True)
class City:
    """The working time of a city, and the revision of the calendar it is from."""

    id: UUID | None
    revision: int
    time: WorkingTime


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step wants of a case's clocks."""

    wanted: frozenset[Kind]
    """Which run from now on."""
    pauses: bool = False
    """Whether the others stand for a while; else they are stopped."""
    goes_on: bool = False
    """Whether a stopped clock goes on where it was, as after failed work, and does not begin anew."""
    unit_id: UUID | None = None


def city_of_owner(session: Session, owner_id: UUID, settings: Settings) -> City:
    """Return the working time that counts for an organization."""
    city_id = city_of(session, owner_id)
    calendar = calendars(session, [owner_id], settings.timezone)[owner_id]
    return City(
        city_id, _revision(session, city_id), WorkingTime(calendar, settings.hours_of_a_day)
    )


def open_clocks(session: Session, case_id: UUID) -> Sequence[CaseClock]:
    """Return the clocks of a case that are not stopped."""
    return session.scalars(select(CaseClock).filter_by(case_id=case_id, stopped_at=None)).all()


def turn(
    session: Session,
    case_id: UUID,
    wish: Turn,
    *,
    limits: Mapping[str, Any],
    city: City,
    at: datetime,
) -> None:
    """Start, pause and stop the clocks of a case as a step wants it."""
    there = {clock.kind: clock for clock in open_clocks(session, case_id)}
    for kind, clock in there.items():
        if kind not in wish.wanted:
            (pause if wish.pauses else stop)(clock, at)
        elif not is_running(clock):
            _run(clock, at, city)
    session.flush()
    for kind in sorted(wish.wanted - there.keys()):
        _begin(session, case_id, kind, wish, limit_of(limits, kind), city, at)
    session.flush()


def extend(session: Session, case_id: UUID, amount: float, city: City) -> None:
    """Give the handling so much more, and the whole case as much more as that puts its end off."""
    clocks = {clock.kind: clock for clock in open_clocks(session, case_id)}
    handling, whole = clocks.get("handle"), clocks.get("whole")
    if handling is None:
        return
    before = handling.due_at
    _lengthen(handling, amount, city)
    if whole is not None and before is not None and handling.due_at is not None:
        unit = cast(Unit, whole.unit)
        more = city.time.between(before, handling.due_at, unit)
        one = length(Limit.model_construct(amount=1, unit=unit))
        _lengthen(whole, more / one, city)
    session.flush()


def soonest(session: Session, case_id: UUID) -> tuple[datetime | None, datetime | None]:
    """Return when the first running clock of a case turns amber, and when the first is over."""
    ends = select(func.min(CaseClock.amber_at), func.min(CaseClock.due_at))
    running = ends.filter_by(case_id=case_id, stopped_at=None)
    row = session.execute(running.where(CaseClock.amber_at.is_not(None))).one()
    return row[0], row[1]


def reckon_changed(session: Session, settings: Settings) -> Collection[UUID]:
    """Reckon open clocks anew whose city's calendar has changed since; return whose cases they are."""
    now = func.coalesce(
        select(func.sum(WorkingYear.revision))
        .where(WorkingYear.owner_id == CaseClock.city_id)
        .scalar_subquery(),
        0,
    )
    stale = session.scalars(
        select(CaseClock)
        .where(CaseClock.stopped_at.is_(None), CaseClock.calendar_revision != now)
        .order_by(CaseClock.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    cities: dict[UUID | None, City] = {}
    for clock in stale:
        assert clock.city_id is not None
        city = cities.get(clock.city_id) or city_of_owner(session, clock.city_id, settings)
        cities[clock.city_id] = city
        clock.calendar_revision = city.revision
        reckon(clock, city.time)
    session.flush()
    return {clock.case_id for clock in stale}


def _begin(
    session: Session,
    case_id: UUID,
    kind: Kind,
    wish: Turn,
    limit: Limit | None,
    city: City,
    at: datetime,
) -> None:
    former = _last(session, case_id, kind) if wish.goes_on else None
    if former is not None:
        _run(former, at, city)
    elif limit is not None:
        clock = CaseClock(
            id=uuid7(),
            case_id=case_id,
            kind=kind,
            amount=limit.amount,
            unit=limit.unit,
            extended=0,
            unit_id=wish.unit_id if kind == "handle" else None,
            city_id=city.id,
            calendar_revision=city.revision,
            runs=[],
            started_at=at,
        )
        start(clock, at, city.time)
        session.add(clock)


def _run(clock: CaseClock, at: datetime, city: City) -> None:
    clock.calendar_revision = city.revision
    start(clock, at, city.time)


def _lengthen(clock: CaseClock, amount: float, city: City) -> None:
    clock.extended += amount
    reckon(clock, city.time)


def _last(session: Session, case_id: UUID, kind: Kind) -> CaseClock | None:
    latest = CaseClock.started_at.desc(), CaseClock.id.desc()
    return session.scalar(select(CaseClock).filter_by(case_id=case_id, kind=kind).order_by(*latest))


def _revision(session: Session, city_id: UUID | None) -> int:
    total = select(func.sum(WorkingYear.revision)).filter_by(owner_id=city_id)
    return int(session.scalar(total) or 0)
