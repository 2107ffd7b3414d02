"""Giving a verdict, taking it back, and carrying it out once its time for undoing is over."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.users.model import User
from cases.events.errors import EVENT
from cases.events.model import Event
from cases.lifecycle.service import file_case
from cases.review.errors import (
    AlreadyJudged,
    NotYourVerdict,
    ReasonUnknown,
    TooLateToUndo,
    VerdictAlreadyUndone,
)
from cases.review.model import Verdict
from cases.review.reasons import REJECT_REASONS
from core import feed
from core.clock import Clock
from core.errors import AlgomartError, NotFound
from core.ids import uuid7
from core.log import get_logger
from core.settings import Settings
from core.text import Text

Kind = Literal["confirm", "reject"]
BATCH = 50
_log = get_logger(__name__)
VERDICT = Text("判定", "verdict")
_WORDS = {"confirm": Text("确认", "confirmed"), "reject": Text("驳回", "rejected")}
_REVIEW = {"confirm": "confirmed", "reject": "rejected"}


def give(
    session: Session,
    scope: Scope,
    event_id: UUID,
    kind: Kind,
    *,
    reason: str | None,
    note: str,
    settings: Settings,
    clock: Clock,
) -> Verdict:
    """Judge an event that waits; the verdict takes effect after the time for undoing it."""
    _check_reason(kind, reason)
    event = scope.fetch(session, Event, event_id, kind=EVENT, for_update=True)
    if event.review != "waiting":
        raise _already_judged(session, event, settings)
    now = clock.now()
    verdict = Verdict(
        id=uuid7(),
        owner_id=event.owner_id,
        event_id=event.id,
        version_id=event.version_id,
        user_id=scope.user.id,
        verdict=kind,
        reason=reason,
        note=note,
        at=now,
        effective_at=now + timedelta(seconds=settings.undo_s),
    )
    session.add(verdict)
    event.review = _REVIEW[kind]
    record(
        session,
        scope,
        "event.judge",
        event,
        before={"review": "waiting"},
        after={"review": event.review, "reason": reason},
        clock=clock,
    )
    feed.publish(session, "event", event.id, event.owner_id)
    session.flush()
    return verdict


def undo(
    session: Session, scope: Scope, event_id: UUID, verdict_id: UUID, *, clock: Clock
) -> Verdict:
    """Take one's own verdict back before it takes effect; the event waits again."""
    verdict = scope.fetch(session, Verdict, verdict_id, kind=VERDICT, for_update=True)
    if verdict.event_id != event_id:
        raise NotFound(kind=VERDICT, id=verdict_id)
    _check_undo(session, scope, verdict, clock.now())
    verdict.undone_at = clock.now()
    event = session.get_one(Event, event_id, with_for_update={"key_share": True})
    before, event.review = event.review, "waiting"
    record(
        session,
        scope,
        "event.judge",
        event,
        before={"review": before},
        after={"review": "waiting"},
        reason="undo",
        clock=clock,
    )
    feed.publish(session, "event", event.id, event.owner_id)
    return verdict


def settle(session: Session, now: datetime, settings: Settings) -> int:
    """Carry out the verdicts whose time for undoing is over; return how many.

    What somebody else carries out is passed over; one that fails is left for the next time and holds
    up none of the others.
    """
    due = session.scalars(
        select(Verdict)
        .where(
            Verdict.effective_at <= now,
            Verdict.undone_at.is_(None),
            Verdict.settled_at.is_(None),
        )
        .order_by(Verdict.effective_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(_carried_out(session, verdict, now, settings) for verdict in due)


def _carried_out(session: Session, verdict: Verdict, now: datetime, settings: Settings) -> bool:
    try:
        with session.begin_nested():
            _carry_out(session, verdict, now, settings)
    except (AlgomartError, IntegrityError, DataError) as error:
        _log.error("verdict not carried out", verdict_id=str(verdict.id), error=str(error))
        return False
    return True


def _carry_out(session: Session, verdict: Verdict, now: datetime, settings: Settings) -> None:
    verdict.settled_at = now
    event = session.get_one(Event, verdict.event_id)
    if verdict.verdict == "confirm":
        file_case(session, event, by=verdict.user_id, at=now, settings=settings)
    feed.publish(session, "event", event.id, event.owner_id)
    session.flush()


def _check_reason(kind: Kind, reason: str | None) -> None:
    if (kind == "confirm" and reason is None) or (kind == "reject" and reason in REJECT_REASONS):
        return
    raise ReasonUnknown(known=", ".join(REJECT_REASONS))


def _check_undo(session: Session, scope: Scope, verdict: Verdict, now: datetime) -> None:
    if verdict.undone_at is not None:
        raise VerdictAlreadyUndone
    if verdict.user_id != scope.user.id:
        raise NotYourVerdict(by=_name(session, verdict.user_id))
    if verdict.settled_at is not None or now >= verdict.effective_at:
        raise TooLateToUndo(at=verdict.effective_at.isoformat(timespec="seconds"))


def _already_judged(session: Session, event: Event, settings: Settings) -> AlreadyJudged:
    verdict = session.scalars(select(Verdict).filter_by(event_id=event.id, undone_at=None)).one()
    at = verdict.at.astimezone(settings.zone)
    by = _name(session, verdict.user_id)
    return AlreadyJudged(by=by, at=f"{at:%Y-%m-%d %H:%M:%S}", said=_WORDS[verdict.verdict])


def _name(session: Session, user_id: UUID) -> str:
    return session.scalar(select(User.name).where(User.id == user_id)) or "?"
