"""Proofs given within a session.

Each is taken in a transaction of its own: a failure must be counted whatever becomes of the request, and no
other request of the user may guess at the same time.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Principal
from accounts.second_factor import service as second_factor
from accounts.sessions.service import Origin, refuse
from accounts.users.lockout import count_failure, forget_failures, usable
from accounts.users.model import User
from accounts.users.passwords import verify
from core.clock import Clock
from core.secrets import Keyring
from core.settings import Settings


def of_password(
    session: Session, who: Principal, password: str, settings: Settings, clock: Clock
) -> bool:
    """Tell whether this is the caller's present password, and count it where it is not."""
    user = _locked(session, who.id)
    good = usable(user, clock.now()) and verify(user.password_hash, password)
    if not good:
        _refused(session, user, who, "password", settings, clock)
    return good


def of_code(
    session: Session, who: Principal, code: str, keyring: Keyring, settings: Settings, clock: Clock
) -> bool:
    """Tell whether this is a fresh code of the caller's second factor, and count it where it is not."""
    user = _locked(session, who.id)
    now = clock.now()
    good = usable(user, now) and second_factor.take(user, code, keyring, now)
    if good:
        forget_failures(user)
    else:
        _refused(session, user, who, "code", settings, clock)
    return good


def _locked(session: Session, user_id: UUID) -> User:
    return session.scalars(select(User).where(User.id == user_id).with_for_update()).one()


def _refused(
    session: Session, user: User, who: Principal, wrong: str, settings: Settings, clock: Clock
) -> None:
    reason = wrong if usable(user, clock.now()) else "locked"
    count_failure(user, settings, clock.now())
    refuse(session, user, user.login, reason, Origin(who.address), clock)
