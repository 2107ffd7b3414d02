"""Time as a limit counts it: all of it, that of workdays, or that of working hours alone.

Each unit is a line of windows; what lies outside of them does not count. A working day is a workday from
midnight to midnight, so a limit of two working days set on Friday at 10:00 is over on Tuesday at 10:00.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.calendar.calendar import Calendar
from cases.dictionaries.limit import Limit, Unit
from core.hours import Hours

DAY = timedelta(days=1)
FARTHEST = timedelta(days=3660)
"""Whoever has no workday in ten years is not told a later end."""
_LENGTH: dict[Unit, timedelta] = {
    "hours": timedelta(hours=1),
    "working_hours": timedelta(hours=1),
    "working_days": DAY,
    "natural_days": DAY,
}


def length(limit: Limit) -> timedelta:
    """Return how much time of its unit a limit gives."""
    return limit.amount * _LENGTH[limit.unit]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A city's calendar with the hours of a working day."""

    calendar: Calendar
    hours: Hours

    def between(self, since: datetime, until: datetime, unit: Unit) -> timedelta:
        """Return how much of this unit's time lies between two instants; nothing where none does."""
        if until <= since:
            return timedelta()
        if unit in ("hours", "natural_days"):
            return until - since
        spans = (
            min(until, end) - max(since, begin) for begin, end in self._windows(since, unit, until)
        )
        return sum((one for one in spans if one > timedelta()), timedelta())

    def after(self, since: datetime, amount: timedelta, unit: Unit) -> datetime:
        """Return the first instant at which so much of this unit's time has gone by; `since` for nothing."""
        if amount <= timedelta():
            return since
        if unit in ("hours", "natural_days"):
            return since + amount
        left = amount
        for begin, end in self._windows(since, unit, since + FARTHEST):
            start = max(begin, since)
            if end - start >= left:
                return start + left
            left -= max(end - start, timedelta())
        return since + FARTHEST

    def _windows(
        self, since: datetime, unit: Unit, until: datetime
    ) -> Iterator[tuple[datetime, datetime]]:
        """Yield the windows of a unit from the day of an instant on, in UTC."""
        day = self.calendar.local(since).date()
        last = self.calendar.local(until).date()
        while day <= last:
            if self.calendar.is_workday(day):
                yield from self._of_day(day, unit)
            day += DAY

    def _of_day(self, day: date, unit: Unit) -> Iterator[tuple[datetime, datetime]]:
        if unit == "working_days":
            yield self._instant(day, time()), self._instant(day + DAY, time())
            return
        for begin, end in self.hours:
            yield self._instant(day, begin), self._instant(day, end)

    def _instant(self, day: date, at: time) -> datetime:
        zone = ZoneInfo(self.calendar.timezone)
        return datetime.combine(day, at, zone).astimezone(UTC)
