"""The table of cities' working calendars."""

from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class WorkingYear(Base, Owned, Versioned):
    """What is special about the days of one year in one city, which owns it."""

    __tablename__ = "working_years"
    __table_args__ = (
        UniqueConstraint("owner_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
    )

    year: Mapped[int]
    days: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`date`, `kind` (`holiday` or `workday`) and `name`, by date."""
