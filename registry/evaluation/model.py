"""Tables of evaluations: a version on a test set, and what it has seen so far."""

from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned

State = Literal["queued", "running", "done", "failed", "cancelled"]
STATES: tuple[str, ...] = get_args(State)
AT_WORK = ("queued", "running")


class Evaluation(Base, Owned):
    """One version measured on one test set under one runtime; its owner is the version's vendor."""

    __tablename__ = "evaluations"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index(
            "uq_evaluations_once",
            "version_id",
            "test_set_id",
            "runtime",
            unique=True,
            postgresql_where=text("state IN ('queued', 'running', 'done')"),
        ),
        Index("ix_evaluations_due", "id", postgresql_where=text("state IN ('queued', 'running')")),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    test_set_id: Mapped[UUID] = mapped_column(ForeignKey("test_sets.id"), index=True)
    model_digest: Mapped[str]
    set_digest: Mapped[str]
    runtime: Mapped[str]
    """What the figures hold for: the way they are worked out, and the version of ONNX Runtime."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who asked for it; none: the product itself."""
    state: Mapped[str] = mapped_column(server_default="queued")
    attempts: Mapped[int] = mapped_column(server_default="0")
    """Times the job began with it."""
    pictures: Mapped[int]
    looked: Mapped[int] = mapped_column(server_default="0")
    """Pictures looked at so far."""
    figures: Mapped[dict[str, Any] | None]
    """See `registry.evaluation.measured`."""
    failure: Mapped[dict[str, Any] | None]
    """Why there are none: `code`, `zh`, `en`."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class EvaluationPart(Base):
    """What a version saw in some pictures in a row: kept until the figures are worked out."""

    __tablename__ = "evaluation_parts"

    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluations.id"), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    """Number of its first picture."""
    looks: Mapped[list[Any]]
    """For each picture `{"seconds", "detections"}`."""
