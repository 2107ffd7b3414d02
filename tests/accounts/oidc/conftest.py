"""An installation that is reached at city.test and signs people in at a provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr

from accounts.policy import Role
from accounts.users import service as users
from accounts.users.model import User
from accounts.users.service import NewUser
from core.clock import ManualClock, SystemClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.accounts.oidc.provider import CLIENT_ID, SECRET, RealProvider

BASE = "http://city.test"
OIDC = "/api/v1/session/oidc"


@pytest.fixture(scope="session")
def real() -> Iterator[RealProvider]:
    """The real provider."""
    with RealProvider(f"{BASE}{OIDC}/callback") as running:
        yield running


@pytest.fixture
def issuer(real: RealProvider) -> str:
    """Whom the installation trusts."""
    return real.issuer


@pytest.fixture
def settings(tmp_path: Path, issuer: str) -> Settings:
    """Settings with the provider."""
    return Settings(
        home=tmp_path,
        database_url=SecretStr("postgresql://unused"),
        public_url=BASE,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(SECRET),
        sign_ins_per_minute=1000,
    )


@pytest.fixture
def clock() -> ManualClock:
    """The provider's own time, standing still."""
    return ManualClock(SystemClock().now())


@pytest.fixture
def zhang(sessions: Sessions) -> User:
    """A dispatcher who signs in at the provider."""
    return at_provider(sessions, "zhang")


def at_provider(sessions: Sessions, login: str, role: str = "dispatcher") -> User:
    """Add somebody who signs in at the provider."""
    with transaction(sessions) as session:
        owner = make.organization(session)
        new = NewUser(login, "张三", None, [Role(role)], sign_in="oidc")
        return users.create(session, None, owner.id, new, SystemClock(), Settings())


def start(browser: TestClient, **query: str) -> str:
    """Begin; return where the browser is sent."""
    answer = browser.get(f"{OIDC}/start", params=query, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def come_back(browser: TestClient, address: str) -> Response:
    """Follow the provider's redirection back, and no further."""
    return browser.get(address, follow_redirects=False)


def trouble(answer: Response) -> str:
    """Return the code with which somebody was sent back to the sign-in page, without a session."""
    assert answer.status_code == 302, answer.text
    assert "algomart_session" not in str(answer.headers.get_list("set-cookie"))
    page, _, code = answer.headers["location"].partition("?trouble=")
    assert page == "/"
    return code
