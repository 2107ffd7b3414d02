"""Chinese maps are shifted: what people enter becomes WGS-84 here, and nowhere else."""

from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Literal, get_args

from core.errors import Invalid
from core.text import Text

System = Literal["wgs84", "gcj02", "bd09"]
SYSTEMS: tuple[str, ...] = get_args(System)

_A = 6378245.0
_EE = 0.00669342162296594323
_BAIDU = pi * 3000 / 180
_ROUNDS = 8
_CLOSE = 1e-11
"""Degrees: a micrometre."""

Point = tuple[float, float]
"""Longitude, latitude."""


class PositionInvalid(Invalid):
    """Only half a position was given."""

    code = "position_invalid"
    title = Text("坐标无效", "The position is not valid")
    detail = Text(
        "经度和纬度必须同时填写，或同时留空。", "Give both longitude and latitude, or neither."
    )


def to_wgs84(longitude: float, latitude: float, system: System) -> Point:
    """Return a position in WGS-84 (CGCS2000 counts as the same at a city's scale)."""
    if system == "wgs84":
        return longitude, latitude
    if system == "bd09":
        longitude, latitude = _bd09_to_gcj02(longitude, latitude)
    return _gcj02_to_wgs84(longitude, latitude)


def wgs84_to_gcj02(longitude: float, latitude: float) -> Point:
    """Shift a position as mainland maps do; outside their bounds nothing is shifted."""
    if not (72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271):
        return longitude, latitude
    x, y = longitude - 105, latitude - 35
    radians = latitude / 180 * pi
    magic = 1 - _EE * sin(radians) ** 2
    east = _shift_east(x, y) * 180 / (_A / sqrt(magic) * cos(radians) * pi)
    north = _shift_north(x, y) * 180 / (_A * (1 - _EE) / (magic * sqrt(magic)) * pi)
    return longitude + east, latitude + north


def _gcj02_to_wgs84(longitude: float, latitude: float) -> Point:
    """There is no closed inverse: correct a guess until it shifts onto the given point."""
    east, north = longitude, latitude
    for _ in range(_ROUNDS):
        shifted = wgs84_to_gcj02(east, north)
        off_east, off_north = longitude - shifted[0], latitude - shifted[1]
        east, north = east + off_east, north + off_north
        if abs(off_east) + abs(off_north) < _CLOSE:
            break
    return east, north


def _bd09_to_gcj02(longitude: float, latitude: float) -> Point:
    x, y = longitude - 0.0065, latitude - 0.006
    distance = hypot(x, y) - 0.00002 * sin(y * _BAIDU)
    angle = atan2(y, x) - 0.000003 * cos(x * _BAIDU)
    return distance * cos(angle), distance * sin(angle)


def _shift_east(x: float, y: float) -> float:
    shift = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _ripple(x)
    shift += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    return shift + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3


def _shift_north(x: float, y: float) -> float:
    shift = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _ripple(x)
    shift += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    return shift + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3


def _ripple(x: float) -> float:
    return (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
