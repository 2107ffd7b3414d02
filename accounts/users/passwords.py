"""Passwords: argon2id, and a check that answers as slowly for nobody as for somebody."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from accounts.users.errors import PasswordWeak
from core.settings import Settings

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_MAX = 256
_LONG = 16
"""A password of so many characters needs no variety."""


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _HASHER.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Check a password; without a hash the same work is done and the answer is no."""
    try:
        return (
            _HASHER.verify(password_hash or _nobody(), password[:_MAX])
            and password_hash is not None
        )
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def require_strong(password: str, login: str, settings: Settings) -> None:
    """Raise `PasswordWeak` for a password that is short, of too few kinds, or has the login in it."""
    length, kinds = settings.password_min_length, settings.password_min_kinds
    long = max(length, _LONG)
    variety = len({_kind(character) for character in password})
    enough = len(password) >= long or (len(password) >= length and variety >= kinds)
    if not enough or len(password) > _MAX or login.lower() in password.lower():
        raise PasswordWeak(length=length, kinds=kinds, long=long)


def random_password(settings: Settings | None = None) -> str:
    """Return a password nobody chose, long enough for the settings."""
    length = settings.password_min_length if settings else 0
    return secrets.token_urlsafe(max(15, length))


def _kind(character: str) -> str:
    if character.isupper():
        return "upper"
    if character.islower():
        return "lower"
    return "digit" if character.isdigit() else "other"


@cache
def _nobody() -> str:
    return hash_password(secrets.token_urlsafe(32))
