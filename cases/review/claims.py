"""Claims: who is at which event, for how long. Two people are never at the same one.

The unique index of open claims decides between those who try at once; a lapsed claim is ended by whoever
comes next, so an event is free the instant its lease is over, whatever background work does or does not.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import PRODUCT, record
from accounts.scope import Scope
from accounts.users.model import User
from cases.events.errors import EVENT
from cases.events.filters import Filter
from cases.events.model import Event
from cases.review.errors import (
    CLAIM,
    AlreadyClaimed,
    AnotherPerson,
    ClaimLapsed,
    NothingWanted,
    NotYourClaim,
    TooManyClaims,
)
from cases.review.model import Claim, Verdict
from core import feed
from core.clock import Clock
from core.grid import plan_anew
from core.ids import uuid7
from core.settings import Settings

CLAIMS_MAX = 50
"""Events one person may be at."""
BATCH = 500
TOPIC = "event"


def queue(scope: Scope, wanted: Filter) -> Select[Event]:
    """Return the events that want something the caller may give, not ordered.

    Checks are work of their own: they are in it only where they are asked for.
    """
    statement = select(Event).where(Event.wants.is_not(None))
    if wanted.wants is None:
        statement = statement.where(Event.wants != "check")
    return scope.limit(wanted.apply(statement), Event)


def claimed(now: datetime, *, by: UUID | None = None) -> ColumnElement[bool]:
    """Return the condition that somebody, or a certain person, is at an event."""
    live = [Claim.event_id == Event.id, Claim.ended_at.is_(None), Claim.until > now]
    return exists().where(*live, *([Claim.user_id == by] if by else []))


def spoke(user_id: UUID) -> ColumnElement[bool]:
    """Return the condition that somebody has said something about an event."""
    own = (Verdict.event_id == Event.id, Verdict.user_id == user_id, Verdict.undone_at.is_(None))
    return exists().where(*own)


def take_next(
    session: Session, scope: Scope, wanted: Filter, count: int, settings: Settings, clock: Clock
) -> list[Claim]:
    """Claim the first free events of the queue for the caller, at most `count`; fewer where none are left."""
    now = clock.now()
    _require_room(session, scope, count, now)
    plan_anew(session)
    reached = scope.sized(session)
    taken: list[Claim] = []
    while len(taken) < count:
        free = queue(reached, wanted).where(~claimed(now), ~spoke(scope.user.id))
        found = session.scalars(
            free.order_by(Event.rank_at, Event.id)
            .limit(count - len(taken))
            .with_for_update(of=Event, skip_locked=True, key_share=True)
        ).all()
        if not found:
            break
        taken += _claimed(session, scope, found, settings, clock)
    feed.publish_all(session, TOPIC, [(one.event_id, one.owner_id) for one in taken])
    return taken


def take(session: Session, scope: Scope, event_id: UUID, settings: Settings, clock: Clock) -> Claim:
    """Claim one event for the caller; what he holds already is renewed. Others' are refused."""
    now = clock.now()
    event = scope.fetch(session, Event, event_id, kind=EVENT, for_update=True)
    if event.wants is None:
        raise NothingWanted
    own = held(session, scope, event, now, settings)
    if own is not None:
        own.until = _until(now, settings)
        _tell(session, scope, event, own, clock)
        return own
    require_other(session, scope, event)
    _require_room(session, scope, 1, now)
    feed.publish(session, TOPIC, event.id, event.owner_id)
    return begin(session, scope, event, settings, clock)


def held(
    session: Session, scope: Scope, event: Event, now: datetime, settings: Settings
) -> Claim | None:
    """Return the caller's own claim of an event, None for nobody's; somebody else's is refused."""
    claim = live_of(session, event.id, now)
    if claim is None or claim.user_id == scope.user.id:
        return claim
    until = claim.until.astimezone(settings.zone)
    raise AlreadyClaimed(by=name_of(session, claim.user_id), until=f"{until:%Y-%m-%d %H:%M:%S}")


def live_of(session: Session, event_id: UUID, now: datetime) -> Claim | None:
    """Return the claim of an event that counts now, or None."""
    found = select(Claim).where(
        Claim.event_id == event_id, Claim.ended_at.is_(None), Claim.until > now
    )
    return session.scalar(found)


def require_other(session: Session, scope: Scope, event: Event) -> None:
    """Raise `AnotherPerson` where the caller spoke on the event before."""
    if session.scalar(select(spoke(scope.user.id)).select_from(Event).filter_by(id=event.id)):
        raise AnotherPerson


