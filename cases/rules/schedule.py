"""Whether a rule looks at an instant: its windows, the city's clock and its working calendar."""

from datetime import date, datetime, timedelta

from algorithms.contract.rule import Schedule, Window
from cases.calendar.calendar import Calendar

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_on(schedule: Schedule | None, at: datetime, calendar: Calendar) -> bool:
    """Tell whether an instant lies in a window; without a schedule every instant does."""
    if schedule is None:
        return True
    local = calendar.local(at)
    return any(_within(window, local, calendar) for window in schedule.windows)


def _within(window: Window, local: datetime, calendar: Calendar) -> bool:
    """A window that lasts past midnight belongs to the day on which it begins."""
    clock = f"{local:%H:%M}"
    today = local.date()
    if window.begin < window.end:
        return window.begin <= clock < window.end and _is_day(window, today, calendar)
    began_today = clock >= window.begin and _is_day(window, today, calendar)
    yesterday = today - timedelta(days=1)
    return began_today or (clock < window.end and _is_day(window, yesterday, calendar))


def _is_day(window: Window, day: date, calendar: Calendar) -> bool:
    if not window.days or _WEEK[day.weekday()] in window.days:
        return True
    return ("workday" if calendar.is_workday(day) else "restday") in window.days
