"""Shifted positions come back to where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.coordinates import to_wgs84, wgs84_to_gcj02

METRE = 1e-5

VECTORS = [
    ((120.3826, 36.0671), (120.387733, 36.067376)),
    ((114.3055, 30.5928), (114.310945, 30.590391)),
    ((116.391264, 39.907371), (116.397505, 39.908772)),
]


@pytest.mark.parametrize(("true", "shifted"), VECTORS)
def test_known_places_shift_there_and_back(
    true: tuple[float, float], shifted: tuple[float, float]
) -> None:
    assert wgs84_to_gcj02(*true) == pytest.approx(shifted, abs=1e-6)
    assert to_wgs84(*shifted, "gcj02") == pytest.approx(true, abs=1e-6)


def test_baidus_position_is_unshifted_twice() -> None:
    # Tiananmen in BD-09, the public example of the algorithm.
    assert to_wgs84(116.403847, 39.915140, "bd09") == pytest.approx((116.391, 39.9074), abs=5e-4)


@given(st.floats(73, 135), st.floats(4, 53))
def test_every_place_in_the_country_comes_back_within_a_centimetre(
    longitude: float, latitude: float
) -> None:
    shifted = wgs84_to_gcj02(longitude, latitude)
    assert to_wgs84(*shifted, "gcj02") == pytest.approx((longitude, latitude), abs=METRE / 100)


def test_elsewhere_nothing_is_shifted() -> None:
    assert to_wgs84(2.3522, 48.8566, "gcj02") == (2.3522, 48.8566)
    assert to_wgs84(120, 36, "wgs84") == (120, 36)
