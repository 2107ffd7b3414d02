"""Giving a verdict, taking it back, correcting it, and carrying it out once its time for undoing is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.events.errors import EVENT
from cases.events.model import Event
from cases.incidents import service as incidents
from cases.review import claims
from cases.review.checks import sampled
from cases.review.errors import (
    VERDICT,
    AlreadyJudged,
    DuplicateOfWhat,
    NotCorrectable,
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

Kind = Literal["confirm", "reject", "duplicate", "uncertain"]
Standing = Literal["deciding", "opinion", "check"]
BATCH = 50
TOPIC = "event"
_log = get_logger(__name__)
KIND_NAMES: Mapping[str, Text] = {
    "confirm": Text("确认", "confirmed"),
    "reject": Text("驳回", "rejected"),
    "duplicate": Text("重复", "a duplicate"),
    "uncertain": Text("存疑", "uncertain"),
}
REVIEW: Mapping[str, str] = {
    "confirm": "confirmed",
    "reject": "rejected",
    "duplicate": "duplicate",
}
"""What an event is once a verdict decided."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about an event."""

    verdict: Kind
    reason: str | None = None
    note: str = ""
    duplicate_of: UUID | None = None
    corrects: UUID | None = None


def give(
    session: Session,
    scope: Scope,
    event_id: UUID,
    said: Said,
    *,
    settings: Settings,
    clock: Clock,
) -> Verdict:
    """Judge an event that nobody else is at; the verdict takes effect after the time for undoing it.

    Whoever judges without a claim takes one with his verdict. An uncertain verdict decides nothing:
    the event waits for another person's.
    """
    check_reason(said.verdict, said.reason)
    event = scope.fetch(session, Event, event_id, kind=EVENT, for_update=True)
    claim = claims.held(session, scope, event, clock.now(), settings)
    standing = _standing(session, scope, event, said, settings, claimed=claim is not None)
    _check_original(session, scope, event, said)
    if standing != "deciding" or said.corrects is None:
        claim = claim or claims.begin(session, scope, event, settings, clock)
        claims.finish(claim, "judged", clock.now())
    verdict = written(event, scope.user.id, said, standing, settings, clock)
    if said.corrects is not None:
        session.get_one(Verdict, said.corrects).corrected_at = clock.now()
        session.flush()
    session.add(verdict)
    apply(session, scope, event, verdict, clock)
    session.flush()
    return verdict


def written(
    event: Event,
    user_id: UUID | None,
    said: Said,
    standing: Standing,
    settings: Settings,
    clock: Clock,
) -> Verdict:
    """Return the row of a verdict, not yet in the session; of nobody, where it is automatic."""
    now = clock.now()
    return Verdict(
        id=uuid7(),
        owner_id=event.owner_id,
        event_id=event.id,
        version_id=event.version_id,
        user_id=user_id,
        standing=standing,
        verdict=said.verdict,
        reason=said.reason,
        duplicate_of=said.duplicate_of,
        note=said.note,
        corrects=said.corrects,
        at=now,
        effective_at=now + timedelta(seconds=settings.undo_s),
    )


def apply(
    session: Session, scope: Scope | None, event: Event, verdict: Verdict, clock: Clock
) -> None:
    """Make the event what a verdict on it says, with its line and its change."""
    before = _state(event)
    match verdict.standing:
        case "deciding":
            event.review, event.wants = REVIEW[verdict.verdict], None
            event.judged_at = verdict.at
        case "opinion":
            event.wants = "opinion"
        case _:
            event.wants = None
    told = {"verdict": verdict.verdict, "reason": verdict.reason, "standing": verdict.standing}
    if verdict.user_id is None:
        told["by"] = "auto"
    if verdict.corrects is not None:
        told["corrects"] = str(verdict.corrects)
    if verdict.duplicate_of is not None:
        told["duplicate_of"] = str(verdict.duplicate_of)
    after = _state(event) | told
    record(session, scope, "event.judge", event, before=before, after=after, clock=clock)
    feed.publish(session, TOPIC, event.id, event.owner_id)


def undo(
    session: Session,
    scope: Scope,
    event_id: UUID,
    verdict_id: UUID,
    *,
    settings: Settings,
    clock: Clock,
) -> Verdict:
    """Take one's own verdict back before it takes effect; the event is its author's to judge again."""
    verdict = scope.fetch(session, Verdict, verdict_id, kind=VERDICT, for_update=True)
    if verdict.event_id != event_id:
        raise NotFound(kind=VERDICT, id=verdict_id)
    event = take_back(session, scope, verdict, clock)
    if event.wants is not None and claims.live_of(session, event.id, clock.now()) is None:
        claims.begin(session, scope, event, settings, clock)
    return verdict


