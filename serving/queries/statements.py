"""What departments used of vendors' goods in a month: as it was closed, or counted as it is so far."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from cases.events.model import Event
from cases.kpi.counting import Month
from core.database.engine import Sessions, transaction
from core.settings import Settings
from registry.catalogue.model import Algorithm, Version
from registry.metering import statements
from registry.metering.model import InferenceHour, LookHour, StatementLine, StatementMonth
from registry.metering.statements import Line
from serving.queries.scorecards import visible

SETTLES = timedelta(days=1)
"""A month is closed so long after its end: until then, workers that were away write what they counted."""
Used = tuple[UUID, UUID]
"""A department and an algorithm."""
COUNTS = ("camera_s", "looks", "called", "confirmed", "auto_confirmed")


@dataclass(frozen=True, slots=True)
class Statement:
    """A month as the caller may see it."""

    month: date
    closed_at: datetime | None
    """None: it goes on, or is closed a day after its end."""
    lines: Sequence[Line]


def statement(session: Session, scope: Scope, month: Month) -> Statement:
    """Return a month: as it was closed, or as it is so far."""
    row = session.get(StatementMonth, month.first)
    found = _so_far(session, month, scope) if row is None else _closed(session, scope, month.first)
    return Statement(month.first, row.closed_at if row else None, sorted(found, key=_order))


def months(session: Session, now: datetime, settings: Settings) -> list[Month]:
    """Return every month that has a statement, the present one first."""
    closed = [Month(one.month, settings.zone) for one in statements.closed(session)]
    return [*_open(session, now, settings), *closed]


def close_due(sessions: Sessions, settings: Settings, now: datetime) -> int:
    """Close the months that are over, the oldest first, each in a transaction of its own; return how many."""
    with transaction(sessions) as session:
        due = [
            one for one in _open(session, now, settings) if now >= one.following.begins + SETTLES
        ]
    return sum(_close(sessions, month, now) for month in reversed(due))


def _close(sessions: Sessions, month: Month, now: datetime) -> bool:
    with transaction(sessions) as session:
        return statements.close(session, month.first, _so_far(session, month, None), now)


def _open(session: Session, now: datetime, settings: Settings) -> list[Month]:
    """Return the months that are not closed, back to the one after the last closed or the first metered."""
    present = Month.at(now, settings.zone)
    last = session.scalar(select(func.max(StatementMonth.month)))
    month = Month(last, settings.zone).following if last else _first(session, present, settings)
    found = []
    while month.first <= present.first:
        found.append(month)
        month = month.following
    return found[::-1]


def _first(session: Session, present: Month, settings: Settings) -> Month:
    metered = [session.scalar(select(func.min(one.hour))) for one in (LookHour, InferenceHour)]
    begun = min((one for one in metered if one is not None), default=None)
    return present if begun is None else Month.at(begun, settings.zone)


def _closed(session: Session, scope: Scope, month: date) -> Iterator[Line]:
    found = select(StatementLine).where(StatementLine.month == month)
    for row in session.scalars(found.where(visible(session, scope, StatementLine))):
        yield Line(**{name: getattr(row, name) for name in Line.__dataclass_fields__})


def _so_far(session: Session, month: Month, scope: Scope | None) -> list[Line]:
    """Count a month; without a scope all of it. What a vendor calls of its own goods is nobody's use."""
    used = _used(session, month, scope)
    goods = _goods(session, {algorithm_id for _, algorithm_id in used})
    called = _called(
        session, {*(owner for owner, _ in used), *(one.owner_id for one in goods.values())}
    )
    return [
        _line(owner_id, goods[algorithm_id], counts, called)
        for (owner_id, algorithm_id), counts in used.items()
        if goods[algorithm_id].owner_id != owner_id
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """One table's part of the lines: which of their counts it gives, from which of its rows."""

    rows: Any
    algorithm_id: Any
    counts: Mapping[str, ColumnElement[Any]]
    during: Any
    """The instant by which a row belongs to a month."""
    only: ColumnElement[bool]


_PARTS = (
    Part(
        LookHour,
        LookHour.algorithm_id,
        {"camera_s": func.sum(LookHour.watched_s), "looks": func.sum(LookHour.looks)},
        LookHour.hour,
        true(),
    ),
    Part(
        InferenceHour,
        Version.algorithm_id,
        {"called": func.sum(InferenceHour.frames)},
        InferenceHour.hour,
        Version.id == InferenceHour.version_id,
    ),
    Part(
        Event,
        Event.algorithm_id,
        {
            "confirmed": func.count().filter(Event.auto.is_distinct_from("confirmed")),
            "auto_confirmed": func.count().filter(Event.auto == "confirmed"),
        },
        Event.judged_at,
        (Event.review == "confirmed") & Event.algorithm_id.is_not(None),
    ),
)


def _used(session: Session, month: Month, scope: Scope | None) -> Mapping[Used, dict[str, Any]]:
    found: defaultdict[Used, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for part in _PARTS:
        keys = (part.rows.owner_id, part.algorithm_id)
        seen = true() if scope is None else visible(session, scope, part.rows, part.algorithm_id)
        during = (part.during >= month.begins, part.during < month.following.begins)
        counted = select(*keys, *part.counts.values()).where(part.only, seen, *during)
        for owner_id, algorithm_id, *values in session.execute(counted.group_by(*keys)):
            found[owner_id, algorithm_id].update(zip(part.counts, values, strict=True))
    return found


def _goods(session: Session, ids: set[UUID]) -> dict[UUID, Algorithm]:
    found = session.scalars(select(Algorithm).where(Algorithm.id.in_(ids)))
    return {one.id: one for one in found}


def _called(session: Session, ids: set[UUID]) -> dict[UUID, dict[str, str]]:
    found = session.scalars(select(Organization).where(Organization.id.in_(ids)))
    return {one.id: {"zh": one.name_zh, "en": one.name_en} for one in found}


def _line(
    owner_id: UUID,
    goods: Algorithm,
    counts: Mapping[str, Any],
    called: Mapping[UUID, dict[str, str]],
) -> Line:
    whole = {name: int(value) for name, value in counts.items() if name != "camera_s"}
    return Line(
        owner_id=owner_id,
        vendor_id=goods.owner_id,
        algorithm_id=goods.id,
        camera_s=float(counts["camera_s"]),
        **whole,
        names={
            "department": called[owner_id],
            "vendor": called[goods.owner_id],
            "algorithm": {"zh": goods.title_zh, "en": goods.title_en},
        },
    )


def _order(line: Line) -> tuple[str, ...]:
    named = (line.names[one]["zh"] for one in ("department", "vendor", "algorithm"))
    return *named, str(line.owner_id), str(line.vendor_id), str(line.algorithm_id)
