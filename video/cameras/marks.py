"""What a good entry of the catalogue has: the figures count it, and a list finds the cameras that lack it."""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy import ColumnElement, func, literal_column

from video.cameras.gb28181 import CAMERA_TYPES
from video.cameras.model import Camera, undescribed

Mark = Literal["located", "named", "gb_valid", "described", "reachable", "in_view"]

REACHABLE = ("in_view", "late", "poor_picture")
"""States of a camera that answers."""

_LOCATED = Camera.longitude.is_not(None)
_NAMED = Camera.place != ""
_UNDESCRIBED: ColumnElement[bool] = literal_column(undescribed("cameras."))
_GB_VALID = func.coalesce(func.substr(Camera.gb_id, 11, 3).in_(sorted(CAMERA_TYPES)), False)

MARKS: Mapping[Mark, ColumnElement[bool]] = {
    "located": _LOCATED,
    "named": _NAMED,
    "gb_valid": _GB_VALID,
    "described": _LOCATED & _NAMED & _GB_VALID,
    "reachable": Camera.state.in_(REACHABLE),
    "in_view": Camera.state == "in_view",
}
"""By the name of its figure (`video.cameras.quality.Figures`), a condition that is never null."""


def lacking(mark: Mark) -> ColumnElement[bool]:
    """Return the condition that a camera lacks a mark, so that the index of gaps serves where it can."""
    if mark in ("located", "named", "gb_valid", "described"):
        return _UNDESCRIBED & ~MARKS[mark]
    return ~MARKS[mark]
