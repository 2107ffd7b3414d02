"""How long evidence is kept, by what became of its event; what is over is deleted, and the trail says so.

The event's row stays and says when its evidence went; its manifest stays and says what that was. Evidence
of an event that goes on, of a case that is not closed, or of an event somebody is working on stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from cases.events.model import Event, Evidence
from cases.events.service import TOPIC
from cases.lifecycle.model import Case, CaseEvent, CaseStep
from cases.lifecycle.transitions import OVER
from cases.review.model import Claim
from core import feed
from core.clock import Clock
from core.settings import Settings

BATCH = 200
"""Events whose evidence goes in one transaction."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What one batch deleted; the blobs are still there, and may belong to others as well."""

    events: int
    digests: tuple[str, ...]


def classes(settings: Settings, now: datetime) -> Mapping[str, ColumnElement[bool]]:
    """Return, for each class, which events are past its retention."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    maintenance = Event.subscription_id.is_(None) & (Event.watcher_id == Event.camera_id)
    case = _of_a_case()

    def judged(days: int, *reviews: str) -> ColumnElement[bool]:
        return and_(~maintenance, ~case, Event.review.in_(reviews), Event.opened_at < before(days))

    long_closed = _closed_at() < before(settings.retention_closed_days)
    closed = _of_a_case(Case.state.in_(OVER), long_closed)
    by_itself = and_(
        maintenance, ~case, Event.opened_at < before(settings.retention_maintenance_days)
    )
    return {
        "rejected": judged(settings.retention_rejected_days, "rejected", "duplicate"),
        "unreviewed": judged(settings.retention_unreviewed_days, "waiting"),
        "confirmed": judged(settings.retention_confirmed_days, "confirmed"),
        "closed": closed,
        "maintenance": by_itself,
    }


def purge(session: Session, settings: Settings, clock: Clock) -> Purged:
    """Delete the evidence of one batch of events of one class; nothing left to do: no events."""
    now = clock.now()
    for name, over in classes(settings, now).items():
        events = session.scalars(_next(over)).all()
        if events:
            return Purged(len(events), _purge(session, name, events, clock))
    return Purged(0, ())


def _next(over: ColumnElement[bool]) -> Select[Event]:
    return (
        select(Event)
        .where(Event.purged_at.is_(None), Event.ended_at.is_not(None), over, ~held())
        .order_by(Event.opened_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


def held() -> ColumnElement[bool]:
    """Which events somebody is at: a piece is being made, it is claimed, or a case is not over."""
    making = exists().where(Evidence.event_id == Event.id, Evidence.state == "making")
    claimed = exists().where(Claim.event_id == Event.id, Claim.ended_at.is_(None))
    return or_(making, claimed, _of_a_case(Case.state.not_in(OVER)))


def _of_a_case(*such: ColumnElement[bool]) -> ColumnElement[bool]:
    """Which events belong to a case, as its first or because they joined it."""
    return exists().where(CaseEvent.event_id == Event.id, Case.id == CaseEvent.case_id, *such)


def _closed_at() -> ColumnElement[datetime]:
    """When a case came to where it is: its last step."""
    last = select(func.max(CaseStep.at)).where(CaseStep.case_id == Case.id)
    return last.correlate(Case).scalar_subquery()


def _purge(session: Session, name: str, events: Sequence[Event], clock: Clock) -> tuple[str, ...]:
    """Let go of what these events kept, with one line of the trail for each organization."""
    gone = session.execute(
        update(Evidence)
        .where(Evidence.event_id.in_([event.id for event in events]), Evidence.state == "kept")
        .values(state="purged")
        .returning(Evidence.event_id, Evidence.digest, Evidence.bytes)
        .execution_options(synchronize_session=False)
    ).all()
    for event in events:
        event.purged_at = clock.now()
        feed.publish(session, TOPIC, event.id, event.owner_id)
    for owner_id in sorted({event.owner_id for event in events}):
        of_owner = [event.id for event in events if event.owner_id == owner_id]
        sizes = [size for event_id, _, size in gone if event_id in of_owner]
        told = {"class": name, "events": of_owner, "pieces": len(sizes), "bytes": sum(sizes)}
        owner = session.get_one(Organization, owner_id)
        record(session, None, "evidence.purge", owner, after=told, clock=clock)
    session.flush()
    return tuple(digest for _, digest, _ in gone if digest is not None)
