"""Case numbers after the pattern of the settings, as `E1099820261122000001`; no national rule exists."""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cases.lifecycle.model import CaseSerial
from core.numbering import number_of
from core.settings import Settings

UNCODED = "00000"


def next_number(session: Session, code: str | None, at: datetime, settings: Settings) -> str:
    """Return the next free number; others who file wait for this transaction, so none is given twice."""
    day = at.astimezone(settings.zone).date()
    return number_of(settings.case_number, code or UNCODED, day, _next_serial(session, day))


def _next_serial(session: Session, day: date) -> int:
    statement = insert(CaseSerial).values(day=day, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[CaseSerial.day], set_={"last": CaseSerial.last + 1}
    )
    return session.scalars(statement.returning(CaseSerial.last)).one()
