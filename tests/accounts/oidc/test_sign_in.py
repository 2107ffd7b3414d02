"""Signing in at a real provider: who gets in, who does not, and what is written down."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import func, select

from accounts.audit.model import AuditEntry
from accounts.oidc.model import OidcFlow
from accounts.organizations import service as organizations
from accounts.sessions.model import UserSession
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.oidc.conftest import OIDC, at_provider, come_back, start, trouble
from tests.accounts.oidc.provider import RealProvider

SESSION = "/api/v1/session"


@pytest.fixture
def browser(client: Client) -> TestClient:
    """A browser."""
    return client()


def signs_in(
    browser: TestClient, real: RealProvider, login: str, *, sub: str = "", code: str = ""
) -> str:
    """Sign in as somebody; return the trouble, or nothing."""
    answer = come_back(browser, real.walk(start(browser), login, sub=sub, code=code))
    if answer.headers["location"] == "/":
        return ""
    return trouble(answer)


def refused(sessions: Sessions) -> list[tuple[str, str | None, bool]]:
    """Return login, reason and whether the user is known, of every refusal on the trail."""
    with transaction(sessions) as session:
        rows = session.scalars(
            select(AuditEntry).filter_by(action="session.refuse").order_by(AuditEntry.id)
        )
        return [(row.login, row.reason, row.user_id is not None) for row in rows]


def test_who_has_an_account_signs_in_and_comes_back_to_his_page(
    browser: TestClient, real: RealProvider, zhang: User, sessions: Sessions
) -> None:
    answer = come_back(browser, real.walk(start(browser, to="/events?state=open"), "Zhang"))
    assert answer.headers["location"] == "/events?state=open"
    me = browser.get(SESSION).json()
    assert (me["user"]["login"], me["pending"]) == ("zhang", [])
    with transaction(sessions) as session:
        row = session.scalars(select(UserSession)).one()
        user = session.get_one(User, zhang.id)
        lines = session.scalars(
            select(AuditEntry).filter_by(user_id=zhang.id).order_by(AuditEntry.id)
        ).all()
        assert session.scalar(select(func.count()).select_from(OidcFlow)) == 0
    assert (row.method, row.second_factor) == ("oidc", False)
    assert user.oidc_subject == f"{real.issuer}|sub-of-Zhang"
    assert [line.action for line in lines] == ["session.create", "user.update"]


def test_the_session_is_strict_and_what_led_to_it_is_gone(
    browser: TestClient, real: RealProvider, zhang: User
) -> None:
    begun = browser.get(f"{OIDC}/start", follow_redirects=False)
    handle = begun.headers["set-cookie"].lower()
    assert "samesite=lax" in handle
    assert "httponly" in handle
    assert "max-age=600" in handle
    answer = come_back(browser, real.walk(begun.headers["location"], "zhang"))
    cookies = [cookie.lower() for cookie in answer.headers.get_list("set-cookie")]
    session = next(cookie for cookie in cookies if cookie.startswith("algomart_session="))
    assert "samesite=strict" in session
    assert "httponly" in session
    assert "algomart_oidc" not in browser.cookies


def test_the_provider_is_asked_for_a_code_with_pkce_state_and_nonce(browser: TestClient) -> None:
    sent = {name: value[0] for name, value in parse_qs(urlsplit(start(browser)).query).items()}
    assert (sent["response_type"], sent["code_challenge_method"]) == ("code", "S256")
    secrets = {sent["state"], sent["nonce"], sent["code_challenge"]}
    assert {len(one) for one in secrets} == {43}
    assert len(secrets) == 3
    assert browser.cookies["algomart_oidc"] not in secrets
    assert sent["redirect_uri"] == f"http://city.test{OIDC}/callback"


def test_afterwards_the_subject_decides_whatever_the_login(
    browser: TestClient, real: RealProvider, zhang: User
) -> None:
    assert signs_in(browser, real, "zhang", sub="s1") == ""
    assert signs_in(browser, real, "renamed", sub="s1") == ""
    assert browser.get(SESSION).json()["user"]["login"] == "zhang"


def test_another_subject_with_a_bound_login_is_refused(
    client: Client, real: RealProvider, zhang: User, sessions: Sessions
) -> None:
    assert signs_in(client(), real, "zhang", sub="s1") == ""
    assert signs_in(client(), real, "zhang", sub="s2") == "oidc_subject_differs"
    assert refused(sessions) == [("zhang", "subject", True)]


def test_the_providers_word_makes_no_user(
    browser: TestClient, real: RealProvider, sessions: Sessions
) -> None:
    assert signs_in(browser, real, "stranger") == "oidc_user_unknown"
    with transaction(sessions) as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0
    assert refused(sessions) == [("stranger", "unknown", False)]


def test_who_signs_in_with_a_password_does_not_sign_in_there(
    browser: TestClient, real: RealProvider, sessions: Sessions
) -> None:
    with transaction(sessions) as session:
        make.user(session, login="wang")
    assert signs_in(browser, real, "wang") == "oidc_user_unknown"


def test_who_signs_in_there_has_no_password_here(browser: TestClient, zhang: User) -> None:
    body = {"login": "zhang", "password": make.PASSWORD}
    assert browser.post(SESSION, json=body).json()["code"] == "login_failed"


@pytest.mark.parametrize("what", ["disabled", "locked"])
def test_the_disabled_and_the_locked_stay_out(
    browser: TestClient,
    real: RealProvider,
    zhang: User,
    sessions: Sessions,
    clock: ManualClock,
    what: str,
) -> None:
    with transaction(sessions) as session:
        user = session.get_one(User, zhang.id)
        if what == "disabled":
            user.enabled = False
        else:
            clock.advance(1)
            user.locked_until = clock.now().replace(year=clock.now().year + 1)
    assert signs_in(browser, real, "zhang") == "oidc_user_unusable"
    assert refused(sessions) == [("zhang", "locked", True)]


@pytest.mark.parametrize(("code", "pending"), [("", ["totp"]), ("123456", [])])
def test_a_second_factor_given_there_is_one_given_here(
    browser: TestClient, real: RealProvider, sessions: Sessions, code: str, pending: list[str]
) -> None:
    at_provider(sessions, "anquan", "security")
    assert signs_in(browser, real, "anquan", code=code) == ""
    assert browser.get(SESSION).json()["pending"] == pending


def test_who_changes_his_mind_is_told_so_in_our_words(
    browser: TestClient, real: RealProvider, zhang: User, sessions: Sessions
) -> None:
    answer = come_back(browser, real.cancel(start(browser)))
    assert trouble(answer) == "oidc_not_granted"
    assert "words of the provider" not in answer.text + answer.headers["location"]
    assert refused(sessions) == []


def test_an_answer_works_once(browser: TestClient, real: RealProvider, zhang: User) -> None:
    address = real.walk(start(browser), "zhang")
    handle = browser.cookies["algomart_oidc"]
    assert come_back(browser, address).headers["location"] == "/"
    browser.cookies.clear()
    browser.cookies.set("algomart_oidc", handle)
    assert trouble(come_back(browser, address)) == "oidc_flow_ended"


def test_a_code_of_another_sign_in_is_refused_and_recorded(
    client: Client, real: RealProvider, zhang: User, sessions: Sessions
) -> None:
    stolen = parse_qs(urlsplit(real.walk(start(client()), "zhang")).query)["code"][0]
    browser = client()
    own = parse_qs(urlsplit(start(browser)).query)["state"][0]
    query = f"code={stolen}&state={own}&iss={real.issuer}"
    assert trouble(come_back(browser, f"{OIDC}/callback?{query}")) == "oidc_answer_refused"
    assert refused(sessions) == [("-", "provider", False)]


def test_an_answer_in_another_browser_is_nobodys(
    client: Client, real: RealProvider, zhang: User
) -> None:
    address = real.walk(start(client()), "zhang")
    stranger = client()
    assert trouble(come_back(stranger, address)) == "oidc_flow_ended"
    start(stranger)
    assert trouble(come_back(stranger, address)) == "oidc_flow_ended"


@pytest.mark.parametrize("state", ["", "wrong", "状态"])
def test_a_wrong_state_is_refused_and_ends_nothing(
    browser: TestClient, real: RealProvider, zhang: User, sessions: Sessions, state: str
) -> None:
    real.walk(start(browser), "zhang")
    answer = browser.get(
        f"{OIDC}/callback", params={"code": "x", "state": state}, follow_redirects=False
    )
    assert trouble(answer) == "oidc_flow_ended"
    with transaction(sessions) as session:
        assert session.scalar(select(func.count()).select_from(OidcFlow)) == 1


def test_who_takes_too_long_begins_again(
    browser: TestClient, real: RealProvider, zhang: User, clock: ManualClock, sessions: Sessions
) -> None:
    address = real.walk(start(browser), "zhang")
    clock.advance(600)
    assert trouble(come_back(browser, address)) == "oidc_flow_ended"
    start(browser)
    with transaction(sessions) as session:
        assert session.scalar(select(func.count()).select_from(OidcFlow)) == 1


@pytest.fixture
def changed(app: FastAPI) -> Iterator[Services]:
    """The services, for a test that puts others into the app (every app of a run is the same one)."""
    before: Services = app.state.services
    yield before
    app.state.services = before


def put(app: FastAPI, services: Services, **update: object) -> Settings:
    """Change the app's settings."""
    settings = services.settings.model_copy(update=update)
    app.state.services = Services(
        settings, services.sessions, services.clock, services.blobs, services.keyring
    )
    return settings


