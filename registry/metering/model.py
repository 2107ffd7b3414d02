"""The table of inferences that were called for, by the hour."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base


class InferenceHour(Base):
    """What one organization called of one version in one hour, over the API; cameras' looks are not in it."""

    __tablename__ = "inference_hours"

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    """Whose call it was."""
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("versions.id"), primary_key=True, index=True
    )
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    """Its beginning, in UTC."""
    calls: Mapped[int]
    frames: Mapped[int]
    """Pictures or entries of batches that were answered."""
    failures: Mapped[int]
    """Calls that the model failed on."""
    seconds: Mapped[float]
    """That the model computed, all calls together."""
