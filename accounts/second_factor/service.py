"""Enrolling a second factor, and taking its codes, each of them once."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import pyotp

from accounts.policy import ADMINISTRATORS
from accounts.second_factor.errors import AlreadyEnrolled
from accounts.users.model import User
from core.secrets import Keyring
from core.settings import Settings

State = Literal["off", "needed", "enrolled"]
ISSUER = "algomart"
STEP_S = 30
DRIFT = (-1, 0, 1)
"""Clocks of telephones differ: the code before and the one after are taken too."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What an authenticator app is told; shown once."""

    secret: str
    uri: str


def state(user: User, settings: Settings) -> State:
    """Tell whether the user must give codes: no; yes, but he has to enrol first; yes."""
    if settings.totp == "off":
        return "off"
    if user.totp_confirmed_at is not None:
        return "enrolled"
    everybody = settings.totp == "everybody"
    return "needed" if everybody or not ADMINISTRATORS.isdisjoint(user.roles) else "off"


def begin(user: User, keyring: Keyring) -> Seed:
    """Give the user a new seed, in force once a code of it was given."""
    if user.totp_confirmed_at is not None:
        raise AlreadyEnrolled
    secret = pyotp.random_base32()
    user.totp_sealed = keyring.seal(secret, context=seed_context(user.id))
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=ISSUER)
    return Seed(secret, uri)


def take(user: User, code: str, keyring: Keyring, now: datetime) -> bool:
    """Take a code if it is the user's and of a later step than the last one; the first one confirms."""
    if user.totp_sealed is None:
        return False
    totp = pyotp.TOTP(keyring.unseal(user.totp_sealed, context=seed_context(user.id)))
    present = int(now.timestamp()) // STEP_S
    given = "".join(code.split()).encode()
    steps = [present + drift for drift in DRIFT]
    right = [one for one in steps if hmac.compare_digest(totp.generate_otp(one).encode(), given)]
    fresh = [one for one in right if user.totp_last_step is None or one > user.totp_last_step]
    if not fresh:
        return False
    user.totp_last_step = fresh[0]
    user.totp_confirmed_at = user.totp_confirmed_at or now
    return True


def forget(user: User) -> None:
    """Take the second factor away; its user enrols anew where he needs one."""
    user.totp_sealed = user.totp_confirmed_at = user.totp_last_step = None


def seed_context(user_id: UUID) -> str:
    """Return what a user's sealed seed is bound to."""
    return f"totp:{user_id}"
