"""Case numbers: `E`, the five-digit code, the city's day, the day's serial: `E1099820261122000001`.

No national rule exists; six digits of serial bear 999,999 cases a day.
"""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cases.lifecycle.model import CaseSerial
from core.settings import Settings

PATTERN = "E{code}{day:%Y%m%d}{serial:06d}"
UNCODED = "00000"


def next_number(session: Session, code: str | None, at: datetime, settings: Settings) -> str:
    """Return the next free number; others who file wait for this transaction, so none is given twice."""
    day = at.astimezone(settings.zone).date()
    return PATTERN.format(code=code or UNCODED, day=day, serial=_next_serial(session, day))


def _next_serial(session: Session, day: date) -> int:
    statement = insert(CaseSerial).values(day=day, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[CaseSerial.day], set_={"last": CaseSerial.last + 1}
    )
    return session.scalars(statement.returning(CaseSerial.last)).one()
