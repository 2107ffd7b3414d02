"""Who sees an event's pictures clear: the case circle, and whoever has said why he looks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from accounts.viewings import service as viewings
from cases.events.model import Event
from core.settings import Settings

DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Clearance:
    """On which grounds somebody sees clear pictures, as the audit keeps it."""

    reason: str
    viewing_id: UUID | None = None


def clearance(
    session: Session, scope: Scope, event: Event, settings: Settings, now: datetime
) -> Clearance | None:
    """Return the caller's grounds to see the event clear in this session, or None."""
    if has_duty(session, scope, event):
        return Clearance(DUTY)
    viewing = viewings.open_of(session, scope.user, "evidence", event.id, settings, now)
    return None if viewing is None else Clearance(viewings.said(viewing), viewing.id)


def has_duty(session: Session, scope: Scope, event: Event) -> bool:
    """Tell whether the caller has to judge the event: it waits, and he may. A claim will take its place."""
    if event.review != "waiting" or not scope.may("event.judge"):
        return False
    mine = select(Event.id).where(Event.id == event.id, scope.reached(Event, "event.judge"))
    return session.scalar(mine) is not None
