"""Key figures once more, in plain Python from the rows: what the product's own counting is held against."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

Key = tuple[date, UUID | None, str | None, UUID | None]
"""Month, unit, district, algorithm."""
Tally = dict[Key, Counter[str]]

_CASES = """
    SELECT c.id, c.state, c.filed_at, e.opened_at, e.judged_at, a.unit_id, a.district, e.algorithm_id
    FROM cases c JOIN events e ON e.id = c.event_id LEFT JOIN case_assignments a ON a.case_id = c.id
    ORDER BY c.id
    """
_STEPS = "SELECT case_id, from_state, to_state, at FROM case_steps ORDER BY case_id, sequence"
_REJECTED = """
    SELECT opened_at, judged_at, algorithm_id FROM events WHERE review = 'rejected'
    """
_LEFT = {"dispatched", "handling", "handled", "checking", "closed"}
_DONE = {"handled", "checking", "closed"}


@dataclass
class Way:
    """How far a case has come, step by step."""

    dispatched_at: datetime | None = None
    done_at: datetime | None = None
    closed_at: datetime | None = None
    sent_back: bool = False

    def take(self, before: str | None, after: str, at: datetime) -> None:
        """Follow one step."""
        if before == after:
            return
        if after in _LEFT and self.dispatched_at is None:
            self.dispatched_at = at
        if after in _DONE and before not in _DONE:
            self.done_at = at
        if before in _DONE and after in ("dispatched", "handling"):
            self.sent_back, self.done_at = True, None
        if after == "closed":
            self.closed_at = at


def tally(
    connection: psycopg.Connection[Any],
    limits_h: Mapping[str, float],
    now: datetime,
    zone: ZoneInfo,
) -> Tally:
    """Return every count by month, unit, district and algorithm, as it is at an instant."""
    limits = {step: timedelta(hours=hours) for step, hours in limits_h.items()}
    found: Tally = {}

    def add(at: datetime, about: tuple[Any, Any, Any], names: Iterable[str]) -> None:
        month = at.astimezone(zone).date().replace(day=1)
        found.setdefault((month, *about), Counter()).update(names)

    ways = _ways(connection)
    for case_id, state, filed, opened, judged, *about in connection.execute(_CASES):
        way = ways.get(case_id, Way())
        judgement = judged or filed
        names = [*_judged(opened, judgement, limits), "filed"]
        if filed - judgement <= limits["file"]:
            names.append("filed_in_time")
        unit, district, algorithm = about
        names += _of(way, state, filed, limits, now)
        add(filed, (unit, district, algorithm), names)
    for opened, judged, algorithm in connection.execute(_REJECTED):
        add(opened, (None, None, algorithm), _judged(opened, judged, limits))
    return found


def _ways(connection: psycopg.Connection[Any]) -> dict[UUID, Way]:
    ways: dict[UUID, Way] = {}
    with connection.cursor(name="steps") as cursor:
        cursor.itersize = 20_000
        for case_id, steps in groupby(cursor.execute(_STEPS), key=lambda row: row[0]):
            way = ways[case_id] = Way()
            for _, before, after, at in steps:
                way.take(before, after, at)
    return ways


def _judged(
    opened: datetime, judged: datetime | None, limits: Mapping[str, timedelta]
) -> Iterator[str]:
    yield "reported"
    if judged is not None and judged - opened <= limits["verify"]:
        yield "verified_in_time"


def _of(
    way: Way, state: str, filed: datetime, limits: Mapping[str, timedelta], now: datetime
) -> Iterator[str]:
    """Yield what a case counts as, beside being filed."""
    yield from _dispatch(way, state, filed, limits["dispatch"], now)
    if state == "void":
        yield "void"
        return
    yield from _work(way, state, limits, now)
    if state != "closed":
        yield "open"
    if state == "closed" or now - filed > limits["close"]:
        yield "to_close"
        if way.sent_back:
            yield "reworked"
    if state == "closed":
        yield "closed"
        if way.closed_at is not None and way.closed_at - filed <= limits["close"]:
            yield "closed_in_time"


def _dispatch(
    way: Way, state: str, filed: datetime, limit: timedelta, now: datetime
) -> Iterator[str]:
    if way.dispatched_at is not None:
        yield "to_dispatch"
        if way.dispatched_at - filed <= limit:
            yield "dispatched_in_time"
    elif state != "void" and now - filed > limit:
        yield "to_dispatch"


def _work(way: Way, state: str, limits: Mapping[str, timedelta], now: datetime) -> Iterator[str]:
    if way.dispatched_at is None:
        return
    if way.done_at is None:
        if now - way.dispatched_at > limits["handle"]:
            yield "to_handle"
        return
    yield "to_handle"
    yield "handled"
    if way.done_at - way.dispatched_at <= limits["handle"]:
        yield "handled_in_time"
    if state == "closed" or now - way.done_at > limits["check"]:
        yield "to_check"
    closed_at = way.closed_at if state == "closed" else None
    if closed_at is not None and closed_at - way.done_at <= limits["check"]:
        yield "checked_in_time"
