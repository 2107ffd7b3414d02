"""The sinks table."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class Sink(Base, Owned, Versioned):
    """A receiver of messages about the cases of its organization and of all below it."""

    __tablename__ = "sinks"
    __mapper_args__ = {"version_id_col": Versioned.revision}  # noqa: RUF012 - SQLAlchemy's convention
    __table_args__ = (CheckConstraint("kind IN ('cloudevents')", name="kind"),)

    name: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str]
    sealed_secret: Mapped[bytes]
    """The signing secret, sealed for the context `sink:<id>`."""
    enabled: Mapped[bool] = mapped_column(server_default="true")
    disabled_reason: Mapped[str | None]
    """A code of `cases.sinks.reasons`."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
