"""API tokens: shown once, stored as a digest, as good as their user while he is enabled."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.policy import POLICY
from accounts.scope import Principal, Scope
from accounts.sessions.service import digest
from accounts.tokens.errors import TokenLasts, TokenTooWide
from accounts.tokens.model import ApiToken
from accounts.users import service as users
from accounts.users.model import User
from core.clock import Clock
from core.settings import Settings
from core.text import Text

PREFIX = "am_"
TOKEN = Text("令牌", "token")
ALL = "*"
_SEEN_EVERY = timedelta(minutes=1)
_USER_SEEN_EVERY = timedelta(hours=1)
_TOKENS = (
    select(ApiToken, *users.CALLER)
    .join(User, User.id == ApiToken.user_id)
    .join(Organization, Organization.id == User.owner_id)
    .where(ApiToken.digest == bindparam("held"))
)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that has just been made; `secret` is shown once and not kept."""

    row: ApiToken
    secret: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a token shall be for, and for how long."""

    name: str
    days: int
    scopes: tuple[str, ...] = (ALL,)


def create(
    session: Session, scope: Scope, wanted: Wanted, settings: Settings, clock: Clock
) -> NewToken:
    """Make a token that acts as the caller, within what he may do and for no longer than tokens may live."""
    if wanted.days > settings.token_max_days:
        raise TokenLasts(days=settings.token_max_days)
    beyond = [one for one in wanted.scopes if one != ALL and not _may(scope, one)]
    if beyond:
        raise TokenTooWide(actions=", ".join(sorted(beyond)))
    user = session.get_one(User, scope.user.id)
    return issue(session, scope, user, wanted, clock)


def issue(
    session: Session, scope: Scope | None, user: User, wanted: Wanted, clock: Clock
) -> NewToken:
    """Make a token that acts as a user; the command line does so without a scope."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        owner_id=user.owner_id,
        user_id=user.id,
        name=wanted.name.strip(),
        prefix=secret[:7],
        digest=digest(secret),
        scopes=sorted({*wanted.scopes}),
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=wanted.days),
    )
    session.add(row)
    session.flush()
    record(session, scope, "token.create", row, after=_shown(row), clock=clock)
    return NewToken(row, secret)


def resume(session: Session, secret: str, *, address: str | None, clock: Clock) -> Principal | None:
    """Return whose token it is, or None when it is unknown, expired, or its user disabled."""
    now = clock.now()
    found = session.execute(_TOKENS, {"held": digest(secret)}).one_or_none()
    if found is None:
        return None
    row, user, organization, active = found
    if not user.enabled or row.expires_at <= now:
        return None
    _mark_used(session, row, user, now)
    granted = None if ALL in row.scopes else frozenset(row.scopes)
    return users.caller(
        user, organization, active, token_id=row.id, token_actions=granted, address=address
    )


def listed(scope: Scope, user_id: UUID | None) -> Select[ApiToken]:
    """Return the tokens the caller may see, of one user if he is named."""
    statement = scope.limit(select(ApiToken), ApiToken)
    return statement if user_id is None else statement.where(ApiToken.user_id == user_id)


def revoke(session: Session, scope: Scope, token_id: UUID, clock: Clock) -> None:
    """Delete a token at once."""
    row = scope.fetch(session, ApiToken, token_id, kind=TOKEN)
    record(session, scope, "token.delete", row, before=_shown(row), clock=clock)
    session.delete(row)


def _may(scope: Scope, action: str) -> bool:
    return action in POLICY and scope.may(action)


def _mark_used(session: Session, row: ApiToken, user: User, now: datetime) -> None:
    """Write at most once a minute for the token and once an hour for its user."""
    if row.used_at is None or now - row.used_at >= _SEEN_EVERY:
        session.execute(
            update(ApiToken)
            .where(ApiToken.id == row.id)
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
    if user.last_seen_at is None or now - user.last_seen_at >= _USER_SEEN_EVERY:
        users.mark_seen(session, user, now)


def _shown(row: ApiToken) -> dict[str, Any]:
    return {
        "name": row.name,
        "user_id": row.user_id,
        "scopes": row.scopes,
        "expires_at": row.expires_at,
    }