def renew(
    session: Session, scope: Scope, claim_ids: Sequence[UUID], settings: Settings, clock: Clock
) -> tuple[list[Claim], list[UUID]]:
    """Keep claims of the caller for another lease; return those kept, and the ids of those that are over."""
    now = clock.now()
    claims = [_own(session, scope, one) for one in dict.fromkeys(claim_ids)]
    kept = [one for one in claims if one.ended_at is None and one.until > now]
    for one in kept:
        one.until = _until(now, settings)
    after = {"claims": [one.id for one in kept], "until": _until(now, settings)}
    record(session, scope, "event.claim", claims[0], after=after, clock=clock)
    session.flush()
    return kept, [one.id for one in claims if one not in kept]


def release(session: Session, scope: Scope, claim_id: UUID, clock: Clock) -> None:
    """Let an event go; the next one may take it."""
    claim = _own(session, scope, claim_id)
    if claim.ended_at is not None:
        raise ClaimLapsed(at=claim.ended_at.isoformat(timespec="seconds"))
    finish(claim, "released", clock.now())
    before = {"until": claim.until}
    record(session, scope, "event.release", claim, before=before, clock=clock)
    feed.publish(session, TOPIC, claim.event_id, claim.owner_id)


def finish(claim: Claim, ending: str, now: datetime) -> None:
    """End a claim; one that is over ended when its time was."""
    claim.ending, claim.ended_at = ending, min(now, claim.until)


def begin(session: Session, scope: Scope, event: Event, settings: Settings, clock: Clock) -> Claim:
    """Claim an event whose row the transaction holds; refused where another is at it. Tells no feed."""
    found = _claimed(session, scope, [event], settings, clock)
    own = found[0] if found else held(session, scope, event, clock.now(), settings)
    assert own is not None, "a claim that is in the way is open"
    return own


def lapse(session: Session, now: datetime) -> int:
    """End the claims whose lease is over and tell that their events are free; return how many."""
    rows = session.execute(
        update(Claim)
        .where(
            Claim.id.in_(
                select(Claim.id)
                .where(Claim.ended_at.is_(None), Claim.until <= now)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
        )
        .values(ended_at=Claim.until, ending="lapsed")
        .returning(Claim.event_id, Claim.owner_id)
        .execution_options(synchronize_session=False)
    ).all()
    feed.publish_all(session, TOPIC, [(event_id, owner_id) for event_id, owner_id in rows])
    return len(rows)


def name_of(session: Session, user_id: UUID | None) -> str:
    """Return what somebody is called; nobody is the product itself."""
    if user_id is None:
        return PRODUCT
    return session.scalar(select(User.name).where(User.id == user_id)) or "?"


def _claimed(
    session: Session, scope: Scope, events: Sequence[Event], settings: Settings, clock: Clock
) -> list[Claim]:
    """Insert claims of these events, past those that are out of time; others' open ones win."""
    now = clock.now()
    _end_lapsed(session, [one.id for one in events], now)
    facts = {"user_id": scope.user.id, "at": now, "until": _until(now, settings)}
    rows = [{"id": uuid7(), "owner_id": one.owner_id, "event_id": one.id} | facts for one in events]
    statement = insert(Claim).values(rows).on_conflict_do_nothing().returning(Claim)
    made = {one.event_id: one for one in session.scalars(statement)}
    mine = [one for one in events if one.id in made]
    for event in mine:
        event.claimed_at = event.claimed_at or now
        _tell(session, scope, event, made[event.id], clock)
    session.flush()
    return [made[one.id] for one in mine]


def _end_lapsed(session: Session, event_ids: Sequence[UUID], now: datetime) -> None:
    session.execute(
        update(Claim)
        .where(Claim.event_id.in_(event_ids), Claim.ended_at.is_(None), Claim.until <= now)
        .values(ended_at=Claim.until, ending="lapsed")
        .execution_options(synchronize_session=False)
    )


def _tell(session: Session, scope: Scope, event: Event, claim: Claim, clock: Clock) -> None:
    """Leave the line that is the reason for looking at the event's pictures."""
    after = {"claim_id": claim.id, "until": claim.until}
    record(session, scope, "event.claim", event, after=after, clock=clock)


def _own(session: Session, scope: Scope, claim_id: UUID) -> Claim:
    claim = scope.fetch(session, Claim, claim_id, kind=CLAIM, for_update=True)
    if claim.user_id != scope.user.id:
        raise NotYourClaim(by=name_of(session, claim.user_id))
    return claim


def _require_room(session: Session, scope: Scope, count: int, now: datetime) -> None:
    live = select(func.count()).where(
        Claim.user_id == scope.user.id, Claim.ended_at.is_(None), Claim.until > now
    )
    if (session.scalar(live) or 0) + count > CLAIMS_MAX:
        raise TooManyClaims(limit=CLAIMS_MAX)


def _until(now: datetime, settings: Settings) -> datetime:
    return now + timedelta(seconds=settings.claim_lease_s)
