"""Keeping the months counted, and putting them together to figures of what is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.events.model import Event
from cases.kpi import scheme
from cases.kpi.counting import Month, count
from cases.kpi.counts import COUNTS, By, Counts
from cases.kpi.model import KpiCounting, KpiMonth
from cases.lifecycle.model import Case
from core.database.engine import Sessions, transaction
from core.settings import Settings

SETTLES = timedelta(days=45)
"""A month that ended so long ago is counted once a day while cases of it are open, others every time."""
DAILY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted of one unit, district, algorithm or month; `key` is its id, code or first day."""

    key: Any
    counts: Counts


def refresh(sessions: Sessions, settings: Settings, now: datetime) -> int:
    """Count every month anew that may have changed, each in a transaction of its own; return how many."""
    with transaction(sessions) as session:
        due = [*_due(session, settings, now)]
    for city_id, month in due:
        with transaction(sessions) as session:
            city = session.get_one(Organization, city_id)
            used = scheme.of(session, city)
            found = count(session, city, month, used, now)
            # Where somebody changed weights or limits meanwhile, it stays due.
            if scheme.revision_of(session, city) == used.revision:
                _note(session, city, month, found, now)
    return len(due)


def figures(session: Session, scope: Scope, by: By, since: date, until: date) -> Sequence[Figures]:
    """Return the figures of some months, the first days of the first and the last of them; most cases first.

    Months come in their order. `key` None: no unit, no place, or no algorithm.
    """
    key = {
        "unit": KpiMonth.unit_id,
        "district": KpiMonth.district,
        "algorithm": KpiMonth.algorithm_id,
        "month": KpiMonth.month,
    }[by]
    statement = _sums(scope, since, until).add_columns(key.label("key")).group_by("key")
    order = key if by == "month" else func.sum(KpiMonth.filed).desc()
    rows = session.execute(statement.order_by(order, key))
    return [Figures(key, Counts(*map(int, sums))) for *sums, key in rows]


def total(session: Session, scope: Scope, since: date, until: date) -> Counts:
    """Return what was counted of all of some months together."""
    sums = session.execute(_sums(scope, since, until)).one()
    return Counts(*(int(one or 0) for one in sums))


def counted_at(session: Session, since: date, until: date) -> datetime | None:
    """Return when the month among these was counted that was counted longest ago; None: none was."""
    oldest = select(func.min(KpiCounting.counted_at))
    return session.scalar(oldest.where(KpiCounting.month.between(since, until)))


def _sums(scope: Scope, since: date, until: date) -> Select[Any]:
    sums = (func.sum(getattr(KpiMonth, name)) for name in COUNTS)
    return scope.limit(select(*sums), KpiMonth).where(KpiMonth.month.between(since, until))


def _first(session: Session) -> datetime | None:
    """Return when the first case was filed or the first event opened."""
    found = [
        session.scalar(select(func.min(Case.filed_at))),
        session.scalar(select(func.min(Event.opened_at))),
    ]
    return min((one for one in found if one is not None), default=None)


def _due(session: Session, settings: Settings, now: datetime) -> Iterator[tuple[UUID, Month]]:
    months = [*_months(_first(session), now, settings)]
    for city_id in session.scalars(select(Organization.id).filter_by(kind="city")).all():
        rows = session.scalars(select(KpiCounting).filter_by(city_id=city_id))
        there = {row.month: row for row in rows}
        for month in months:
            if _is_due(month, there.get(month.first), now):
                yield city_id, month


def _months(first: datetime | None, now: datetime, settings: Settings) -> Iterator[Month]:
    if first is None:
        return
    month, last = Month.at(first, settings.zone), Month.at(now, settings.zone)
    while month.first <= last.first:
        yield month
        month = month.following


def _is_due(month: Month, last: KpiCounting | None, now: datetime) -> bool:
    """Tell whether a month may be another than it was: while it lasts, or while cases of it are open."""
    if last is None or last.counted_at < month.following.begins:
        return True
    if not last.open:
        return False
    return now < month.following.begins + SETTLES or now - last.counted_at >= DAILY


def _note(session: Session, city: Organization, month: Month, found: int, now: datetime) -> None:
    noted = {"counted_at": now, "open": found}
    statement = insert(KpiCounting).values(city_id=city.id, month=month.first, **noted)
    keys = [KpiCounting.city_id, KpiCounting.month]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=noted))
