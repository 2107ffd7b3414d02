"""Key figures once more, in plain Python from the steps: what the product's own counting is held against.

It looks at no clock's end: it follows each case by its steps and adds up the time itself.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from core.hours import Hours

Key = tuple[date, UUID | None, str | None, UUID | None]
"""Month, unit, district, algorithm."""
Tally = dict[Key, Counter[str]]

_CASES = """
    SELECT c.state, c.reported_at, c.filed_at, e.opened_at, coalesce(e.judged_at, c.filed_at),
        c.unit_id::text,
        (SELECT jsonb_agg(jsonb_build_array(s.action, s.to_state, s.at, s.details) ORDER BY s.sequence)
            FROM case_steps s WHERE s.case_id = c.id),
        (SELECT jsonb_object_agg(k.kind, jsonb_build_array(k.amount, k.unit))
            FROM case_clocks k WHERE k.case_id = c.id),
        a.unit_id, a.district, e.algorithm_id
    FROM cases c LEFT JOIN events e ON e.id = c.event_id
    LEFT JOIN case_assignments a ON a.case_id = c.id
    """
_REJECTED = """
    SELECT opened_at, judged_at, algorithm_id FROM events WHERE review = 'rejected'
    """
_DAYS = "SELECT day ->> 'date', day ->> 'kind' FROM working_years, jsonb_array_elements(days) day"
_LEFT = {"dispatched", "handling", "handled", "closed"}
_DONE = {"handled", "closed"}
_RUNS: Mapping[str, frozenset[str]] = {
    "reported": frozenset({"intake"}),
    "verifying": frozenset({"intake"}),
    "accepted": frozenset({"intake"}),
    "filed": frozenset({"dispatch", "whole"}),
    "dispatched": frozenset({"handle", "whole"}),
    "handling": frozenset({"handle", "whole"}),
    "handled": frozenset({"check", "whole"}),
}
_UNIT_S = {"hours": 3600, "working_hours": 3600, "working_days": 86_400, "natural_days": 86_400}
_FIRST, _DAYS_MOST = date(2025, 1, 1), 4000


class Ruler:
    """Reads an instant as the seconds of one unit's time that have gone by since a first day."""

    def __init__(self, windows: Iterable[tuple[datetime, datetime]]) -> None:
        spans = [(begin.timestamp(), end.timestamp()) for begin, end in windows]
        self._begins = [begin for begin, _ in spans]
        self._lengths = [end - begin for begin, end in spans]
        self._before = [0.0, *accumulate(self._lengths)]

    def read(self, at: float) -> float:
        """Return how much has gone by at an instant."""
        last = bisect_right(self._begins, at) - 1
        if last < 0:
            return 0.0
        return self._before[last] + min(at - self._begins[last], self._lengths[last])

    def find(self, gone: float) -> float:
        """Return an instant at which so much has gone by."""
        last = min(bisect_right(self._before, gone), len(self._begins)) - 1
        return self._begins[last] + gone - self._before[last]


class Plain(Ruler):
    """Reads the time of day and night."""

    def __init__(self) -> None:
        super().__init__([])

    def read(self, at: float) -> float:
        """Return the instant itself."""
        return at

    def find(self, gone: float) -> float:
        """Return the instant itself."""
        return gone


@dataclass
class Watch:
    """How much of a limit is used, in seconds of its unit."""

    limit: float
    ruler: Ruler
    unit_id: str | None = None
    used: float = 0.0
    since: float | None = None

    def stop(self, at: float) -> None:
        """Add what went by since it was started."""
        if self.since is not None:
            self.used += self.ruler.read(at) - self.ruler.read(self.since)
            self.since = None

    def is_late(self, at: float) -> bool:
        """Tell whether the limit is used."""
        running = 0.0
        if self.since is not None:
            running = self.ruler.read(at) - self.ruler.read(self.since)
        return self.used + running >= self.limit

    def ends(self) -> float:
        """Return when the limit of one that runs is used."""
        assert self.since is not None
        left = max(0.0, self.limit - self.used)
        return self.ruler.find(self.ruler.read(self.since) + left) if left else self.since


@dataclass
class Way:
    """How far a case has come, step by step, and what time it took."""

    limits: Mapping[str, tuple[float, str]]
    rulers: Mapping[str, Ruler]
    state: str = "reported"
    unit_id: str | None = None
    dispatched: bool = False
    sent_back: bool = False
    open: dict[str, Watch] = field(default_factory=dict)
    over: list[tuple[str, Watch]] = field(default_factory=list)

    def begin(self, at: float) -> None:
        """Start with what was reported."""
        self._start(frozenset({"intake"}), at, goes_on=False)

    def take(self, action: str, after: str, at: float, details: Mapping[str, Any]) -> None:
        """Follow one step."""
        if action == "dispatch":
            self.unit_id = details.get("unit_id") or self.unit_id
        if action == "return":
            self.unit_id = None
        if action == "extend":
            self._extend(float(details["amount"]))
        self.dispatched |= after in _LEFT
        self.sent_back |= self.state in _DONE and after in ("dispatched", "handling")
        if after != self.state:
            self.state = after
            self._stop(at)
            self._start(_RUNS.get(after, frozenset()), at, goes_on=action == "rework")

    def late(self, now: float, unit_id: str | None) -> set[str]:
        """Return the stages that took too long; of handling, by the unit that has the case."""
        return {
            kind
            for kind, watch in [*self.over, *self.open.items()]
            if watch.is_late(now) and (kind != "handle" or watch.unit_id == unit_id)
        }

    def _stop(self, at: float) -> None:
        for kind in self.open.keys() - _RUNS.get(self.state, frozenset()):
            self.open[kind].stop(at)
            if self.state != "suspended":
                self.over.append((kind, self.open.pop(kind)))

    def _start(self, kinds: frozenset[str], at: float, *, goes_on: bool) -> None:
        for kind in kinds:
            if kind not in self.open and (made := self._watch(kind, goes_on=goes_on)):
                self.open[kind] = made
            if kind in self.open and self.open[kind].since is None:
                self.open[kind].since = at

    def _watch(self, kind: str, *, goes_on: bool) -> Watch | None:
        former = [one for one in self.over if one[0] == kind] if goes_on else []
        if former:
            self.over.remove(former[-1])
            return former[-1][1]
        if kind not in self.limits:
            return None
        amount, unit = self.limits[kind]
        return Watch(amount * _UNIT_S[unit], self.rulers[unit], self.unit_id)

    def _extend(self, amount: float) -> None:
        handling, whole = self.open["handle"], self.open.get("whole")
        before = handling.ends()
        handling.limit += amount * _UNIT_S[self.limits["handle"][1]]
        if whole is not None:
            whole.limit += whole.ruler.read(handling.ends()) - whole.ruler.read(before)


