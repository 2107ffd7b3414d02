"""What the keys of statistics are called: algorithms and cameras."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.review.statistics import By
from core.text import Text
from registry.catalogue.model import Algorithm
from video.cameras.model import Camera


def names(session: Session, by: By, keys: Collection[Any]) -> dict[UUID, Text]:
    """Return names of algorithms or cameras by id; of hours and days, none."""
    if by == "algorithm":
        found = select(Algorithm.id, Algorithm.title_zh, Algorithm.title_en)
        statement = found.where(Algorithm.id.in_(keys))
    elif by == "camera":
        found = select(Camera.id, Camera.name_zh, Camera.name_en)
        statement = found.where(Camera.id.in_(keys))
    else:
        return {}
    return {one: Text(zh, en) for one, zh, en in session.execute(statement)}
