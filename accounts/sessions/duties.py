"""What the holder of a session must do for his account before anything else."""

from datetime import datetime, timedelta

from accounts.second_factor import service as second_factor
from accounts.sessions.model import UserSession
from accounts.users.model import User
from core.settings import Settings

PATIENCE = timedelta(minutes=5)
"""A session whose duties stay undone ends after this long."""


def pending(user: User, row: UserSession, settings: Settings, now: datetime) -> frozenset[str]:
    """Return the duties of a session: `password` to be changed, `totp` to be given or enrolled."""
    duties = set()
    if must_change_password(user, settings, now):
        duties.add("password")
    if not row.second_factor and second_factor.state(user, settings) != "off":
        duties.add("totp")
    return frozenset(duties)


def must_change_password(user: User, settings: Settings, now: datetime) -> bool:
    """Tell whether the password is somebody else's choice or too old."""
    if user.sign_in != "password":
        return False
    ends_at = password_expires_at(user, settings)
    return user.password_given or (ends_at is not None and ends_at <= now)


def password_expires_at(user: User, settings: Settings) -> datetime | None:
    """Return when the password must be changed, or None where it never must."""
    if user.sign_in != "password" or settings.password_max_age_days == 0:
        return None
    return user.password_changed_at + timedelta(days=settings.password_max_age_days)
