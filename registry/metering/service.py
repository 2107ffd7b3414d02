"""Adding to the hours of calls, and removing hours whose time is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from registry.metering.model import InferenceHour, LookHour


@dataclass(slots=True)
class Used:
    """Calls of one version by one organization."""

    calls: int = 0
    frames: int = 0
    failures: int = 0
    seconds: float = 0.0


Hour = tuple[UUID, UUID, datetime]
"""Whose, of which version, when it began."""


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of a moment's hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def add(session: Session, used: Mapping[Hour, Used]) -> None:
    """Add what was used to the hours, in one order, so that two that add never wait for each other."""
    for owner_id, version_id, hour in sorted(used):
        one = used[owner_id, version_id, hour]
        added = {name: getattr(one, name) for name in ("calls", "frames", "failures", "seconds")}
        key = {"owner_id": owner_id, "version_id": version_id, "hour": hour}
        statement = insert(InferenceHour).values(**key, **added)
        more = {name: getattr(InferenceHour, name) + value for name, value in added.items()}
        session.execute(statement.on_conflict_do_update(index_elements=[*key], set_=more))


def forget_before(session: Session, instant: datetime) -> None:
    """Remove the hours that began before an instant, of looks and of calls."""
    for hours in (LookHour, InferenceHour):
        session.execute(delete(hours).where(hours.hour < instant))
