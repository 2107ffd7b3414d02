"""The codes themselves: those of RFC 6238, in time, once."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy.orm import Session

from accounts.policy import Role
from accounts.second_factor import service
from accounts.second_factor.errors import AlreadyEnrolled
from accounts.second_factor.service import STEP_S, seed_context
from accounts.users.model import User
from core.secrets import Keyring
from core.settings import Settings
from tests import make

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
RFC_SEED = b32encode(b"12345678901234567890").decode()


@pytest.fixture
def zhang(session: Session) -> User:
    """A system administrator."""
    return make.user(session, roles=[Role.SYSTEM])


def code(seed: str, steps: int = 0) -> str:
    """Return what the telephone shows so many steps later."""
    return pyotp.TOTP(seed).at(NOW + timedelta(seconds=steps * STEP_S))


@pytest.mark.parametrize(
    ("at", "shown"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(
    zhang: User, keyring: Keyring, at: int, shown: str
) -> None:
    zhang.totp_sealed = keyring.seal(RFC_SEED, context=seed_context(zhang.id))
    assert service.take(zhang, shown, keyring, datetime.fromtimestamp(at, UTC))


def test_a_code_works_once_and_none_before_it_afterwards(zhang: User, keyring: Keyring) -> None:
    seed = service.begin(zhang, keyring).secret
    assert service.take(zhang, code(seed), keyring, NOW)
    assert not service.take(zhang, code(seed), keyring, NOW)
    assert not service.take(zhang, code(seed, -1), keyring, NOW)
    assert service.take(zhang, code(seed, 1), keyring, NOW)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_a_step_wrong_and_no_more(
    zhang: User, keyring: Keyring, steps: int, taken: bool
) -> None:
    seed = service.begin(zhang, keyring).secret
    assert service.take(zhang, code(seed, steps), keyring, NOW) is taken


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1}\n"])
def test_spaces_do_not_matter(zhang: User, keyring: Keyring, typed: str) -> None:
    shown = code(service.begin(zhang, keyring).secret)
    assert service.take(zhang, typed.format(shown[:3], shown[3:]), keyring, NOW)


@pytest.mark.parametrize("typed", ["", "000000", "١٢٣٤٥٦", "12345", "x" * 16])
def test_anything_else_is_no_code(zhang: User, keyring: Keyring, typed: str) -> None:
    service.begin(zhang, keyring)
    assert not service.take(zhang, typed, keyring, NOW)
    assert zhang.totp_confirmed_at is None


def test_a_seed_is_sealed_for_its_user_and_in_force_from_the_first_code_on(
    zhang: User, keyring: Keyring
) -> None:
    first = service.begin(zhang, keyring)
    second = service.begin(zhang, keyring)
    assert first.secret not in str(zhang.totp_sealed)
    assert second.uri.startswith("otpauth://totp/algomart:")
    assert not service.take(zhang, code(first.secret), keyring, NOW)
    assert service.take(zhang, code(second.secret), keyring, NOW)
    with pytest.raises(AlreadyEnrolled):
        service.begin(zhang, keyring)
    service.forget(zhang)
    assert not service.take(zhang, code(second.secret, 1), keyring, NOW)
    service.begin(zhang, keyring)


@pytest.mark.parametrize(
    ("required", "role", "enrolled", "state"),
    [
        ("administrators", Role.SYSTEM, False, "needed"),
        ("administrators", Role.SECURITY, False, "needed"),
        ("administrators", Role.AUDIT, True, "enrolled"),
        ("administrators", Role.VIEWER, False, "off"),
        ("administrators", Role.VIEWER, True, "enrolled"),
        ("everybody", Role.VIEWER, False, "needed"),
        ("off", Role.SYSTEM, True, "off"),
    ],
)
def test_who_needs_one(
    session: Session, required: str, role: Role, enrolled: bool, state: str
) -> None:
    user = make.user(session, roles=[role])
    user.totp_confirmed_at = NOW if enrolled else None
    settings = Settings().model_copy(update={"totp": required})
    assert service.state(user, settings) == state
