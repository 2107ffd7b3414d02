"""API tokens: for what their user may do or less, and for a time."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.organizations.model import Organization
from accounts.sessions.service import still_valid
from accounts.tokens import service as tokens
from accounts.tokens.model import ApiToken
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_users import browser_of

TOKENS = "/api/v1/tokens"
SESSION = "/api/v1/session"


@pytest.fixture
def browser(client: Client, sessions: Sessions) -> TestClient:
    """A signed-in browser."""
    with transaction(sessions) as session:
        make.user(session, login="zhang")
    made = client()
    made.post(SESSION, json={"login": "zhang", "password": make.PASSWORD})
    return made


def bearer(token: str) -> dict[str, str]:
    """Return the header that a machine sends."""
    return {"Authorization": f"Bearer {token}"}


def test_a_token_acts_as_its_user_and_asks_for_no_origin(
    browser: TestClient, client: Client
) -> None:
    made = browser.post(TOKENS, json={"name": "巡检脚本"}).json()
    assert made["token"].startswith("am_")
    machine = client()
    headers = bearer(made["token"]) | {"Origin": "https://elsewhere.test"}
    me = machine.get(SESSION, headers=headers)
    assert me.json()["user"]["login"] == "zhang"
    assert machine.delete(SESSION, headers=headers).status_code == 204
    assert machine.get(SESSION, headers=headers).status_code == 200


def test_a_token_is_shown_once_and_not_kept(browser: TestClient, sessions: Sessions) -> None:
    made = browser.post(TOKENS, json={"name": "x"}).json()
    listed = browser.get(TOKENS).json()["items"][0]
    assert "token" not in listed
    assert listed["prefix"] == made["token"][:7]
    with transaction(sessions) as session:
        row = session.scalars(select(ApiToken)).one()
    assert row.digest not in made["token"]
    assert made["token"] not in (row.digest, row.prefix)


def test_a_revoked_token_is_nobody(browser: TestClient, client: Client) -> None:
    made = browser.post(TOKENS, json={"name": "x"}).json()
    assert browser.delete(f"{TOKENS}/{made['id']}").status_code == 204
    assert client().get(SESSION, headers=bearer(made["token"])).status_code == 401


def test_a_token_expires(browser: TestClient, client: Client, clock: ManualClock) -> None:
    token = browser.post(TOKENS, json={"name": "x", "days": 1}).json()["token"]
    clock.advance(86_399)
    assert client().get(SESSION, headers=bearer(token)).status_code == 200
    clock.advance(1)
    assert client().get(SESSION, headers=bearer(token)).status_code == 401


def test_a_token_of_a_disabled_user_is_nobody(
    browser: TestClient, client: Client, sessions: Sessions
) -> None:
    token = browser.post(TOKENS, json={"name": "x"}).json()["token"]
    with transaction(sessions) as session:
        session.scalars(select(User)).one().enabled = False
    assert client().get(SESSION, headers=bearer(token)).status_code == 401


@pytest.mark.parametrize("sent", ["", "am_", "am_made-up", "x" * 9000])
def test_a_made_up_token_is_nobody_even_beside_a_good_cookie(
    browser: TestClient, sent: str
) -> None:
    assert browser.get(SESSION, headers=bearer(sent)).status_code == 401


def test_a_token_cannot_make_or_revoke_tokens(browser: TestClient, client: Client) -> None:
    made = browser.post(TOKENS, json={"name": "x"}).json()
    machine, headers = client(), bearer(made["token"])
    answer = machine.post(TOKENS, json={"name": "y"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "token_needs_session")
    assert machine.delete(f"{TOKENS}/{made['id']}", headers=headers).status_code == 403


def test_somebody_else_s_token_is_not_found(
    browser: TestClient, client: Client, sessions: Sessions
) -> None:
    made = browser.post(TOKENS, json={"name": "x"}).json()
    with transaction(sessions) as session:
        make.user(session, login="other")
    other = client()
    other.post(SESSION, json={"login": "other", "password": make.PASSWORD})
    assert other.get(TOKENS).json()["items"] == []
    assert other.delete(f"{TOKENS}/{made['id']}").status_code == 404


def test_a_token_does_what_it_was_made_for_and_nothing_else(
    browser: TestClient, client: Client
) -> None:
    made = browser.post(TOKENS, json={"name": "x", "scopes": ["organization.read"]}).json()
    assert made["scopes"] == ["organization.read"]
    headers = bearer(made["token"])
    assert client().get("/api/v1/organizations", headers=headers).status_code == 200
    answer = client().get(TOKENS, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "token_too_narrow")


@pytest.mark.parametrize("wanted", ["user.create", "nothing.known", "ORGANIZATION.READ"])
def test_a_token_is_not_wider_than_its_user(browser: TestClient, wanted: str) -> None:
    answer = browser.post(TOKENS, json={"name": "x", "scopes": ["organization.read", wanted]})
    assert (answer.status_code, answer.json()["code"]) == (403, "token_too_wide")
    assert wanted in answer.json()["detail"]


def test_a_token_made_for_more_than_its_user_may_now_do_is_no_wider_than_he(
    browser: TestClient, client: Client, sessions: Sessions
) -> None:
    made = browser.post(TOKENS, json={"name": "x", "scopes": ["event.judge", "role.read"]}).json()
    with transaction(sessions) as session:
        session.scalars(select(User)).one().roles = ["audit"]
    headers = bearer(made["token"])
    assert client().get("/api/v1/users", headers=headers).json()["code"] == "token_too_narrow"
    assert client().get("/api/v1/roles", headers=headers).status_code == 200


def test_a_token_always_ends_after_ninety_days_unless_asked_otherwise(browser: TestClient) -> None:
    ends = [
        browser.post(TOKENS, json={"name": "x"} | days).json()["expires_at"][:10]
        for days in ({}, {"days": None}, {"days": 365})
    ]
    assert ends == ["2027-02-20", "2027-02-20", "2027-11-22"]
    answer = browser.post(TOKENS, json={"name": "x", "days": 366})
    assert (answer.status_code, answer.json()["code"]) == (400, "token_lasts")
    assert browser.post(TOKENS, json={"name": "x", "days": 0}).status_code == 422
    assert browser.post(TOKENS, json={"name": "x", "scopes": []}).status_code == 422


def test_a_security_administrator_sees_and_revokes_those_below_him(
    browser: TestClient, client: Client, sessions: Sessions
) -> None:
    made = browser.post(TOKENS, json={"name": "x"}).json()
    with transaction(sessions) as session:
        home = session.get_one(Organization, session.scalars(select(User.owner_id)).one())
    security = browser_of(client, sessions, home, "security")
    [seen] = security.get(TOKENS, params={"user_id": made["user_id"]}).json()["items"]
    assert (seen["login"], seen["prefix"]) == ("zhang", made["prefix"])
    assert security.delete(f"{TOKENS}/{made['id']}").status_code == 204
    assert client().get(SESSION, headers=bearer(made["token"])).status_code == 401


def test_using_a_token_shows_its_user_as_here(
    browser: TestClient, client: Client, sessions: Sessions, clock: ManualClock
) -> None:
    token = browser.post(TOKENS, json={"name": "x", "days": 90}).json()["token"]
    clock.advance(86_400)
    client().get(SESSION, headers=bearer(token))
    with transaction(sessions) as session:
        user = session.scalars(select(User)).one()
        row = session.scalars(select(ApiToken)).one()
    assert user.last_seen_at == row.used_at == clock.now()
    assert user.revision == 1


def test_a_revoked_token_ends_its_streams(
    browser: TestClient, sessions: Sessions, clock: ManualClock
) -> None:
    made = browser.post(TOKENS, json={"name": "x"}).json()
    with transaction(sessions) as session:
        who = tokens.resume(session, made["token"], address=None, clock=clock)
        assert who is not None
        assert still_valid(session, who, clock)
    browser.delete(f"{TOKENS}/{made['id']}")
    with transaction(sessions) as session:
        assert not still_valid(session, who, clock)
