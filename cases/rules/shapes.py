"""Where things are: detections as shapes in the picture, zones they are in, wires they cross.

Coordinates are fractions of the picture, x to the right and y down; areas are shares of it.
"""

from collections.abc import Iterable
from functools import lru_cache

from shapely import Point, Polygon, box, prepare, union_all
from shapely.geometry.base import BaseGeometry

from algorithms.contract.rule import Overlap, Tripwire, Zone
from algorithms.contract.values import Box, Detection

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
Place = tuple[float, float]


def area_of(one: Detection) -> float:
    """Return the share of the picture a detection covers; one without a place covers all of it."""
    if one.polygon is not None:
        return _polygon_area(one.polygon)
    if one.box is None:
        return 1.0
    left, top, right, bottom = one.box
    return max(0.0, right - left) * max(0.0, bottom - top)


def has_place(one: Detection) -> bool:
    """Tell whether a detection is somewhere, and not about the whole picture."""
    return one.box is not None or bool(one.polygon)


def box_of(one: Detection) -> Box:
    """Return the box around a detection; one without a place is everywhere."""
    if one.box is not None:
        return one.box
    if not one.polygon:
        return WHOLE
    xs, ys = zip(*one.polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def shorter_side_px(one: Detection, size: tuple[int, int]) -> float:
    """Return the shorter side of a detection's box in pixels of a picture of this width × height."""
    left, top, right, bottom = box_of(one)
    return min((right - left) * size[0], (bottom - top) * size[1])


def foot(of: Box) -> Place:
    """Return where a thing stands: the middle of its lower edge."""
    return (of[0] + of[2]) / 2, of[3]


def is_in(one: Detection, zones: tuple[Zone, ...], overlap: Overlap, share: float) -> bool:
    """Tell whether a detection is in one of these zones; one without a place is in any."""
    if not has_place(one):
        return True
    area = area_within(zones)
    if overlap == "foot":
        return bool(area.covers(Point(foot(box_of(one)))))
    shape = _shape(one)
    return bool(shape.area > 0 and shape.intersection(area).area >= share * shape.area)


def reaches_into(one: Detection, zones: tuple[Zone, ...]) -> bool:
    """Tell whether any part of a detection is in one of these zones."""
    return bool(_shape(one).intersects(area_within(zones)))


def covered_share(
    found: Iterable[Detection], zones: tuple[Zone, ...], masks: tuple[Zone, ...]
) -> float:
    """Return the share of the zones without the masks that detections cover together."""
    counted = _counted_area(zones, masks)
    if counted.is_empty:
        return 0.0
    together = union_all([_shape(one) for one in found])
    return float(together.intersection(counted).area / counted.area)


def crosses(wire: Tripwire, before: Place, after: Place) -> bool:
    """Tell whether a thing that went from one place to another crossed a wire in its direction."""
    was, now = _side(wire.start, wire.end, before) > 0, _side(wire.start, wire.end, after) > 0
    ends = _side(before, after, wire.start) * _side(before, after, wire.end)
    if was == now or ends > 0:
        return False
    return wire.direction == "both" or (wire.direction == "forward") == now


def overlap_of(one: Box, other: Box) -> float:
    """Return the intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (_area(one) + _area(other) - common)


@lru_cache(maxsize=1024)
def area_within(zones: tuple[Zone, ...]) -> BaseGeometry:
    """Return the area of these zones together."""
    area = union_all([Polygon(zone.points) for zone in zones])
    prepare(area)
    return area


@lru_cache(maxsize=1024)
def _counted_area(zones: tuple[Zone, ...], masks: tuple[Zone, ...]) -> BaseGeometry:
    area = area_within(zones) if zones else box(*WHOLE)
    return area.difference(area_within(masks)) if masks else area


def _shape(one: Detection) -> BaseGeometry:
    if one.polygon is None or len(one.polygon) < 3:
        return box(*box_of(one))
    outline = Polygon(one.polygon)
    return outline if outline.is_valid else outline.buffer(0)


def _side(start: Place, end: Place, at: Place) -> float:
    """Return above 0 for what is on the right hand of who goes from start to end, y being down."""
    return (end[0] - start[0]) * (at[1] - start[1]) - (end[1] - start[1]) * (at[0] - start[0])


def _area(of: Box) -> float:
    return (of[2] - of[0]) * (of[3] - of[1])


def _polygon_area(points: tuple[Place, ...]) -> float:
    following = (*points[1:], *points[:1])
    return (
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, following, strict=True)))
        / 2
    )
