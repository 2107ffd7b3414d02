"""Time as limits count it: windows of workdays and working hours, there and back again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.calendar.calendar import Calendar
from cases.clocks.time import WorkingTime
from cases.dictionaries.limit import Unit
from core.hours import parse_hours

HOURS = parse_hours("08:30-12:00,13:30-18:00")
CITY = Calendar(
    holidays=frozenset({date(2026, 10, day) for day in range(1, 8)}),
    workdays=frozenset({date(2026, 10, 10)}),
)
TIME = WorkingTime(CITY, HOURS)
UNITS: list[Unit] = ["hours", "working_hours", "working_days", "natural_days"]


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "hours", "unit", "due"),
    [
        ("2026-11-26 10:00", 4, "hours", "2026-11-26 14:00"),
        ("2026-11-26 23:00", 4, "hours", "2026-11-27 03:00"),
        ("2026-11-26 10:00", 4, "working_hours", "2026-11-26 15:30"),
        ("2026-11-26 12:30", 1, "working_hours", "2026-11-26 14:30"),
        ("2026-11-27 17:00", 2, "working_hours", "2026-11-30 09:30"),
        ("2026-11-28 10:00", 2, "working_hours", "2026-11-30 10:30"),
        ("2026-11-27 10:00", 48, "working_days", "2026-12-01 10:00"),
        ("2026-09-30 17:00", 2, "working_hours", "2026-10-08 09:30"),
        ("2026-10-09 10:00", 24, "working_days", "2026-10-10 10:00"),
        ("2026-10-10 10:00", 24, "working_days", "2026-10-12 10:00"),
        ("2026-11-27 10:00", 48, "natural_days", "2026-11-29 10:00"),
    ],
)
def test_a_limit_is_over_when_so_much_of_its_time_has_gone_by(
    since: str, hours: float, unit: Unit, due: str
) -> None:
    assert TIME.after(local(since), timedelta(hours=hours), unit) == local(due)


def test_nobody_waits_for_ever_in_a_city_without_workdays() -> None:
    days = {date(2026, 1, 1) + timedelta(days=n) for n in range(3661 + 365)}
    never = WorkingTime(Calendar(holidays=frozenset(days)), HOURS)
    since = local("2026-01-01 10:00")
    assert never.after(since, timedelta(hours=1), "working_hours") > since + timedelta(days=3650)


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
amounts = st.timedeltas(timedelta(minutes=1), timedelta(days=30))


@settings(max_examples=60, deadline=None)
@given(instants, amounts, st.sampled_from(UNITS))
def test_so_much_time_lies_between_the_beginning_and_the_end(
    since: datetime, amount: timedelta, unit: Unit
) -> None:
    due = TIME.after(since, amount, unit)
    assert TIME.between(since, due, unit) == amount
    assert TIME.between(since, due - timedelta(microseconds=1), unit) < amount


@settings(max_examples=60, deadline=None)
@given(st.lists(instants, min_size=3, max_size=3).map(sorted), st.sampled_from(UNITS))
def test_time_adds_up_and_never_runs_backwards(times: list[datetime], unit: Unit) -> None:
    begin, middle, end = times
    first, second = TIME.between(begin, middle, unit), TIME.between(middle, end, unit)
    assert first + second == TIME.between(begin, end, unit)
    assert timedelta() <= first <= middle - begin


@pytest.mark.parametrize("text", ["", "08:30", "12:00-08:30", "08:00-12:00,11:00-13:00", "8-9x"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_hours(text)