def tally(
    connection: psycopg.Connection[Any],
    verify_h: float,
    now: datetime,
    zone: ZoneInfo,
    hours: Hours,
) -> Tally:
    """Return every count by month, unit, district and algorithm, as it is at an instant."""
    found: Tally = {}
    verify, until = timedelta(hours=verify_h), now.timestamp()
    rulers = _rulers(connection, zone, hours)

    def add(at: datetime, about: tuple[Any, Any, Any], names: Iterable[str]) -> None:
        month = at.astimezone(zone).date().replace(day=1)
        found.setdefault((month, *about), Counter()).update(names)

    with connection.cursor(name="cases") as cursor:
        cursor.itersize = 5_000
        for row in cursor.execute(_CASES):
            state, reported, filed, opened, judged, unit_id, steps, limits, *about = row
            way = _way(reported, steps, limits or {}, rulers)
            late = way.late(until, unit_id)
            in_time = "intake" not in late if opened is None else judged - opened <= verify
            if filed is not None:
                unit, district, algorithm = about
                names = [*_judged(in_time), *_of(way, state, late)]
                add(filed, (unit, district, algorithm), names)
            elif state == "void":
                add(reported, (None, None, None), _judged(in_time))
    for opened, judged, algorithm in connection.execute(_REJECTED):
        in_time = judged is not None and judged - opened <= verify
        add(opened, (None, None, algorithm), _judged(in_time))
    return found


def _rulers(
    connection: psycopg.Connection[Any], zone: ZoneInfo, hours: Hours
) -> Mapping[str, Ruler]:
    special = {date.fromisoformat(day): kind for day, kind in connection.execute(_DAYS)}
    days = [_FIRST + timedelta(days=number) for number in range(_DAYS_MOST)]
    usual = [day for day in days if day.isoweekday() <= 5 and special.get(day) != "holiday"]
    worked = sorted({*usual, *(day for day, kind in special.items() if kind == "workday")})

    def at(day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, zone)

    return {
        "hours": Plain(),
        "natural_days": Plain(),
        "working_days": Ruler(
            (at(day, time()), at(day + timedelta(days=1), time())) for day in worked
        ),
        "working_hours": Ruler(
            (at(day, begin), at(day, end)) for day in worked for begin, end in hours
        ),
    }


def _way(
    reported: datetime,
    steps: Iterable[tuple[str, str, str, Mapping[str, Any]]],
    limits: Mapping[str, tuple[float, str]],
    rulers: Mapping[str, Ruler],
) -> Way:
    way = Way(limits, rulers)
    way.begin(reported.timestamp())
    for action, after, at, details in steps:
        way.take(action, after, datetime.fromisoformat(at).timestamp(), details)
    return way


def _judged(in_time: bool) -> Iterator[str]:
    yield "reported"
    if in_time:
        yield "verified_in_time"


def _of(way: Way, state: str, late: set[str]) -> Iterator[str]:
    """Yield what a case that was filed counts as."""
    yield "filed"
    if "intake" not in late:
        yield "filed_in_time"
    if way.dispatched:
        yield from _due("to_dispatch", "dispatched_in_time", "dispatch" in late)
    elif state != "void" and "dispatch" in late:
        yield "to_dispatch"
    if state == "void":
        yield "void"
        return
    yield from _work(state, late)
    if way.sent_back and (state == "closed" or "whole" in late):
        yield "reworked"
    yield from _end(state, late)


def _end(state: str, late: set[str]) -> Iterator[str]:
    if state == "closed":
        yield "closed"
        yield from _due("to_close", "closed_in_time", "whole" in late)
        return
    yield "open"
    if "whole" in late:
        yield "to_close"


def _work(state: str, late: set[str]) -> Iterator[str]:
    if state not in _DONE:
        if "handle" in late:
            yield "to_handle"
        return
    yield "handled"
    yield from _due("to_handle", "handled_in_time", "handle" in late)
    if state == "closed":
        yield from _due("to_check", "checked_in_time", "check" in late)
    elif "check" in late:
        yield "to_check"


def _due(due: str, in_time: str, late: bool) -> Iterator[str]:
    yield due
    if not late:
        yield in_time
