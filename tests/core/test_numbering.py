"""The pattern of case numbers: a day, a serial of six digits at least, and nothing else."""

from datetime import date

import pytest
from pydantic import ValidationError

from core.numbering import check_number, number_of
from core.settings import Settings


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("E{code}{day:%Y%m%d}{serial:06d}", "E1099820261126000001"),
        ("420100-{code}-{day:%y%j}-{serial:07d}", "420100-10998-26330-0000001"),
    ],
)
def test_a_pattern_gives_a_number(pattern: str, number: str) -> None:
    assert number_of(check_number(pattern), "10998", date(2026, 11, 26), 1) == number


@pytest.mark.parametrize(
    "pattern",
    [
        "E{code}{day:%Y%m%d}",
        "E{code}{day:%Y%m%d}{serial:04d}",
        "E{code}{day:%Y%m}{serial:06d}",
        "E{code}{day:%m%d}{serial:06d}",
        "E{day:%Y%m%d}{serial:06d}{secret}",
        "E{day.__class__}{day:%Y%m%d}{serial:06d}",
        "E {day:%Y%m%d}{serial:06d}",
    ],
)
def test_a_pattern_that_could_give_a_number_twice_stops_the_start(pattern: str) -> None:
    with pytest.raises(ValidationError, match="case_number"):
        Settings(case_number=pattern)
