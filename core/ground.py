"""Distances and areas on the ground, over positions in WGS-84 degrees: a city is small enough to be flat."""

from collections.abc import Iterable, Sequence
from math import asin, cos, radians, sin, sqrt

from shapely import Point, Polygon, union_all
from shapely.affinity import affine_transform
from shapely.geometry.base import BaseGeometry

EARTH_M = 6_371_000
METRES_PER_DEGREE = EARTH_M * radians(1)
Position = tuple[float, float]
"""Longitude and latitude."""
Ring = list[Position]
"""The outline of an area; its last corner is joined to its first."""
_QUARTER = 8
"""Corners of a quarter of a disc."""


def metres_between(one: Position, other: Position) -> float:
    """Return the distance of two positions in metres."""
    east, north, other_east, other_north = map(radians, (*one, *other))
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def discs(places: Sequence[tuple[Position, float]]) -> list[Ring]:
    """Return the outlines of what lies within so many metres of any of these positions."""
    if not places:
        return []
    origin = places[0][0]
    shapes = [Point(_flat(at, origin)).buffer(metres, _QUARTER) for at, metres in places]
    return _rings(union_all(shapes), origin)


def area_m2(rings: Iterable[Sequence[Position]]) -> float:
    """Return the area within these outlines together, in square metres."""
    outlines = [ring for ring in rings if len(ring) > 2]
    if not outlines:
        return 0.0
    origin = outlines[0][0]
    shapes = [Polygon([_flat(corner, origin) for corner in ring]).buffer(0) for ring in outlines]
    return float(union_all(shapes).area)


def is_outline(ring: Sequence[Position]) -> bool:
    """Say whether a ring encloses an area and does not cross itself."""
    if len(ring) < 3:
        return False
    shape = Polygon(ring)
    return bool(shape.is_valid and shape.area > 0)


def _flat(at: Position, origin: Position) -> Position:
    """Return a position in metres east and north of another one."""
    east = (at[0] - origin[0]) * METRES_PER_DEGREE * cos(radians(origin[1]))
    return east, (at[1] - origin[1]) * METRES_PER_DEGREE


def _rings(shape: BaseGeometry, origin: Position) -> list[Ring]:
    east = 1 / (METRES_PER_DEGREE * cos(radians(origin[1])))
    back = affine_transform(shape, [east, 0, 0, 1 / METRES_PER_DEGREE, *origin])
    parts = getattr(back, "geoms", [back])
    return [[(round(x, 7), round(y, 7)) for x, y in part.exterior.coords[:-1]] for part in parts]
