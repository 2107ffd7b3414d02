"""Changing one's own account."""

from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from accounts.second_factor import service as second_factor
from accounts.second_factor.service import Seed
from accounts.sessions import service as sessions
from accounts.sessions.model import UserSession
from accounts.users import service as users
from accounts.users.errors import PasswordElsewhere
from accounts.users.model import User
from core.clock import Clock
from core.secrets import Keyring
from core.settings import Settings
from core.text import Language


def own(session: Session, scope: Scope, *, for_update: bool = False) -> User:
    """Return the caller's own user."""
    return scope.fetch(session, User, scope.user.id, kind=users.USER, for_update=for_update)


def rename(
    session: Session,
    scope: Scope,
    user: User,
    name: str | None,
    language: Language | None,
    clock: Clock,
) -> None:
    """Change the caller's name or language."""
    before = {"name": user.name, "language": user.language}
    user.name, user.language = name or user.name, language or user.language
    user.revision += 1
    session.flush()
    after = {"name": user.name, "language": user.language}
    record(session, scope, "account.update", user, before=before, after=after, clock=clock)


def require_password_here(user: User) -> None:
    """Raise `PasswordElsewhere` for an account whose user signs in at the provider."""
    if user.sign_in != "password":
        raise PasswordElsewhere


def change_password(
    session: Session, scope: Scope, password: str, settings: Settings, clock: Clock
) -> str:
    """Give the caller another password; his other sessions end, this one goes on with the returned cookie."""
    user = own(session, scope, for_update=True)
    users.set_password(session, user, password, settings, clock, given=False)
    sessions.end_others(session, user, scope.user.session_id)
    record(session, scope, "account.password", user, after={"password": "changed"}, clock=clock)  # nosec B105  # says that it was
    return sessions.renew(session, scope.user.session_id)


def enrol(session: Session, scope: Scope, keyring: Keyring, clock: Clock) -> Seed:
    """Give the caller the seed of a second factor, in force once he gave a code of it."""
    user = own(session, scope, for_update=True)
    seed = second_factor.begin(user, keyring)
    record(session, scope, "account.totp", user, after={"totp": "begun"}, clock=clock)
    return seed


def accept_code(session: Session, scope: Scope, clock: Clock) -> str:
    """Note that the session's user gave his second factor; the session goes on with the returned cookie."""
    row = session.get_one(UserSession, scope.user.session_id)
    row.second_factor = True
    record(session, scope, "account.totp", row, after={"second_factor": True}, clock=clock)
    return sessions.renew(session, row.id)
