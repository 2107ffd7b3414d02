"""The table of files that were handed in."""

from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned

Kind = Literal["package", "test_set"]
KINDS: tuple[str, ...] = get_args(Kind)
UploadState = Literal["receiving", "queued", "running", "passed", "refused", "failed", "cancelled"]
UPLOAD_STATES: tuple[str, ...] = get_args(UploadState)
AT_WORK = ("queued", "running")


class Upload(Base, Owned):
    """One archive as a file; the owner of a package is its vendor, of a test set the operator."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint(f"state IN {UPLOAD_STATES}", name="state"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_uploads_due", "id", postgresql_where=text("state IN ('queued', 'running')")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    """Who hands it in; the audit names him for what the job does."""
    kind: Mapped[str] = mapped_column(server_default="package")
    about: Mapped[dict[str, Any] | None]
    """What its sender says of it, as far as the archive itself does not."""
    filename: Mapped[str]
    size: Mapped[int]
    """Bytes it shall have."""
    digest: Mapped[str | None]
    """SHA-256 it shall have, in hex, and once it is whole has; unset: its sender could not tell."""
    state: Mapped[str] = mapped_column(server_default="receiving")
    attempts: Mapped[int] = mapped_column(server_default="0")
    """Times the job began with it."""
    report: Mapped[dict[str, Any] | None]
    """What was found, from the archive and its description to the samples, check by check."""
    failure: Mapped[dict[str, Any] | None]
    """Why it could not be looked at, through no fault of its own: `code`, `zh`, `en`."""
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"), index=True)
    """What became of a package."""
    test_set_id: Mapped[UUID | None] = mapped_column(ForeignKey("test_sets.id"), index=True)
    """What became of a test set."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
