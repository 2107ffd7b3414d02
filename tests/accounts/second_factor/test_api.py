"""An administrator's sign-in: a password first, then a code, and nothing before."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from accounts.organizations.model import Organization
from accounts.sessions.model import UserSession
from accounts.setup.service import offer_link
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_setup import follow
from tests.accounts.test_users import change

SESSION = "/api/v1/session"
TOTP = "/api/v1/session/totp"
ENROL = "/api/v1/account/totp"
USERS = "/api/v1/users"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As installed: administrators need a second factor."""
    return settings.model_copy(update={"totp": "administrators"})


@pytest.fixture
def zhang(sessions: Sessions) -> User:
    """A security administrator."""
    with transaction(sessions) as session:
        return make.user(session, login="zhang", roles=["security"])


def sign_in(browser: TestClient, login: str = "zhang", password: str = make.PASSWORD) -> Any:
    """Give the password."""
    return browser.post(SESSION, json={"login": login, "password": password})


def enrolled(browser: TestClient, clock: ManualClock) -> pyotp.TOTP:
    """Enrol and give the first code; the time for the next one has come then."""
    seed = browser.post(ENROL).json()
    assert seed["uri"].startswith("otpauth://totp/algomart:zhang?secret=" + seed["secret"])
    phone = pyotp.TOTP(seed["secret"])
    assert give(browser, phone.at(clock.now())).json()["pending"] == []
    clock.advance(30)
    return phone


def give(browser: TestClient, code: str) -> Any:
    """Give a code."""
    return browser.post(TOTP, json={"code": code})


