"""Which cameras belong to a share of an algorithm's: always the same ones, in Python as in SQL.

A camera's place comes of a hash of the algorithm and the camera, so that it is not the same cameras that try
every algorithm. A larger share has the cameras of every smaller one, and some more.
"""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, literal
from sqlalchemy.dialects.postgresql import BIT

WHOLE = 1000
"""Shares are given in so many parts."""
_PLACES = 1 << 24


def is_in(algorithm_id: UUID, camera_id: UUID, permille: int) -> bool:
    """Tell whether a camera belongs to a share of an algorithm's, in parts of a thousand."""
    digest = hashlib.sha256(f"{algorithm_id}{camera_id}".encode()).digest()
    return int.from_bytes(digest[:3]) * WHOLE < permille * _PLACES


def within(
    algorithm_id: ColumnElement[Any], camera_id: ColumnElement[Any], permille: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Return the same as SQL; null where the share is."""
    said = cast(algorithm_id, Text).concat(cast(camera_id, Text))
    digest = func.encode(func.sha256(func.convert_to(said, "UTF8")), "hex")
    place = cast(literal("x").concat(func.left(digest, 6)), BIT(24))
    return cast(place, permille.type) * WHOLE < permille * _PLACES
