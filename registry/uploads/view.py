"""Uploads as the API takes and shows them, whatever they are to become."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from core.http.fields import Body, Line
from core.http.reasons import ReasonOut
from registry.gate.view import GateReportOut
from registry.uploads import spool
from registry.uploads.model import Upload, UploadState
from registry.uploads.receiving import LARGEST
from registry.uploads.service import File


class FileIn(Body):
    """A file that shall be uploaded."""

    filename: Line
    size: int = Field(ge=1, le=LARGEST)
    """Bytes."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """Unset: what arrives is not compared with what was sent."""

    def file(self) -> File:
        """Return what is announced."""
        return File(self.filename, self.size, self.sha256)


class FileOut(BaseModel):
    """A file on its way in."""

    id: UUID
    owner_id: UUID
    filename: str
    size: int
    received: int
    """Bytes that have arrived: the next part begins here."""
    sha256: str | None
    state: UploadState
    report: GateReportOut | None
    """What was found of the archive and what is in it, check by check."""
    failure: ReasonOut | None
    created_at: datetime
    finished_at: datetime | None


def shown_fields(one: Upload, home: Path) -> dict[str, Any]:
    """Return the fields of `FileOut`."""
    named = {name: getattr(one, name) for name in FileOut.model_fields if hasattr(one, name)}
    there = spool.received(home, one.id) if one.state == "receiving" else one.size
    report = GateReportOut.of(one.report) if one.report else None
    return named | {"report": report, "sha256": one.digest, "received": there}
