"""The tables of imports."""

from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.coordinates import SYSTEMS
from core.database.model import Base, Owned

ImportState = Literal[
    "waiting", "uploaded", "queued", "running", "checked", "done", "failed", "cancelled"
]
IMPORT_STATES: tuple[str, ...] = get_args(ImportState)


class CameraImport(Base, Owned):
    """One file of cameras on its way into an organization's catalogue."""

    __tablename__ = "camera_imports"
    __table_args__ = (
        CheckConstraint(f"state IN {IMPORT_STATES}", name="state"),
        CheckConstraint(f"coordinate_system IN {SYSTEMS}", name="coordinate_system"),
        Index(
            "ix_camera_imports_due", "id", postgresql_where=text("state IN ('queued', 'running')")
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    """Who uploads and starts it; the audit names him for what the job does."""
    filename: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    size: Mapped[int] = mapped_column(server_default="0")
    """Bytes of the file."""
    digest: Mapped[str | None]
    """SHA-256 of the file, in hex."""
    encoding: Mapped[str | None]
    mapping: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """From the name of a field to the number of its column, from 0."""
    coordinate_system: Mapped[str] = mapped_column(server_default="wgs84")
    applies: Mapped[bool] = mapped_column(default=True, server_default="true")
    """False: the file is only looked through, and the counts say what applying it would do."""
    total: Mapped[int] = mapped_column(server_default="0")
    """Rows below the header; known once the job has counted them."""
    done: Mapped[int] = mapped_column(server_default="0")
    """Rows dealt with, in the order of the file: what is before them is applied and stays."""
    added: Mapped[int] = mapped_column(server_default="0")
    changed: Mapped[int] = mapped_column(server_default="0")
    unchanged: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[int] = mapped_column(server_default="0")
    """Rows with a fault; nothing of them was applied."""
    attempts: Mapped[int] = mapped_column(server_default="0")
    """Times the job began without getting any further."""
    failure: Mapped[dict[str, Any] | None]
    """Why the whole import stopped: `code`, `zh`, `en`."""
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class CameraImportFault(Base):
    """One thing that is wrong with one row; the words follow from the code."""

    __tablename__ = "camera_import_faults"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("camera_imports.id", ondelete="CASCADE"), primary_key=True
    )
    row: Mapped[int] = mapped_column(primary_key=True)
    """As a spreadsheet program numbers it: the header is row 1."""
    field: Mapped[str] = mapped_column(primary_key=True)
    """Empty: the row as a whole."""
    column: Mapped[str] = mapped_column(server_default="")
    """What the file calls the column."""
    code: Mapped[str]
