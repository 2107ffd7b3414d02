"""Failures in a row lock an account for a while, whatever was wrong: password or second factor."""

from datetime import datetime, timedelta

from accounts.users.model import User
from core.settings import Settings


def usable(user: User, now: datetime) -> bool:
    """Tell whether the account is enabled and not locked."""
    return user.enabled and (user.locked_until is None or user.locked_until <= now)


def count_failure(user: User, settings: Settings, now: datetime) -> None:
    """Count a failure; while locked it does not prolong the lock, so that nobody is kept out for ever."""
    if not usable(user, now):
        return
    user.failures = 1 if user.locked_until is not None else user.failures + 1
    locked = user.failures >= settings.lockout_failures
    user.locked_until = now + timedelta(seconds=settings.lockout_s) if locked else None


def forget_failures(user: User) -> None:
    """Count from nought again."""
    user.failures, user.locked_until = 0, None


def rule(settings: Settings) -> dict[str, str]:
    """Return the words about the lock that messages fill in."""
    return {
        "failures": str(settings.lockout_failures),
        "minutes": f"{settings.lockout_s / 60:g}",
    }
