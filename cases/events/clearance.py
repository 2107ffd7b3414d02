"""Who sees an event's pictures clear: whoever has claimed it, and whoever has said why he looks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Uuid, column, select, table
from sqlalchemy.orm import Session

from accounts.scope import Scope
from accounts.viewings import service as viewings
from cases.events.model import Event
from core.settings import Settings

CLAIM = "claim"
_claims = table(
    "claims",
    column("event_id", Uuid),
    column("user_id", Uuid),
    column("until", DateTime(timezone=True)),
    column("ended_at", DateTime(timezone=True)),
)


@dataclass(frozen=True, slots=True)
class Clearance:
    """On which grounds somebody sees clear pictures, as the audit keeps it."""

    reason: str
    viewing_id: UUID | None = None


def clearance(
    session: Session, scope: Scope, event: Event, settings: Settings, now: datetime
) -> Clearance | None:
    """Return the caller's grounds to see the event clear in this session, or None."""
    if has_claim(session, scope, event, now):
        return Clearance(CLAIM)
    viewing = viewings.open_of(session, scope.user, "evidence", event.id, settings, now)
    return None if viewing is None else Clearance(viewings.said(viewing), viewing.id)


def has_claim(session: Session, scope: Scope, event: Event, now: datetime) -> bool:
    """Tell whether the caller is at the event in order to judge it, and still may."""
    if not scope.may("event.judge"):
        return False
    claim = select(Event.id).where(
        Event.id == event.id,
        scope.reached(Event, "event.judge"),
        _claims.c.event_id == Event.id,
        _claims.c.user_id == scope.user.id,
        _claims.c.ended_at.is_(None),
        _claims.c.until > now,
    )
    return session.scalar(claim) is not None
