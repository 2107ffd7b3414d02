"""The desk at a glance: how much waits, what of it is late, and what one is at oneself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from cases.events.filters import Filter
from cases.events.model import Event
from cases.review.claims import claimed, queue
from core.grid import plan_anew
from core.http.page import COUNT_CAP


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of events; each is at most one more than can be told exactly."""

    verdicts: int
    opinions: int
    checks: int
    escalated: int
    """Of those that want a verdict or an opinion."""
    mine: int
    """Claimed by the caller."""
    oldest_at: datetime | None
    """When the oldest of the most urgent hundred opened: None where nothing waits."""


def counts(session: Session, scope: Scope, now: datetime) -> Counts:
    """Return how much the desk wants of the caller and his colleagues."""
    plan_anew(session)
    scope = scope.sized(session)
    mine = queue(scope, Filter()).where(claimed(now, by=scope.user.id))
    urgent = queue(scope, Filter()).order_by(Event.rank_at, Event.id).limit(100).subquery()
    return Counts(
        _count(session, queue(scope, Filter(wants="verdict"))),
        _count(session, queue(scope, Filter(wants="opinion"))),
        _count(session, queue(scope, Filter(wants="check"))),
        _count(session, queue(scope, Filter(escalated=True))),
        _count(session, mine),
        session.scalar(select(func.min(urgent.c.opened_at))),
    )


def _count(session: Session, wanted: Select[Event]) -> int:
    capped = wanted.with_only_columns(Event.id).limit(COUNT_CAP + 1).subquery()
    return session.scalar(select(func.count()).select_from(capped)) or 0
