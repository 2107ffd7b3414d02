"""Tables of test sets and their pictures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned
from registry.testsets.scenes import SCENES


class CityTestSet(Base, Owned):
    """One version of a test set; all but its retirement stays as it was made."""

    __tablename__ = "test_sets"
    __table_args__ = (UniqueConstraint("owner_id", "name", "version"), UniqueConstraint("digest"))

    name: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str]
    """SHA-256 over what it covers, and the digest, scene and labels of every picture, in their order."""
    covers: Mapped[dict[str, Any]]
    """By event type, the classes of the labels that mean it."""
    classes: Mapped[list[str]]
    negative_hours: Mapped[float | None]
    """Hours of footage that the pictures without labels were taken from; unset: they are single ones."""
    counts: Mapped[dict[str, Any]]
    """`pictures`, `negatives`, `things`, `bytes`; `events` and `scenes` tell how many pictures show each."""
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    """Who made it."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Since when nothing new is measured on it."""
    retired_reason: Mapped[str | None]


class CityPicture(Base):
    """One picture of a test set with what is in it."""

    __tablename__ = "test_pictures"
    __table_args__ = (CheckConstraint(f"scene IN {SCENES}", name="scene"),)

    test_set_id: Mapped[UUID] = mapped_column(ForeignKey("test_sets.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 0, in the order of the names."""
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    """Of its blob."""
    scene: Mapped[str]
    things: Mapped[list[Any]]
    """Each `[class, [[x, y], …]]`, corners in fractions of the picture."""
