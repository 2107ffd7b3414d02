"""How places lie to each other: a cell in its street, a street in its district, and none over another."""

from collections.abc import Iterator, Mapping, Sequence

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from cases.places.faults import Fault
from cases.places.geojson import Feature

TOLERANCE = 0.01
"""Of the smaller one's area: outlines of one border that were drawn twice differ a little."""
_ABOVE = {"cell": 9, "street": 6}
"""Digits of the code of the place above."""


def faults(found: Sequence[Feature], others: Mapping[str, BaseGeometry]) -> Iterator[Fault]:
    """Yield what is wrong between the features of a file, and between them and the city's `others`.

    `others` are by code; one that the file replaces is not among them.
    """
    shapes = dict(others) | {one.code: one.shape for one in found}
    for one in found:
        above = one.code[: _ABOVE[one.kind]] if one.kind in _ABOVE else ""
        if above in shapes and not shapes[above].covers(one.shape.representative_point()):
            yield Fault(one.number, one.code, "outside_parent", above)
    for length in sorted({len(one.code) for one in found}):
        of_kind = {code: shape for code, shape in shapes.items() if len(code) == length}
        yield from _overlaps([one for one in found if len(one.code) == length], of_kind)


def _overlaps(found: Sequence[Feature], shapes: Mapping[str, BaseGeometry]) -> Iterator[Fault]:
    """Yield each overlap once: at the later feature of two in the file."""
    codes, tree = [*shapes], STRtree([*shapes.values()])
    later = {one.code: one.number for one in found}
    for one in found:
        for index in sorted(tree.query(one.shape, predicate="intersects")):
            code = codes[index]
            if code == one.code or later.get(code, 0) > one.number:
                continue
            shared = one.shape.intersection(shapes[code]).area
            if shared > TOLERANCE * min(one.shape.area, shapes[code].area):
                yield Fault(one.number, one.code, "overlaps", code)
