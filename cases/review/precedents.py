"""What was said before about the same thing at the same camera: the best advice a reviewer has."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from accounts.users.model import User
from cases.events.model import Event
from cases.review.model import Verdict

DAYS = 30
LATEST = 20


@dataclass(frozen=True, slots=True)
class Precedent:
    """One earlier verdict."""

    event_id: UUID
    opened_at: datetime
    score: float
    verdict: str
    reason: str | None
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Precedents:
    """The earlier verdicts of a month, counted, and the latest of them."""

    verdicts: Counter[str]
    reasons: Counter[str]
    latest: Sequence[Precedent]


def precedents(session: Session, scope: Scope, event: Event) -> Precedents:
    """Return the verdicts of 30 days before the event on its camera, algorithm and type."""
    alike = scope.limit(
        select(Verdict, Event)
        .join(Event, Event.id == Verdict.event_id)
        .where(
            Event.camera_id == event.camera_id,
            Event.algorithm_id.is_not_distinct_from(event.algorithm_id),
            Event.event_type == event.event_type,
            Event.id != event.id,
            Event.opened_at.between(event.opened_at - timedelta(days=DAYS), event.opened_at),
            Verdict.standing == "deciding",
            Verdict.undone_at.is_(None),
            Verdict.corrected_at.is_(None),
            Verdict.user_id.is_not(None),
        ),
        Event,
    )
    said, why = Counter[str](), Counter[str]()
    counted = alike.with_only_columns(Verdict.verdict, Verdict.reason, func.count())
    for verdict, reason, count in session.execute(
        counted.group_by(Verdict.verdict, Verdict.reason)
    ):
        said[verdict] += count
        if reason is not None:
            why[reason] += count
    rows = session.execute(
        alike.join(User, User.id == Verdict.user_id)
        .add_columns(User.name)
        .order_by(Event.opened_at.desc(), Event.id.desc())
        .limit(LATEST)
    )
    return Precedents(said, why, [_precedent(*row) for row in rows])


def _precedent(verdict: Verdict, event: Event, by: str) -> Precedent:
    return Precedent(
        event.id,
        event.opened_at,
        event.score,
        verdict.verdict,
        verdict.reason,
        verdict.note,
        by,
        verdict.at,
    )