def take_back(session: Session, scope: Scope, verdict: Verdict, clock: Clock) -> Event:
    """Undo a verdict whose row the transaction holds; the event is again what it was before."""
    event = session.get_one(
        Event, verdict.event_id, with_for_update={"key_share": True}, populate_existing=True
    )
    _check_undo(session, scope, event, verdict, clock.now())
    before = _state(event)
    verdict.undone_at = clock.now()
    session.flush()
    if verdict.corrects is not None:
        session.get_one(Verdict, verdict.corrects).corrected_at = None
    if verdict.standing == "check":
        event.wants = "check"
    else:
        _restore(session, event)
    after = _state(event)
    record(
        session, scope, "event.judge", event, before=before, after=after, reason="undo", clock=clock
    )
    feed.publish(session, TOPIC, event.id, event.owner_id)
    session.flush()
    return event


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


def deciding(session: Session, event_id: UUID) -> Verdict | None:
    """Return the verdict of an event that counts, or None."""
    found = select(Verdict).filter_by(
        event_id=event_id, standing="deciding", undone_at=None, corrected_at=None
    )
    return session.scalar(found)


def check_reason(kind: Kind, reason: str | None) -> None:
    """Raise `ReasonUnknown` unless a rejection, and it alone, has a reason of the list."""
    if (kind == "reject" and reason in REJECT_REASONS) or (kind != "reject" and reason is None):
        return
    raise ReasonUnknown(known=", ".join(REJECT_REASONS))


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
    event = session.get_one(
        Event, verdict.event_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if verdict.standing == "deciding" and verdict.corrected_at is None:
        if verdict.verdict == "confirm":
            incidents.file_or_join(session, event, by=verdict.user_id, at=now, settings=settings)
        elif verdict.corrects is not None:
            why = verdict.note
            incidents.withdraw(
                session, event, by=verdict.user_id, at=now, settings=settings, why=why
            )
        if verdict.duplicate_of is not None:
            incidents.unite(session, event, verdict.duplicate_of)
        by_person = verdict.user_id is not None and verdict.corrects is None
        if by_person and sampled(event.id, verdict.verdict, settings):
            event.wants = "check"
    feed.publish(session, TOPIC, event.id, event.owner_id)
    session.flush()


def _standing(
    session: Session, scope: Scope, event: Event, said: Said, settings: Settings, *, claimed: bool
) -> Standing:
    """Return what a verdict given now would be; refuse it where the event wants none from the caller."""
    if said.corrects is not None:
        _check_correction(session, event, said)
        return "deciding"
    checks = event.wants == "check" and claimed
    if event.wants not in ("verdict", "opinion") and not checks:
        raise _already_judged(session, event, settings)
    claims.require_other(session, scope, event)
    if checks:
        return "check"
    return "opinion" if said.verdict == "uncertain" else "deciding"


def _check_correction(session: Session, event: Event, said: Said) -> None:
    if said.corrects is None:
        return
    verdict = session.get(Verdict, said.corrects, with_for_update=True, populate_existing=True)
    if verdict is None or verdict.event_id != event.id:
        raise NotFound(kind=VERDICT, id=said.corrects)
    counts = verdict.standing == "deciding" and verdict.undone_at is None
    settled = verdict.settled_at is not None and verdict.corrected_at is None
    if not (counts and settled and said.note and said.verdict != "uncertain"):
        raise NotCorrectable


def _check_original(session: Session, scope: Scope, event: Event, said: Said) -> None:
    """Refuse a duplicate of nothing, of itself or of another duplicate."""
    if (said.verdict == "duplicate") != (said.duplicate_of is not None):
        raise DuplicateOfWhat
    if said.duplicate_of is None:
        return
    original = scope.fetch(session, Event, said.duplicate_of, kind=EVENT)
    if original.id == event.id or original.review == "duplicate":
        raise DuplicateOfWhat


def _check_undo(
    session: Session, scope: Scope, event: Event, verdict: Verdict, now: datetime
) -> None:
    if verdict.undone_at is not None:
        raise VerdictAlreadyUndone
    if verdict.user_id != scope.user.id:
        raise NotYourVerdict(by=claims.name_of(session, verdict.user_id))
    passed = verdict.standing == "opinion" and event.wants != "opinion"
    if verdict.settled_at is not None or now >= verdict.effective_at or passed:
        raise TooLateToUndo(at=verdict.effective_at.isoformat(timespec="seconds"))


def _restore(session: Session, event: Event) -> None:
    """Make the event what its verdicts that stand say."""
    counts = deciding(session, event.id)
    if counts is not None:
        event.review, event.wants, event.judged_at = REVIEW[counts.verdict], None, counts.at
        return
    opinions = select(Verdict.id).filter_by(event_id=event.id, standing="opinion", undone_at=None)
    doubted = session.scalar(opinions.limit(1)) is not None
    event.review, event.judged_at = "waiting", None
    event.wants = "opinion" if doubted else "verdict"


def _state(event: Event) -> dict[str, str | None]:
    return {"review": event.review, "wants": event.wants}


def _already_judged(session: Session, event: Event, settings: Settings) -> AlreadyJudged:
    verdict = deciding(session, event.id)
    assert verdict is not None, "an event that does not wait has a verdict"
    at = verdict.at.astimezone(settings.zone)
    by = claims.name_of(session, verdict.user_id)
    return AlreadyJudged(by=by, at=f"{at:%Y-%m-%d %H:%M:%S}", said=KIND_NAMES[verdict.verdict])
