"""API tokens: shown once, stored as a digest, as good as their user while he is enabled."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import Principal, Scope
from accounts.sessions.service import digest
from accounts.tokens.errors import TokenNeedsSession
from accounts.tokens.model import ApiToken
from accounts.users import service as users
from accounts.users.model import User
from core.clock import Clock
from core.errors import NotFound
from core.text import Text

PREFIX = "am_"
TOKEN = Text("令牌", "token")
_SEEN_EVERY = timedelta(minutes=1)
_TOKENS = (
    select(ApiToken, *users.CALLER)
    .join(User, User.id == ApiToken.user_id)
    .join(Organization, Organization.id == User.owner_id)
)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that has just been made; `secret` is shown once and not kept."""

    row: ApiToken
    secret: str


def create(
    session: Session, scope: Scope, name: str, expires_at: datetime | None, clock: Clock
) -> NewToken:
    """Make a token that acts as the caller."""
    _require_session(scope)
    user = session.get_one(User, scope.user.id)
    return issue(session, scope, user, name, expires_at, clock)


def issue(
    session: Session,
    scope: Scope | None,
    user: User,
    name: str,
    expires_at: datetime | None,
    clock: Clock,
) -> NewToken:
    """Make a token that acts as a user; the command line does so without a scope."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        owner_id=user.owner_id,
        user_id=user.id,
        name=name.strip(),
        prefix=secret[:7],
        digest=digest(secret),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    record(session, scope, "token.create", row, after={"name": row.name}, clock=clock)
    return NewToken(row, secret)


def resume(session: Session, secret: str, *, address: str | None, clock: Clock) -> Principal | None:
    """Return whose token it is, or None when it is unknown, expired, or its user disabled."""
    now = clock.now()
    found = session.execute(_TOKENS.where(ApiToken.digest == digest(secret))).one_or_none()
    if found is None:
        return None
    row, user, organization, active = found
    if not user.enabled or (row.expires_at is not None and row.expires_at <= now):
        return None
    if row.used_at is None or now - row.used_at >= _SEEN_EVERY:
        session.execute(
            update(ApiToken)
            .where(ApiToken.id == row.id)
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
    return users.caller(user, organization, active, token_id=row.id, address=address)


def own(session: Session, scope: Scope) -> Sequence[ApiToken]:
    """Return the caller's own tokens, newest first."""
    mine = select(ApiToken).where(ApiToken.user_id == scope.user.id)
    return session.scalars(mine.order_by(ApiToken.id.desc())).all()


def revoke(session: Session, scope: Scope, token_id: UUID, clock: Clock) -> None:
    """Delete one of the caller's own tokens."""
    _require_session(scope)
    row = session.get(ApiToken, token_id)
    if row is None or row.user_id != scope.user.id:
        raise NotFound(kind=TOKEN, id=token_id)
    record(session, scope, "token.delete", row, before={"name": row.name}, clock=clock)
    session.delete(row)


def _require_session(scope: Scope) -> None:
    if scope.user.session_id is None:
        raise TokenNeedsSession