def test_a_security_administrator_binds_anew(
    app: FastAPI,
    changed: Services,
    client: Client,
    real: RealProvider,
    zhang: User,
    sessions: Sessions,
) -> None:
    put(app, changed, totp="off")
    with transaction(sessions) as session:
        make.user(session, organizations.operator(session), roles=["security"], login="anquan")
    admin = client()
    admin.post(SESSION, json={"login": "anquan", "password": make.PASSWORD})
    assert signs_in(client(), real, "zhang", sub="s1") == ""
    for wanted in ({"sign_in": "password", "password": make.PASSWORD}, {"sign_in": "oidc"}):
        answer = admin.patch(f"/api/v1/users/{zhang.id}", json=wanted, headers={"if-match": "*"})
        assert answer.status_code == 200, answer.text
    assert signs_in(client(), real, "zhang", sub="s2") == ""


def test_an_e_mail_address_counts_once_the_provider_has_verified_it(
    app: FastAPI, changed: Services, client: Client, real: RealProvider, sessions: Sessions
) -> None:
    put(app, changed, oidc_login_claim="email")
    at_provider(sessions, "zhang@city.test")
    at_provider(sessions, "new@city.test")
    assert signs_in(client(), real, "zhang") == ""
    assert signs_in(client(), real, "new") == "oidc_user_unknown"


def test_sign_ins_that_begin_are_counted_per_address(
    app: FastAPI, changed: Services, browser: TestClient
) -> None:
    put(app, changed, sign_ins_per_minute=1)
    assert start(browser).startswith(changed.settings.oidc_issuer or "-")
    assert start(browser) == "/?trouble=too_many_sign_ins"


def test_a_client_secret_the_provider_does_not_take_is_an_operators_matter(
    app: FastAPI, changed: Services, browser: TestClient, real: RealProvider, zhang: User
) -> None:
    put(app, changed, oidc_client_secret=SecretStr("another"))
    assert signs_in(browser, real, "zhang") == "oidc_unavailable"


def test_behind_https_no_other_host_can_begin_a_sign_in_for_a_browser(
    app: FastAPI, changed: Services, browser: TestClient
) -> None:
    put(app, changed, public_url="https://city.test")
    answer = browser.get(f"{OIDC}/start", follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-algomart_oidc=")
    assert "secure" in cookie
    assert "path=/;" in cookie
    assert "domain" not in cookie
