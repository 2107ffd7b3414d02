"""Viewings: begun with a reason, found by what serves pictures, ended on request or by idleness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Principal, Scope
from accounts.sessions.model import UserSession
from accounts.tokens.model import ApiToken
from accounts.users.model import User
from accounts.viewings.errors import VIEWING, LookReasonUnknown
from accounts.viewings.model import Kind, Viewing
from accounts.viewings.reasons import LOOK_REASONS, OTHER
from core.clock import Clock
from core.settings import Settings

LIVE_IDLE = timedelta(seconds=60)
"""A live look whose pictures nobody fetches ends after this."""
_SEEN_EVERY = timedelta(seconds=5)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to look at, and why."""

    kind: Kind
    object_type: str
    object_ids: Sequence[UUID]
    reason: str
    note: str = ""


def begin(session: Session, scope: Scope, owner_id: UUID, wish: Wish, clock: Clock) -> Viewing:
    """Note why somebody begins to look; whether he may see the objects was asked before."""
    if wish.reason not in LOOK_REASONS or (wish.reason == OTHER and not wish.note):
        raise LookReasonUnknown(known=", ".join(LOOK_REASONS))
    now = clock.now()
    viewing = Viewing(
        owner_id=owner_id,
        user_id=scope.user.id,
        credential_id=credential(scope.user),
        kind=wish.kind,
        object_type=wish.object_type,
        object_ids=[*dict.fromkeys(wish.object_ids)],
        reason=wish.reason,
        note=wish.note,
        started_at=now,
        seen_at=now,
    )
    session.add(viewing)
    session.flush()
    told = {"kind": wish.kind, wish.object_type: viewing.object_ids}
    record(session, scope, "viewing.create", viewing, after=told, reason=said(viewing), clock=clock)
    return viewing


def open_of(
    session: Session,
    user: Principal,
    kind: Kind,
    object_id: UUID,
    settings: Settings,
    now: datetime,
) -> Viewing | None:
    """Return the caller's newest open viewing of an object in this session, or None."""
    return session.scalar(
        select(Viewing)
        .where(
            Viewing.credential_id == credential(user),
            Viewing.ended_at.is_(None),
            Viewing.kind == kind,
            Viewing.object_ids.contains([object_id]),
            Viewing.seen_at > now - LIVE_IDLE
            if kind == "live"
            else Viewing.started_at > now - timedelta(seconds=settings.session_max_s),
        )
        .order_by(Viewing.started_at.desc())
        .limit(1)
    )


def live(session: Session, user: Principal, viewing_id: UUID, now: datetime) -> Viewing | None:
    """Return the caller's live viewing while it is open in this session, or None."""
    viewing = session.get(Viewing, viewing_id, populate_existing=True)
    if viewing is None or viewing.kind != "live" or viewing.credential_id != credential(user):
        return None
    ended = viewing.ended_at is not None or viewing.seen_at <= now - LIVE_IDLE
    return None if ended else viewing


def mark_seen(session: Session, viewing: Viewing, now: datetime) -> None:
    """Note that a picture was fetched; written every 5 s at most, so that parallel fetches do not queue."""
    if now - viewing.seen_at < _SEEN_EVERY:
        return
    session.execute(
        update(Viewing)
        .where(Viewing.id == viewing.id, Viewing.seen_at < now, Viewing.ended_at.is_(None))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def end(session: Session, scope: Scope, viewing_id: UUID, clock: Clock) -> None:
    """End one of the caller's own viewings; ending it again changes nothing."""
    viewing = scope.fetch(session, Viewing, viewing_id, kind=VIEWING, for_update=True)
    if viewing.ended_at is None:
        viewing.ended_at = clock.now()
        told = _told(viewing)
        record(
            session, scope, "viewing.end", viewing, after=told, reason=said(viewing), clock=clock
        )


def close_idle(session: Session, settings: Settings, clock: Clock) -> int:
    """End live viewings nobody fetches pictures of, and all whose session is over; return how many."""
    now = clock.now()
    rows = session.execute(_idle(settings, now)).all()
    for viewing, login in rows:
        viewing.ended_at = viewing.seen_at if viewing.kind == "live" else now
        told = _told(viewing) | {"login": login, "ended_by": "idleness"}
        record(session, None, "viewing.end", viewing, after=told, reason=said(viewing), clock=clock)
    return len(rows)


def search(scope: Scope) -> Select[Viewing]:
    """Return the viewings the caller may read."""
    return scope.limit(select(Viewing), Viewing)


def logins(session: Session, viewings: Sequence[Viewing]) -> dict[UUID, str]:
    """Return the logins of those who looked, by the id of the user."""
    found = select(User.id, User.login).where(User.id.in_({one.user_id for one in viewings}))
    return {user_id: login for user_id, login in session.execute(found)}


def credential(user: Principal) -> UUID:
    """Return what proved who is asking: his session, or his token."""
    return user.session_id or user.token_id or user.id


def said(viewing: Viewing) -> str:
    """Return a viewing's reason in one line, as the audit keeps it."""
    return f"{viewing.reason}: {viewing.note}" if viewing.note else viewing.reason


def _idle(settings: Settings, now: datetime) -> Select[Viewing, str]:
    proved = or_(
        exists().where(UserSession.id == Viewing.credential_id),
        exists().where(ApiToken.id == Viewing.credential_id),
    )
    idle = (Viewing.kind == "live") & (Viewing.seen_at <= now - LIVE_IDLE)
    oldest = now - timedelta(seconds=settings.session_max_s)
    return (
        select(Viewing, User.login)
        .join(User, User.id == Viewing.user_id)
        .where(Viewing.ended_at.is_(None), or_(idle, ~proved, Viewing.started_at <= oldest))
        .limit(_BATCH)
        .with_for_update(of=Viewing, skip_locked=True)
    )


def _told(viewing: Viewing) -> dict[str, Any]:
    return {
        "kind": viewing.kind,
        viewing.object_type: viewing.object_ids,
        "started_at": viewing.started_at,
        "ended_at": viewing.ended_at,
    }
