"""Making and changing users."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.errors import TokenNeedsSession
from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from accounts.policy import Role, combine, require_home
from accounts.scope import Principal, Scope
from accounts.second_factor import service as second_factor
from accounts.sessions.model import UserSession
from accounts.users.errors import (
    LoginInvalid,
    LoginTaken,
    OwnAccount,
    PasswordElsewhere,
    PasswordMissing,
    PasswordReused,
)
from accounts.users.lockout import forget_failures
from accounts.users.model import OldPassword, SignInWay, User
from accounts.users.passwords import hash_password, random_password, require_strong, verify
from core.clock import Clock
from core.settings import Settings
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
    password: str | None
    """None for somebody who signs in at the provider."""
    roles: Collection[Role]
    language: Language = "zh"
    sign_in: SignInWay = "password"
    given: bool = True
    """Whether somebody else chose the password."""


@dataclass(frozen=True, slots=True)
class UserChange:
    """What shall be different about a user; None leaves it."""

    name: str | None = None
    roles: Collection[Role] | None = None
    language: Language | None = None
    enabled: bool | None = None
    sign_in: SignInWay | None = None
    password: str | None = None
    unlock: bool = False
    reset_totp: bool = False


def create(
    session: Session,
    scope: Scope | None,
    owner_id: UUID,
    new: NewUser,
    clock: Clock,
    settings: Settings,
) -> User:
    """Add a user to an organization (the caller has checked that it may)."""
    login = new.login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise LoginInvalid
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise LoginTaken(login=login)
    user = User(
        owner_id=owner_id,
        login=login,
        name=new.name.strip() or login,
        language=new.language,
        roles=_fitting(session, owner_id, new.roles),
        sign_in=new.sign_in,
        password_hash=_first_hash(new, login, settings),
        password_given=new.given,
        enabled=True,
        failures=0,
        created_at=clock.now(),
        password_changed_at=clock.now(),
    )
    session.add(user)
    session.flush()
    record(session, scope, "user.create", user, after=_shown(user), clock=clock)
    return user


def change(
    session: Session, scope: Scope, user: User, wanted: UserChange, clock: Clock, settings: Settings
) -> User:
    """Change a user; whatever touches his rights or his proofs ends his sessions."""
    roles = user.roles if wanted.roles is None else _fitting(session, user.owner_id, wanted.roles)
    _require_another(scope, user, wanted, roles)
    before = _shown(user)
    _set(user, "name", wanted.name)
    _set(user, "language", wanted.language)
    _set(user, "enabled", wanted.enabled)
    user.roles = roles
    if wanted.unlock:
        forget_failures(user)
    changed = _change_proofs(session, user, wanted, settings, clock)
    if changed or before["roles"] != user.roles or not user.enabled:
        session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    user.revision += 1
    session.flush()
    after = _shown(user) | changed
    record(session, scope, "user.update", user, before=before, after=after, clock=clock)
    return user


def reset_totp(session: Session, user: User, clock: Clock) -> None:
    """Take a user's second factor away from the machine itself, where every administrator lost his."""
    second_factor.forget(user)
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    record(session, None, "user.update", user, after={"totp": "reset"}, clock=clock)


def set_password(
    session: Session, user: User, password: str, settings: Settings, clock: Clock, *, given: bool
) -> None:
    """Give a user another password than his last ones; `given` when somebody else chose it."""
    require_strong(password, user.login, settings)
    old = select(OldPassword).where(OldPassword.user_id == user.id)
    old = old.order_by(OldPassword.replaced_at.desc(), OldPassword.id.desc())
    kept = settings.password_history
    barred = max(kept, 1)  # the present one always: a duty to change it means another one
    hashes = [user.password_hash, *(row.password_hash for row in session.scalars(old))][:barred]
    if any(verify(one, password) for one in hashes):
        raise PasswordReused(count=barred)
    session.add(
        OldPassword(user_id=user.id, password_hash=user.password_hash, replaced_at=clock.now())
    )
    session.flush()
    for row in session.scalars(old.offset(kept)):
        session.delete(row)
    user.password_hash = hash_password(password)
    user.password_changed_at, user.password_given = clock.now(), given


def search(
    scope: Scope,
    *,
    q: str | None = None,
    organization_id: UUID | None = None,
    role: Role | None = None,
    enabled: bool | None = None,
) -> Select[User]:
    """Return the users the caller may see, those whose login or name has `q` in it."""
    statement = scope.limit(select(User), User)
    if q is not None:
        statement = statement.where(
            or_(User.login.icontains(q, autoescape=True), User.name.icontains(q, autoescape=True))
        )
    if organization_id is not None:
        statement = statement.where(User.owner_id == organization_id)
    if role is not None:
        statement = statement.where(User.roles.contains([role.value]))
    return statement if enabled is None else statement.where(User.enabled == enabled)


def mark_seen(session: Session, user: User, now: datetime) -> None:
    """Note that the user was here, without another revision of him."""
    session.execute(
        update(User)
        .where(User.id == user.id)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


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


def _fitting(session: Session, owner_id: UUID, roles: Collection[Role]) -> list[str]:
    """Return roles that one person of the organization may hold together."""
    held = combine(roles)
    require_home(session.get_one(Organization, owner_id).kind, held)
    return sorted(held)


def _first_hash(new: NewUser, login: str, settings: Settings) -> str:
    if new.sign_in != "password":
        return hash_password(random_password())  # nobody knows it, and it opens nothing
    if new.password is None:
        raise PasswordMissing
    require_strong(new.password, login, settings)
    return hash_password(new.password)


def _require_another(scope: Scope, user: User, wanted: UserChange, roles: list[str]) -> None:
    """Refuse what nobody does to himself, and what a token does to nobody."""
    proofs = wanted.password is not None or wanted.reset_totp or wanted.sign_in is not None
    if user.id == scope.user.id and (proofs or wanted.enabled is False or roles != user.roles):
        raise OwnAccount
    if proofs and scope.user.session_id is None:
        raise TokenNeedsSession


def _change_proofs(
    session: Session, user: User, wanted: UserChange, settings: Settings, clock: Clock
) -> dict[str, str]:
    """Change how a user proves who he is; return what did change, in the trail's words."""
    changed: dict[str, str] = {}
    if wanted.sign_in is not None and wanted.sign_in != user.sign_in:
        if wanted.sign_in == "password" and wanted.password is None:
            raise PasswordMissing
        user.sign_in, user.oidc_subject = wanted.sign_in, None
        changed |= {"sign_in": wanted.sign_in}
    if wanted.password is not None:
        if user.sign_in != "password":
            raise PasswordElsewhere
        set_password(session, user, wanted.password, settings, clock, given=True)
        changed |= {"password": "changed"}  # nosec B105  # says that it was
    if wanted.reset_totp:
        second_factor.forget(user)
        changed |= {"totp": "reset"}
    return changed


def _set(user: User, column: str, value: object) -> None:
    if value is not None:
        setattr(user, column, value)


def _shown(user: User) -> dict[str, Any]:
    return {
        "login": user.login,
        "name": user.name,
        "language": user.language,
        "roles": list(user.roles),
        "sign_in": user.sign_in,
        "enabled": user.enabled,
        "locked_until": user.locked_until,
    }
