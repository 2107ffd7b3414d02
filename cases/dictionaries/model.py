"""Tables of a city's matters, and of which matter each event type is."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class Matter(Base, Owned, Versioned):
    """A kind of thing a city deals with: of the national standard, or an extension of its own."""

    __tablename__ = "matters"

    code: Mapped[str]
    standard_ref: Mapped[str]
    class_code: Mapped[str]
    class_zh: Mapped[str]
    class_en: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    emergency_code: Mapped[str | None]
    older: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    """What it was in earlier standards: `standard_ref`, `code`, and whether that is `inferred`."""
    limits: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """Time limits by clock: `{"handle": {"amount": 4, "unit": "working_hours"}}`."""
    examples: Mapped[bool] = mapped_column(server_default="true")
    """Whether the limits are the examples we came with."""
    local: Mapped[bool] = mapped_column(server_default="false")
    """An extension of the city's own."""
    enabled: Mapped[bool] = mapped_column(server_default="true")
    """Whether it is offered; cases that have it keep it."""

    __table_args__ = (UniqueConstraint("owner_id", "code"),)


class MatterMapping(Base, Owned):
    """Which matter an event type is in a city, and how far its incidents reach."""

    __tablename__ = "matter_mappings"

    event_type: Mapped[str]
    """A whole event type (`litter.spill`) or its first word (`fire`) for all of a family."""
    matter_id: Mapped[UUID] = mapped_column(ForeignKey("matters.id"), index=True)
    together_m: Mapped[float | None]
    """How far apart events of one incident are at the most, in metres; None: as the settings say."""
    together_s: Mapped[float | None]
    """How long after its beginning an incident's further events come, in seconds; None: as the settings."""

    __table_args__ = (
        UniqueConstraint("owner_id", "event_type"),
        CheckConstraint("together_m >= 0 AND together_s >= 0", name="together"),
    )
