"""The pattern of numbers that are given out by day: a code, the day, and the serial of that day."""

import re
from datetime import date

SERIAL = re.compile(r"\{serial:0(\d+)d\}")
DIGITS = 6
"""A city files 20,000 cases on a usual day: five digits would be used up on a bad one."""


def check_number(pattern: str) -> str:
    """Return the pattern; raises `ValueError` where two days, or two serials, could get one number."""
    width = SERIAL.search(pattern)
    if width is None or int(width[1]) < DIGITS:
        raise ValueError(f"it contains {{serial:0{DIGITS}d}}, or a wider one")
    days = date(2026, 1, 11), date(2026, 11, 1), date(2027, 1, 11), date(2026, 1, 12)
    try:
        numbers = {number_of(pattern, "06014", day, 1) for day in days}
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        raise ValueError("it may contain {code}, {day:%Y%m%d} and {serial:06d} only") from error
    if len(numbers) < len(days):
        raise ValueError("it contains the whole day, as {day:%Y%m%d}")
    if not all(re.fullmatch(r"[0-9A-Za-z-]{8,40}", number) for number in numbers):
        raise ValueError("its numbers have 8 to 40 letters, digits and hyphens")
    return pattern


def number_of(pattern: str, code: str, day: date, serial: int) -> str:
    """Return the number of a pattern that was checked."""
    return pattern.format(code=code, day=day, serial=serial)
