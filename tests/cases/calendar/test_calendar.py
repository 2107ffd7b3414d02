"""Which days are worked."""

from datetime import UTC, date, datetime

import pytest

from cases.calendar.calendar import Calendar

CITY = Calendar(holidays=frozenset({date(2026, 10, 1)}), workdays=frozenset({date(2026, 10, 10)}))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 3), False),
        (date(2026, 10, 9), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_weekends_and_holidays_are_free_and_shifted_days_are_worked(
    day: date, worked: bool
) -> None:
    assert CITY.is_workday(day) is worked


def test_the_clock_on_the_wall_is_the_citys() -> None:
    late = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)
    assert f"{CITY.local(late):%Y-%m-%d %H:%M}" == "2026-11-27 01:30"
