"""Which days are workdays, and what the clock on the wall says: a value, handed to whoever needs it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """A city's days; a day that is in neither set is a workday from Monday to Friday."""

    timezone: str = "Asia/Shanghai"
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    """Days that are worked although they fall on a weekend."""

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < SATURDAY

    def local(self, at: datetime) -> datetime:
        """Return an instant as the clocks of the city show it."""
        return at.astimezone(ZoneInfo(self.timezone))


USUAL = Calendar()
"""No holidays at all."""