def test_a_password_alone_opens_nothing(client: Client, zhang: User, clock: ManualClock) -> None:
    browser = client()
    me = sign_in(browser).json()
    assert (me["pending"], me["totp"]) == (["totp"], "needed")
    for refused in (
        browser.get(USERS),
        browser.get("/api/v1/sessions"),
        browser.post("/api/v1/tokens", json={"name": "x"}),
        browser.post("/api/v1/account/password", json={"current": make.PASSWORD, "new": "x"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "duty_pending")
    enrolled(browser, clock)
    assert browser.get(USERS).status_code == 200
    assert browser.get(SESSION).json()["totp"] == "enrolled"


def test_every_later_sign_in_asks_for_a_code(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    phone = enrolled(_signed_in(client), clock)
    browser = _signed_in(client)
    assert browser.get(SESSION).json()["totp"] == "enrolled"
    assert browser.get(USERS).status_code == 403
    before = browser.cookies["algomart_session"]
    assert give(browser, phone.at(clock.now())).status_code == 200
    assert browser.get(USERS).status_code == 200
    assert browser.cookies["algomart_session"] != before


def test_the_cookie_of_before_the_code_is_nobody_s(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    browser, thief = _signed_in(client), client()
    thief.cookies.set("algomart_session", browser.cookies["algomart_session"])
    assert thief.get(SESSION).status_code == 200
    enrolled(browser, clock)
    assert thief.get(SESSION).status_code == 401


def test_who_stole_the_password_cannot_enrol_another_telephone(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    enrolled(_signed_in(client), clock)
    answer = _signed_in(client).post(ENROL)
    assert (answer.status_code, answer.json()["code"]) == (409, "totp_enrolled")


def test_a_code_is_taken_once_whoever_gives_it(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    phone = enrolled(_signed_in(client), clock)
    first, second = _signed_in(client), _signed_in(client)
    shown = phone.at(clock.now())
    assert give(first, shown).status_code == 200
    assert (give(second, shown).status_code, second.get(USERS).status_code) == (403, 403)


def test_wrong_codes_lock_the_account_and_a_right_password_does_not_start_anew(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    phone = enrolled(_signed_in(client), clock)
    for _ in range(5):
        answer = give(_signed_in(client), "000000")
        assert (answer.status_code, answer.json()["code"]) == (403, "totp_wrong")
    assert sign_in(client()).status_code == 401
    clock.advance(900)
    assert give(_signed_in(client), phone.at(clock.now())).status_code == 200


def test_two_at_once_cannot_use_one_code(
    client: Client, zhang: User, clock: ManualClock, sessions: Sessions
) -> None:
    phone = enrolled(_signed_in(client), clock)
    browsers = [_signed_in(client) for _ in range(3)]
    shown = phone.at(clock.now())
    with ThreadPoolExecutor(3) as pool:
        answers = [*pool.map(lambda browser: give(browser, shown).status_code, browsers)]
    assert sorted(answers) == [200, 403, 403]


def test_another_security_administrator_resets_it_and_nobody_his_own(
    client: Client, zhang: User, clock: ManualClock, sessions: Sessions
) -> None:
    browser = _signed_in(client)
    enrolled(browser, clock)
    with transaction(sessions) as session:
        make.user(
            session, session.get_one(Organization, zhang.owner_id), login="li", roles=["security"]
        )
    own = browser.get(f"{USERS}/{zhang.id}").json()
    assert change(browser, own, reset_totp=True).json()["code"] == "own_account"
    other = client()
    sign_in(other, "li")
    seed = other.post(ENROL).json()["secret"]
    give(other, pyotp.TOTP(seed).at(clock.now()))
    answer = change(other, own, reset_totp=True)
    assert (answer.status_code, answer.json()["totp"]) == (200, "needed")
    assert browser.get(SESSION).status_code == 401
    assert sign_in(browser).json()["totp"] == "needed"


def test_an_administrator_s_new_password_comes_after_his_code(
    client: Client, zhang: User, clock: ManualClock, sessions: Sessions
) -> None:
    phone = enrolled(_signed_in(client), clock)
    with transaction(sessions) as session:
        session.get_one(User, zhang.id).password_given = True
    browser = client()
    assert sign_in(browser).json()["pending"] == ["password", "totp"]
    chosen = {"current": make.PASSWORD, "new": "Another-horse-8"}
    assert browser.post("/api/v1/account/password", json=chosen).status_code == 403
    assert give(browser, phone.at(clock.now())).json()["pending"] == ["password"]
    assert browser.get(USERS).status_code == 403
    assert browser.post("/api/v1/account/password", json=chosen).json()["pending"] == []
    assert browser.get(USERS).status_code == 200


def test_the_first_administrator_of_all_enrols_too(
    client: Client, app: FastAPI, sessions: Sessions, settings: Settings, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        link = offer_link(session, settings.home, "http://city.test", clock)
    assert link is not None
    browser = client()
    assert follow(browser, link).json()["pending"] == ["totp"]
    assert browser.get(USERS).status_code == 403
    with transaction(sessions) as session:
        [row] = session.scalars(select(UserSession))
    assert (row.method, row.second_factor) == ("setup", False)


def test_a_token_of_an_administrator_needs_no_code(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    browser = _signed_in(client)
    enrolled(browser, clock)
    made = browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["user.read"]}).json()
    headers = {"authorization": f"Bearer {made['token']}"}
    assert client().get(USERS, headers=headers).status_code == 200
    assert client().post(ENROL, headers=headers).status_code == 403


def test_no_code_and_no_seed_is_stored_in_clear(
    client: Client, zhang: User, clock: ManualClock, sessions: Sessions
) -> None:
    browser = _signed_in(client)
    seed = browser.post(ENROL).json()["secret"]
    give(browser, pyotp.TOTP(seed).at(clock.now()))
    with transaction(sessions) as session:
        rows = session.execute(
            text("SELECT t::text FROM users t UNION ALL SELECT t::text FROM audit t")
        ).scalars()
        assert all(seed not in row for row in rows)


def _signed_in(client: Client) -> TestClient:
    browser = client()
    assert sign_in(browser).status_code == 200
    return browser
