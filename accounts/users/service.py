"""Making and changing users."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from accounts.policy import Role, combine, require_home
from accounts.scope import Principal, Scope
from accounts.sessions.model import UserSession
from accounts.users.errors import LoginInvalid, LoginTaken, OwnAccount
from accounts.users.model import User
from accounts.users.passwords import hash_password, require_strong
from core.clock import Clock
from core.text import Language, Text

USER = Text("用户", "user")
CALLER = (User, Organization, organizations.ACTIVE)
"""What a query selects beside a session or a token to know whose it is, in one trip."""
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


@dataclass(frozen=True, slots=True)
class NewUser:
    """What a user is made of."""

    login: str
    name: str
    password: str
    roles: Collection[Role]
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class UserChange:
    """What shall be different about a user; None leaves it."""

    name: str | None = None
    roles: Collection[Role] | None = None
    language: Language | None = None
    enabled: bool | None = None
    password: str | None = None
    unlock: bool = False


def create(
    session: Session, scope: Scope | None, owner_id: UUID, new: NewUser, clock: Clock
) -> User:
    """Add a user to an organization (the caller has checked that it may)."""
    login = new.login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise LoginInvalid
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise LoginTaken(login=login)
    require_strong(new.password, login)
    roles = combine(new.roles)
    require_home(session.get_one(Organization, owner_id).kind, roles)
    user = User(
        owner_id=owner_id,
        login=login,
        name=new.name.strip() or login,
        language=new.language,
        roles=sorted(roles),
        password_hash=hash_password(new.password),
        enabled=True,
        failures=0,
        created_at=clock.now(),
        password_changed_at=clock.now(),
    )
    session.add(user)
    session.flush()
    record(session, scope, "user.create", user, after=_shown(user), clock=clock)
    return user


def change(session: Session, scope: Scope, user: User, wanted: UserChange, clock: Clock) -> User:
    """Change a user; a new password, new roles or a disabled account end his sessions."""
    roles = None if wanted.roles is None else sorted(combine(wanted.roles))
    if user.id == scope.user.id and (wanted.enabled is False or roles not in (None, user.roles)):
        raise OwnAccount
    if roles is not None:
        require_home(session.get_one(Organization, user.owner_id).kind, [*map(Role, roles)])
    before = _shown(user)
    _set(user, "name", wanted.name)
    _set(user, "language", wanted.language)
    _set(user, "enabled", wanted.enabled)
    _set(user, "roles", roles)
    if wanted.unlock:
        user.failures, user.locked_until = 0, None
    if wanted.password is not None:
        set_password(user, wanted.password, clock)
    if wanted.password is not None or before["roles"] != user.roles or not user.enabled:
        session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    user.revision += 1
    session.flush()
    after = _shown(user) | ({"password": "changed"} if wanted.password is not None else {})  # nosec B105  # says that it was
    record(session, scope, "user.update", user, before=before, after=after, clock=clock)
    return user


def set_password(user: User, password: str, clock: Clock) -> None:
    """Give a user another password."""
    require_strong(password, user.login)
    user.password_hash = hash_password(password)
    user.password_changed_at = clock.now()


def nobody_yet(session: Session) -> bool:
    """Tell whether the installation has no user at all."""
    return not session.scalar(select(func.count()).select_from(select(User.id).limit(1).subquery()))


def principal(session: Session, user: User, **origin: Any) -> Principal:
    """Return a user as the one who is asking."""
    known = select(*CALLER).join(Organization, Organization.id == User.owner_id)
    row, organization, active = session.execute(known.where(User.id == user.id)).one()
    return caller(row, organization, active, **origin)


def caller(user: User, organization: Organization, active: bool, **origin: Any) -> Principal:
    """Return the columns of `CALLER` as the one who is asking."""
    return Principal(
        id=user.id,
        login=user.login,
        name=user.name,
        language="en" if user.language == "en" else "zh",
        roles=frozenset(Role(role) for role in user.roles),
        organization_id=organization.id,
        organization_path=organization.path,
        organization_active=active,
        **origin,
    )


def _set(user: User, column: str, value: object) -> None:
    if value is not None:
        setattr(user, column, value)


def _shown(user: User) -> dict[str, Any]:
    return {
        "login": user.login,
        "name": user.name,
        "language": user.language,
        "roles": list(user.roles),
        "enabled": user.enabled,
        "locked_until": user.locked_until,
    }
