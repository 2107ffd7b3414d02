"""Closed months: what a department used of a vendor's algorithm, as it was when the month was closed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.ids import uuid7
from registry.metering.model import StatementLine, StatementMonth


@dataclass(frozen=True, slots=True)
class Line:
    """One department's use of one algorithm in one month."""

    owner_id: UUID
    vendor_id: UUID
    algorithm_id: UUID
    camera_s: float
    looks: int
    called: int
    """Frames of calls over the API."""
    confirmed: int
    auto_confirmed: int
    names: dict[str, Any]
    """Of `department`, `vendor` and `algorithm`, each in `zh` and `en`, as they were."""


def close(session: Session, month: date, lines: Iterable[Line], now: datetime) -> bool:
    """Freeze a month; return whether it was not closed before. What is closed never changes."""
    statement = upsert(StatementMonth).values(month=month, closed_at=now)
    closed = statement.on_conflict_do_nothing().returning(StatementMonth.month)
    if session.scalar(closed) is None:
        return False
    rows = [{"id": uuid7(), "month": month, **asdict(one)} for one in lines]
    if rows:
        session.execute(insert(StatementLine), rows)
    return True


def closed(session: Session) -> Sequence[StatementMonth]:
    """Return the months that are closed, the newest first."""
    found = select(StatementMonth).order_by(StatementMonth.month.desc())
    return session.scalars(found).all()
