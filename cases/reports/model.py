"""The table of reports: each message of an outside system, once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned


class CaseReport(Base, Owned):
    """One message and what came of it; its id at the sender makes a replay harmless."""

    __tablename__ = "case_reports"

    sink_id: Mapped[UUID] = mapped_column(ForeignKey("sinks.id"))
    message_id: Mapped[str]
    said: Mapped[str]
    """SHA-256 of the body: the same id with another body is no repetition."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    stage: Mapped[str]
    result: Mapped[str]
    repeats: Mapped[int] = mapped_column(server_default="0")
    """How often the same message came again."""
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("sink_id", "message_id"),
        CheckConstraint("result IN ('moved', 'unchanged', 'refused')", name="result"),
    )
