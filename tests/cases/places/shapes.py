"""Squares to build a city of: as rows, and as the features of a file."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cases.places.model import LENGTHS, Place

Corner = tuple[float, float]


def ring(corner: Corner, size: float) -> list[list[float]]:
    """Return the closed ring of a square of so many degrees, from its south-western corner."""
    west, south = corner
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: object, corner: Corner, size: float, **properties: Any) -> dict[str, Any]:
    """Return a square as a GeoJSON feature; its name is its code unless one is given."""
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"区域{code}"} | properties,
        "geometry": {"type": "Polygon", "coordinates": [ring(corner, size)]},
    }


def file_of(*features: Any, **members: Any) -> bytes:
    """Return the file of some features."""
    return json.dumps({"type": "FeatureCollection", "features": features} | members).encode()


def square(code: str, corner: Corner, size: float, *, owner_id: UUID) -> Place:
    """Return a square as a row."""
    west, south = corner
    return Place(
        owner_id=owner_id,
        kind=LENGTHS[len(code)],
        code=code,
        name_zh=f"区域{code}",
        name_en=f"Place {code}",
        geometry={"type": "Polygon", "coordinates": [ring(corner, size)]},
        west=west,
        south=south,
        east=west + size,
        north=south + size,
        area_m2=1.0,
        imported_at=datetime.now(UTC),
    )
