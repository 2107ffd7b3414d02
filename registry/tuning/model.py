"""Table of tunings: how a version is run on one kind of machine, and the figures that say so."""

from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned
from registry.sandbox import EngineName

State = Literal["running", "done", "failed"]


class Tuning(Base, Owned):
    """One version on one kind of machine; its owner is the version's vendor."""

    __tablename__ = "tunings"
    __table_args__ = (
        CheckConstraint(f"state IN {get_args(State)}", name="state"),
        CheckConstraint(f"engine IN {get_args(EngineName)}", name="engine"),
        Index("uq_tunings_once", "version_id", "machine", unique=True),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    test_set_id: Mapped[UUID] = mapped_column(ForeignKey("test_sets.id"), index=True)
    """Whose pictures told how well it sees."""
    machine: Mapped[str]
    """See `registry.tuning.machine`."""
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    variant_digest: Mapped[str | None]
    """The model that is served instead of the vendor's file; none: the file itself."""
    engine: Mapped[str] = mapped_column(server_default="onnxruntime")
    """What runs it."""
    choice: Mapped[dict[str, Any] | None]
    """See `registry.tuning.choice`."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
