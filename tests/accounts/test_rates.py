"""Who asks too often is told how long to wait; nobody else is."""

import pytest
from fastapi.testclient import TestClient

from accounts.api.rates import _source
from accounts.users.model import User
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client

SESSION = "/api/v1/session"
BODY = {"login": "zhang", "password": make.PASSWORD}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings that allow little."""
    return settings.model_copy(update={"requests_per_minute": 5, "sign_ins_per_minute": 3})


@pytest.fixture
def people(sessions: Sessions) -> list[User]:
    """Two users."""
    with transaction(sessions) as session:
        return [make.user(session, login=login) for login in ("zhang", "li")]


def sign_in(browser: TestClient, login: str = "zhang", password: str = make.PASSWORD) -> int:
    return browser.post(SESSION, json={"login": login, "password": password}).status_code


def test_a_caller_who_asks_too_often_waits_and_another_does_not(
    client: Client, people: list[User]
) -> None:
    zhang, again, li = client(), client(), client()
    assert [sign_in(zhang), sign_in(again), sign_in(li, "li")] == [200, 200, 200]
    answers = [browser.get(SESSION) for browser in (zhang, again) * 3]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    last = answers[-1]
    assert last.json()["code"] == "too_many_requests"
    assert "ALGOMART_REQUESTS_PER_MINUTE" in last.json()["detail"]
    assert 1 <= int(last.headers["retry-after"]) <= 60
    assert li.get(SESSION).status_code == 200


@pytest.mark.parametrize("path", [SESSION, "/api/v1/setup"])
def test_attempts_to_get_in_are_counted_by_address_whoever_they_name(
    client: Client, people: list[User], path: str
) -> None:
    browser = client()
    for login in ("zhang", "li", "nobody"):
        assert sign_in(browser, login, "wrong") == 401
    setup = {
        "token": "x", "login": "a", "password": make.PASSWORD, "name": "a",
        "organization_zh": "市", "organization_en": "City",
    }  # fmt: skip
    answer = browser.post(path, json=BODY if path == SESSION else setup)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_sign_ins")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    english = browser.post(SESSION, json=BODY, headers={"accept-language": "en"})
    assert "Try again in" in english.json()["detail"]


def test_one_customers_ipv6_addresses_are_counted_together() -> None:
    assert _source("2001:db8:1:2::1") == _source("2001:db8:1:2:ffff::9")
    assert _source("2001:db8:1:2::1") != _source("2001:db8:1:3::1")
    assert _source("::ffff:192.0.2.1") == _source("192.0.2.1")
    assert _source("testclient") == "testclient"
    assert _source(None) == "-"
