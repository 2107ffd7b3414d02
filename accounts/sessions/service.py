"""Sessions: begun with a proof of who one is, ended by idleness, by age, or on request."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record, record_attempt
from accounts.organizations.model import Organization
from accounts.scope import Principal, Scope
from accounts.second_factor import service as second_factor
from accounts.sessions import duties
from accounts.sessions.model import Method, UserSession
from accounts.tokens.model import ApiToken
from accounts.users import service as users
from accounts.users.lockout import count_failure, forget_failures, usable
from accounts.users.model import User
from accounts.users.passwords import hash_password, outdated, verify
from core.clock import Clock
from core.settings import Settings
from core.text import Text

SESSION = Text("登录会话", "session")
_SEEN_EVERY_S = 60.0
_SESSIONS = (
    select(UserSession, *users.CALLER)
    .join(User, User.id == UserSession.user_id)
    .join(Organization, Organization.id == User.owner_id)
    .where(UserSession.digest == bindparam("held"))
)
_USERS = select(*users.CALLER).join(Organization, Organization.id == User.owner_id)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from."""

    address: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """How a user proved who he is."""

    method: Method = "password"
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun; `cookie` is shown once and not kept."""

    cookie: str
    scope: Scope
    """Its action is the sign-in's own."""


def sign_in(
    session: Session, login: str, password: str, *, origin: Origin, settings: Settings, clock: Clock
) -> SignedIn | None:
    """Begin a session, or count a failure and return None; commit in both cases."""
    wanted = login.strip().lower()[:64]
    user = session.scalar(select(User).where(User.login == wanted).with_for_update())
    here = user is not None and user.sign_in == "password"
    good = verify(user.password_hash if user and here else None, password)
    if user is None or not good or not usable(user, clock.now()):
        reason = "locked" if user is not None and not usable(user, clock.now()) else "credentials"
        if user is not None and here and not good:
            count_failure(user, settings, clock.now())
        refuse(session, user, wanted, reason, origin, clock)
        return None
    if second_factor.state(user, settings) == "off":
        forget_failures(user)  # else its wrong codes count on: a password must not reset them
    if outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return begin(session, user, origin=origin, settings=settings, clock=clock)


def begin(
    session: Session,
    user: User,
    *,
    origin: Origin = Origin(),
    settings: Settings,
    clock: Clock,
    proof: Proof = Proof(),
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
        address=origin.address,
        user_agent=origin.user_agent,
        method=proof.method,
        second_factor=proof.second_factor,
    )
    session.add(row)
    session.execute(delete(UserSession).where(UserSession.expires_at < now))
    session.flush()
    users.mark_seen(session, user, now)
    undone = duties.pending(user, row, settings, now)
    holder = users.principal(
        session, user, session_id=row.id, address=origin.address, pending=undone
    )
    scope = Scope(holder, "session.read")
    record(session, scope, "session.create", row, after={"method": row.method}, clock=clock)
    return SignedIn(cookie, scope)


def resume(
    session: Session, cookie: str, *, address: str | None, settings: Settings, clock: Clock
) -> Principal | None:
    """Return who holds the cookie, or None when it is unknown, idle, too old, or its user disabled."""
    now = clock.now()
    found = session.execute(_SESSIONS, {"held": digest(cookie)}).one_or_none()
    if found is None:
        return None
    row, user, organization, active = found
    if not user.enabled or not _alive(row, settings, now):
        return None
    holder = users.caller(
        user,
        organization,
        active,
        session_id=row.id,
        address=address,
        pending=duties.pending(user, row, settings, now),
    )
    if holder.pending and now >= row.created_at + duties.PATIENCE:
        return None
    _mark_seen(session, row, settings, now)
    return holder


def still_valid(session: Session, who: Principal, clock: Clock) -> bool:
    """Tell whether somebody who opened a stream may go on reading it."""
    found = session.execute(
        _USERS.where(User.id == who.id), execution_options={"populate_existing": True}
    ).one_or_none()
    if found is None:
        return False
    user, organization, active = found
    if not user.enabled or not active or {*user.roles} != {*who.roles}:
        return False
    if organization.path != who.organization_path:
        return False
    row: UserSession | ApiToken | None
    if who.session_id is not None:
        row = session.get(UserSession, who.session_id, populate_existing=True)
    else:
        row = session.get(ApiToken, who.token_id, populate_existing=True)
    return row is not None and clock.now() < row.expires_at


def renew(session: Session, session_id: UUID | None) -> str:
    """Give a session another cookie and return it: the one from before is nobody's any more."""
    cookie = secrets.token_urlsafe(32)
    session.get_one(UserSession, session_id).digest = digest(cookie)
    session.flush()
    return cookie


def end(session: Session, scope: Scope, clock: Clock) -> None:
    """Sign the caller out; a token has no session to end."""
    row = session.get(UserSession, scope.user.session_id) if scope.user.session_id else None
    if row is not None:
        kill(session, scope, row, clock)


def kill(session: Session, scope: Scope, row: UserSession, clock: Clock) -> None:
    """End a session at once; its streams notice within seconds."""
    record(session, scope, "session.delete", row, before={"user_id": row.user_id}, clock=clock)
    session.delete(row)


def open_ones(
    scope: Scope, user_id: UUID | None, settings: Settings, clock: Clock
) -> Select[UserSession]:
    """Return the sessions that have not ended, of one user if he is named."""
    now = clock.now()
    idle_since = now - timedelta(seconds=settings.session_idle_s)
    alive = (UserSession.expires_at > now, UserSession.seen_at > idle_since)
    statement = scope.limit(select(UserSession), UserSession).where(*alive)
    return statement if user_id is None else statement.where(UserSession.user_id == user_id)


def end_others(session: Session, user: User, kept: UUID | None) -> None:
    """End every session of a user but one."""
    others = delete(UserSession).where(UserSession.user_id == user.id, UserSession.id != kept)
    session.execute(others)


def refuse(
    session: Session, user: User | None, login: str, reason: str, origin: Origin, clock: Clock
) -> None:
    """Write a refused proof of who one is to the trail."""
    record_attempt(
        session,
        "session.refuse",
        login,
        owner_id=user.owner_id if user else None,
        user_id=user.id if user else None,
        address=origin.address,
        clock=clock,
        reason=reason,
    )


def digest(secret: str) -> str:
    """Return what is kept of a random secret: long enough that a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


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
