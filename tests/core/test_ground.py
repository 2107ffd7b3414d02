"""Distances and areas on the ground."""

from math import pi

import pytest

from core.ground import METRES_PER_DEGREE, area_m2, discs, is_outline, metres_between

HERE = (120.38, 36.07)


def _north(metres: float) -> tuple[float, float]:
    return HERE[0], HERE[1] + metres / METRES_PER_DEGREE


def test_a_degree_of_latitude_is_as_long_everywhere_and_one_of_longitude_is_not() -> None:
    assert metres_between(HERE, _north(500)) == pytest.approx(500, abs=0.01)
    assert metres_between((120, 0), (121, 0)) == pytest.approx(111_195, rel=1e-3)
    assert metres_between((120, 60), (121, 60)) == pytest.approx(55_597, rel=1e-3)


def test_a_disc_has_its_area_and_two_that_touch_are_one() -> None:
    (one,) = discs([(HERE, 30)])
    assert area_m2([one]) == pytest.approx(pi * 900, rel=0.01)
    (together,) = discs([(HERE, 30), (_north(40), 30)])
    assert pi * 900 < area_m2([together]) < 2 * pi * 900
    assert len(discs([(HERE, 30), (_north(400), 30)])) == 2
    assert discs([]) == []


def test_what_overlaps_is_counted_once_and_a_line_is_no_area() -> None:
    (one,) = discs([(HERE, 30)])
    assert area_m2([one, one]) == pytest.approx(area_m2([one]))
    assert area_m2([[HERE, _north(10)]]) == 0
    assert not is_outline([HERE, _north(10)])


def test_an_outline_that_crosses_itself_is_none() -> None:
    square = [(120.0, 36.0), (120.1, 36.0), (120.1, 36.1), (120.0, 36.1)]
    assert is_outline(square)
    assert not is_outline([square[0], square[2], square[1], square[3]])
