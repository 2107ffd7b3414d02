"""Sessions: begun with a password, ended by idleness, by age, or on request."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record, record_attempt
from accounts.organizations.model import Organization
from accounts.scope import Principal, Scope
from accounts.sessions.model import UserSession
from accounts.users import service as users
from accounts.users.model import User
from accounts.users.passwords import hash_password, outdated, verify
from core.clock import Clock
from core.settings import Settings

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
_SEEN_EVERY_S = 60.0
_SESSIONS = (
    select(UserSession, *users.CALLER)
    .join(User, User.id == UserSession.user_id)
    .join(Organization, Organization.id == User.owner_id)
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun; `cookie` is shown once and not kept."""

    cookie: str
    scope: Scope
    """Its action is the sign-in's own."""


def sign_in(
    session: Session,
    login: str,
    password: str,
    *,
    address: str | None,
    settings: Settings,
    clock: Clock,
) -> SignedIn | None:
    """Begin a session, or count a failure and return None; commit in both cases."""
    wanted = login.strip().lower()[:64]
    user = session.scalar(select(User).where(User.login == wanted).with_for_update())
    good = verify(user.password_hash if user else None, password)
    if user is None or not good or not _usable(user, clock.now()):
        _count_failure(session, user, wanted, good, address, clock)
        return None
    user.failures, user.locked_until = 0, None
    if outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return begin(session, user, address=address, settings=settings, clock=clock)


def begin(
    session: Session, user: User, *, address: str | None, settings: Settings, clock: Clock
) -> SignedIn:
    """Begin a session for a user who has proved who he is."""
    cookie, now = secrets.token_urlsafe(32), clock.now()
    row = UserSession(
        owner_id=user.owner_id,
        user_id=user.id,
        digest=digest(cookie),
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(seconds=settings.session_max_s),
        address=address,
    )
    session.add(row)
    session.execute(delete(UserSession).where(UserSession.expires_at < now))
    session.flush()
    scope = Scope(
        users.principal(session, user, session_id=row.id, address=address), "session.read"
    )
    record(session, scope, "session.create", row, clock=clock)
    return SignedIn(cookie, scope)


def resume(
    session: Session, cookie: str, *, address: str | None, settings: Settings, clock: Clock
) -> Principal | None:
    """Return who holds the cookie, or None when it is unknown, idle, too old, or its user disabled."""
    now = clock.now()
    found = session.execute(_SESSIONS.where(UserSession.digest == digest(cookie))).one_or_none()
    if found is None:
        return None
    row, user, organization, active = found
    if not user.enabled or not _alive(row, settings, now):
        return None
    _mark_seen(session, row, settings, now)
    return users.caller(user, organization, active, session_id=row.id, address=address)


def still_valid(session: Session, who: Principal, settings: Settings, clock: Clock) -> bool:
    """Tell whether somebody who opened a stream may go on reading it."""
    user = session.get(User, who.id, populate_existing=True)
    if user is None or not user.enabled or {*user.roles} != {*who.roles}:
        return False
    if who.session_id is None:
        return True
    row = session.get(UserSession, who.session_id, populate_existing=True)
    return row is not None and clock.now() < row.expires_at


def end(session: Session, scope: Scope, clock: Clock) -> None:
    """Sign the caller out; a token has no session to end."""
    row = session.get(UserSession, scope.user.session_id) if scope.user.session_id else None
    if row is not None:
        record(session, scope, "session.delete", row, clock=clock)
        session.delete(row)


def digest(secret: str) -> str:
    """Return what is kept of a random secret: long enough that a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _usable(user: User, now: datetime) -> bool:
    return user.enabled and (user.locked_until is None or user.locked_until <= now)


def _count_failure(
    session: Session, user: User | None, login: str, good: bool, address: str | None, clock: Clock
) -> None:
    """A failure while locked does not prolong the lock, so that nobody can be kept out for ever."""
    now = clock.now()
    if user is not None and not good and _usable(user, now):
        user.failures = 1 if user.locked_until is not None else user.failures + 1
        user.locked_until = now + LOCKED_FOR if user.failures >= FAILURES else None
    record_attempt(
        session,
        "session.refuse",
        login,
        owner_id=user.owner_id if user else None,
        user_id=user.id if user else None,
        address=address,
        clock=clock,
        reason="locked" if user is not None and not _usable(user, now) else "credentials",
    )


def _alive(row: UserSession, settings: Settings, now: datetime) -> bool:
    idle_until = row.seen_at + timedelta(seconds=settings.session_idle_s)
    return now < row.expires_at and now < idle_until


def _mark_seen(session: Session, row: UserSession, settings: Settings, now: datetime) -> None:
    """Write at most once a minute, and in one statement, so that parallel requests do not queue up."""
    every = timedelta(seconds=min(_SEEN_EVERY_S, settings.session_idle_s / 10))
    if now - row.seen_at >= every:
        session.execute(
            update(UserSession)
            .where(UserSession.id == row.id, UserSession.seen_at < now - every / 2)
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )
