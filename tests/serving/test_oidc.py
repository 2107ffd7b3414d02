"""Signing in at a provider on another site, in a real browser: the Strict cookie is there all the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from core.blobs import FolderBlobs
from core.clock import SystemClock
from core.database.engine import Sessions
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from serving.api.app import create_app
from serving.api.server import bind, serving
from tests.accounts.oidc.conftest import OIDC, at_provider
from tests.accounts.oidc.provider import CLIENT_ID, SECRET, RealProvider
from tests.e2e.browser import page_of
from tests.needs import debian

pytestmark = debian("chromium")


@pytest.fixture
def console(
    sessions: Sessions, database_url: str, blobs: FolderBlobs, keyring: Keyring, tmp_path: Path
) -> Iterator[str]:
    """The address of an API with the built console; `localhost` is another site than the provider."""
    listener = bind("127.0.0.1", 0)
    address = f"http://localhost:{listener.getsockname()[1]}"
    with RealProvider(f"{address}{OIDC}/callback") as provider:
        settings = Settings(
            home=tmp_path,
            public_url=address,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=SecretStr(SECRET),
        )
        services = Services(settings, sessions, SystemClock(), blobs, keyring)
        with serving(create_app(services, database_url=database_url), listener):
            yield address


def test_who_has_an_account_gets_in_and_who_has_none_is_told(
    console: str, sessions: Sessions
) -> None:
    at_provider(sessions, "zhang")
    with page_of(f"{console}/cases?state=filed") as page:
        _sign_in_there(page, "stranger")
        expect(page.get_by_text("您在此平台没有通过统一身份认证登录的账户")).to_be_visible()
        page.goto(f"{console}/cases?state=filed")
        page.context.clear_cookies()
        _sign_in_there(page, "zhang")
        expect(page).to_have_url(f"{console}/cases?state=filed")
        expect(page.get_by_text("张三")).to_be_visible()
        page.reload()
        expect(page.get_by_text("张三")).to_be_visible()
        cookies = {str(one["name"]): one for one in page.context.cookies(console)}
    assert cookies["algomart_session"]["sameSite"] == "Strict"
    assert "algomart_oidc" not in cookies


def _sign_in_there(page: Page, login: str) -> None:
    page.get_by_role("link", name=re.compile("统一身份认证")).click()
    expect(page).to_have_title("City identity")
    page.get_by_label("Login").fill(login)
    page.get_by_role("button", name="Sign in").click()
