"""The table of a city's districts, streets and grid cells."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned

Kind = Literal["district", "street", "cell"]
LENGTHS: Mapping[int, Kind] = {6: "district", 9: "street", 15: "cell"}
"""Digits of a code: an administrative division, a street in it, a grid cell in that (GB/T 47678.3)."""
BOUNDS = "box(point(west, south), point(east, north))"


class Place(Base, Owned):
    """A district, a street or a grid cell; its city owns it. A code begins with that of the place above."""

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("owner_id", "code"),
        Index("ix_places_bounds", text(BOUNDS), postgresql_using="gist"),
        CheckConstraint("kind IN ('district', 'street', 'cell')", name="kind"),
        CheckConstraint(
            "code ~ '^[0-9]+$' AND length(code) ="
            " CASE kind WHEN 'district' THEN 6 WHEN 'street' THEN 9 ELSE 15 END",
            name="code",
        ),
        CheckConstraint("west <= east AND south <= north", name="bounds"),
    )

    kind: Mapped[str]
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    geometry: Mapped[dict[str, Any]]
    """GeoJSON, a Polygon or MultiPolygon in WGS-84 degrees."""
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    area_m2: Mapped[float]
    imported_at: Mapped[datetime] = mapped_column()
