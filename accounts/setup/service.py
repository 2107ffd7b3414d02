"""The first start's one-time link. It makes the operator's security administrator, who grants all roles."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations import service as organizations
from accounts.policy import Role
from accounts.sessions.service import digest
from accounts.setup.errors import AlreadySetUp, LinkInvalid
from accounts.setup.model import SetupLink
from accounts.users import service as users
from accounts.users.model import User
from accounts.users.service import NewUser
from core.clock import Clock
from core.home import write_private
from core.settings import Settings
from core.text import Text

VALID_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class FirstUser:
    """What the person who follows the link tells."""

    login: str
    name: str
    password: str
    organization: Text


def offer_link(session: Session, home: Path, base_url: str, clock: Clock) -> str | None:
    """Write a fresh link to `<home>/setup-link` (0600) and return it; None once there is a user.

    The caller prints it to a terminal only: it must not land in a log.
    """
    if not users.nobody_yet(session):
        _file(home).unlink(missing_ok=True)
        return None
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session.execute(delete(SetupLink))
    session.add(SetupLink(digest=digest(token), created_at=now, expires_at=now + VALID_FOR))
    session.flush()
    link = f"{base_url.rstrip('/')}/#/setup?token={token}"
    write_private(_file(home), f"{link}\n".encode())
    return link


def redeem(
    session: Session, token: str, first: FirstUser, settings: Settings, clock: Clock
) -> User:
    """Use the link up: make the city, and the operator's security administrator, who sees the whole tree."""
    link = session.scalar(
        select(SetupLink).where(SetupLink.digest == digest(token)).with_for_update()
    )
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise LinkInvalid
    if not users.nobody_yet(session):
        raise AlreadySetUp
    operator = organizations.operator(session)
    organizations.create(session, None, operator, "city", first.organization, clock)
    new = NewUser(first.login, first.name, first.password, [Role.SECURITY], given=False)
    user = users.create(session, None, operator.id, new, clock, settings)
    link.used_at = clock.now()
    record(session, None, "setup.finish", link, after={"login": user.login}, clock=clock)
    _file(settings.home).unlink(missing_ok=True)
    return user


def _file(home: Path) -> Path:
    return home / "setup-link"
