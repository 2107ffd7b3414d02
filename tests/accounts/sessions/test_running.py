"""Who is signed in, from where; and the way to end it at once."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from accounts.organizations.model import Organization
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_users import browser_of

SESSIONS = "/api/v1/sessions"
SESSION = "/api/v1/session"


@pytest.fixture
def city(sessions: Sessions) -> Organization:
    """The city everybody here belongs to."""
    with transaction(sessions) as session:
        return make.organization(session)


@pytest.fixture
def zhang(client: Client, sessions: Sessions, city: Organization) -> TestClient:
    """A viewer's browser."""
    return browser_of(client, sessions, city, "viewer", "zhang")


def listed(browser: TestClient, **query: str) -> list[dict[str, Any]]:
    """Return the sessions somebody sees."""
    items: list[dict[str, Any]] = browser.get(SESSIONS, params=query).json()["items"]
    return items


def again(client: Client, login: str, **headers: str) -> TestClient:
    """Sign somebody in once more."""
    browser = client()
    body = {"login": login, "password": make.PASSWORD}
    assert browser.post(SESSION, json=body, headers=headers).status_code == 200
    return browser


def test_one_sees_ones_own_and_ends_one(client: Client, zhang: TestClient) -> None:
    lost = again(client, "zhang", **{"user-agent": "Phone\x7f" + "x" * 500})
    found = listed(zhang)
    assert [one["current"] for one in found] == [False, True]
    assert found[0]["address"] == "testclient"
    assert found[0]["user_agent"].startswith("Phonex")
    assert len(found[0]["user_agent"]) == 160
    assert (found[0]["method"], found[0]["second_factor"]) == ("password", False)
    assert zhang.delete(f"{SESSIONS}/{found[0]['id']}").status_code == 204
    assert lost.get(SESSION).status_code == 401
    assert len(listed(zhang)) == 1
    assert zhang.delete(f"{SESSIONS}/{found[0]['id']}").status_code == 404


def test_a_security_administrator_sees_and_ends_those_below_him(
    client: Client, sessions: Sessions, city: Organization, zhang: TestClient
) -> None:
    security = browser_of(client, sessions, city, "security")
    with transaction(sessions) as session:
        elsewhere = make.organization(session, name_en="Next City")
    stranger = browser_of(client, sessions, elsewhere, "viewer", "stranger")
    assert {one["login"] for one in listed(security)} == {"zhang", "the-security"}
    [row] = listed(security, user_id=listed(zhang)[0]["user_id"])
    assert security.delete(f"{SESSIONS}/{row['id']}").status_code == 204
    assert zhang.get(SESSION).status_code == 401
    [foreign] = listed(stranger)
    assert security.delete(f"{SESSIONS}/{foreign['id']}").status_code == 404
    assert stranger.get(SESSION).status_code == 200


def test_nobody_ends_a_colleague_s(
    client: Client, sessions: Sessions, city: Organization, zhang: TestClient
) -> None:
    colleague = browser_of(client, sessions, city, "viewer", "wang")
    [row] = listed(colleague)
    assert zhang.delete(f"{SESSIONS}/{row['id']}").status_code == 404
    assert listed(zhang, user_id=row["user_id"]) == []


def test_those_that_ended_by_themselves_are_not_listed(
    client: Client, zhang: TestClient, clock: ManualClock, settings: Settings
) -> None:
    clock.advance(settings.session_idle_s - 10)
    fresh = again(client, "zhang")
    assert len(listed(fresh)) == 2
    clock.advance(20)
    assert [one["current"] for one in listed(fresh)] == [True]


def test_no_answer_has_a_cookie_in_it(client: Client, zhang: TestClient) -> None:
    answer = zhang.get(SESSIONS)
    assert zhang.cookies["algomart_session"] not in answer.text
    assert "digest" not in answer.text
