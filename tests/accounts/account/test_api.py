"""One's own account: the password, and what it must be like; the name; the way to other places' passwords."""

from itertools import pairwise
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.sessions.duties import PATIENCE
from accounts.users.model import OldPassword, User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client

ACCOUNT = "/api/v1/account"
SESSION = "/api/v1/session"
ORGANIZATIONS = "/api/v1/organizations"
DAY_S = 86_400


@pytest.fixture
def zhang(sessions: Sessions) -> User:
    """A dispatcher."""
    with transaction(sessions) as session:
        return make.user(session, login="zhang")


def sign_in(browser: TestClient, password: str = make.PASSWORD) -> Any:
    """Sign zhang in."""
    return browser.post(SESSION, json={"login": "zhang", "password": password})


def choose(browser: TestClient, new: str, current: str = make.PASSWORD) -> Any:
    """Change the password."""
    return browser.post(f"{ACCOUNT}/password", json={"current": current, "new": new})


def with_settings(app: FastAPI, **changes: object) -> Settings:
    """Let the app go on under other settings."""
    old: Services = app.state.services
    settings = old.settings.model_copy(update=changes)
    app.state.services = Services(settings, old.sessions, old.clock, old.blobs, old.keyring)
    return settings


def test_one_sees_ones_own_account(client: Client, zhang: User, clock: ManualClock) -> None:
    browser = client()
    sign_in(browser)
    answer = browser.get(ACCOUNT)
    own = answer.json()
    assert (own["login"], own["sign_in"], own["totp"]) == ("zhang", "password", "off")
    assert own["password_expires_at"].startswith("2027-02-20")
    assert own["last_seen_at"] is not None
    assert answer.headers["etag"] == f'"{own["revision"]}"'
    assert "argon2" not in answer.text


def test_one_changes_ones_name_and_language_and_nothing_else(client: Client, zhang: User) -> None:
    browser = client()
    sign_in(browser)
    headers = {"if-match": browser.get(ACCOUNT).headers["etag"]}
    answer = browser.patch(ACCOUNT, json={"name": "张小三", "language": "en"}, headers=headers)
    assert (answer.json()["name"], answer.json()["language"]) == ("张小三", "en")
    assert browser.get(SESSION).json()["user"]["name"] == "张小三"
    assert browser.patch(ACCOUNT, json={"name": "x"}, headers=headers).status_code == 412
    assert browser.patch(ACCOUNT, json={"roles": ["security"]}).status_code == 422


def test_a_changed_password_ends_the_other_sessions_and_the_old_cookie(
    client: Client, zhang: User
) -> None:
    here, there = client(), client()
    sign_in(here)
    sign_in(there)
    old = here.cookies["algomart_session"]
    assert choose(here, "Another-horse-8").status_code == 200
    assert here.cookies["algomart_session"] != old
    assert here.get(SESSION).status_code == 200
    assert there.get(SESSION).status_code == 401
    there.cookies.set("algomart_session", old)
    assert there.get(SESSION).status_code == 401
    assert sign_in(there).status_code == 401
    assert sign_in(there, "Another-horse-8").status_code == 200


@pytest.mark.parametrize("new", ["short", "alllowercase", "Zhang-is-my-name-1", make.PASSWORD])
def test_a_weak_or_the_same_password_is_refused(client: Client, zhang: User, new: str) -> None:
    browser = client()
    sign_in(browser)
    answer = choose(browser, new)
    assert (answer.status_code, answer.json()["code"]) == (
        400,
        "password_reused" if new == make.PASSWORD else "password_weak",
    )
    assert sign_in(browser).status_code == 200


def test_the_settings_say_what_a_password_is_like(
    app: FastAPI, client: Client, zhang: User
) -> None:
    with_settings(app, password_min_length=14, password_min_kinds=4)
    browser = client()
    me = sign_in(browser).json()
    assert (me["settings"]["password_min_length"], me["settings"]["password_min_kinds"]) == (14, 4)
    refused = choose(browser, "Another-horse").json()
    assert "14" in refused["detail"]
    assert choose(browser, "Another horse").json()["code"] == "password_weak"
    assert choose(browser, "Another-horse-88").status_code == 200


def test_the_last_five_passwords_are_not_chosen_again_but_the_sixth_is(
    client: Client, zhang: User, sessions: Sessions
) -> None:
    browser = client()
    sign_in(browser)
    past = [make.PASSWORD, *(f"Horse-number-{number}" for number in range(5))]
    for old, new in pairwise(past):
        assert choose(browser, new, old).status_code == 200
    for known in past[1:]:
        assert choose(browser, known, past[-1]).json()["code"] == "password_reused"
    assert choose(browser, past[0], past[-1]).status_code == 200
    with transaction(sessions) as session:
        kept = session.scalars(select(OldPassword.password_hash)).all()
    assert len(kept) == 5
    assert all(one.startswith("$argon2id$") for one in kept)


def test_without_a_history_the_present_password_alone_is_barred_and_none_is_kept(
    app: FastAPI, client: Client, zhang: User, sessions: Sessions
) -> None:
    with_settings(app, password_history=0)
    browser = client()
    sign_in(browser)
    assert choose(browser, make.PASSWORD).json()["code"] == "password_reused"
    assert choose(browser, "Another-horse-8").status_code == 200
    assert choose(browser, make.PASSWORD, "Another-horse-8").status_code == 200
    with transaction(sessions) as session:
        assert session.scalars(select(OldPassword)).all() == []


def test_guessing_the_present_password_locks_the_account(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    browser, elsewhere = client(), client()
    sign_in(browser)
    for _ in range(5):
        answer = choose(browser, "Another-horse-8", "wrong")
        assert (answer.status_code, answer.json()["code"]) == (403, "password_wrong")
    assert choose(browser, "Another-horse-8").status_code == 403
    assert sign_in(elsewhere).status_code == 401
    clock.advance(900)
    assert choose(browser, "Another-horse-8").status_code == 200


def test_an_old_password_must_be_changed_before_anything_else(
    app: FastAPI, client: Client, zhang: User, clock: ManualClock
) -> None:
    browser = client()
    clock.advance(90 * DAY_S - 1)
    assert sign_in(browser).json()["pending"] == []
    clock.advance(1)
    assert browser.get(SESSION).json()["pending"] == ["password"]
    answer = browser.get(ORGANIZATIONS)
    assert (answer.status_code, answer.json()["code"]) == (403, "duty_pending")
    assert sign_in(browser).json()["pending"] == ["password"]
    assert choose(browser, "Another-horse-8").json()["pending"] == []
    assert browser.get(ORGANIZATIONS).status_code == 200
    with_settings(app, password_max_age_days=0)
    clock.advance(10_000 * DAY_S)
    assert sign_in(browser, "Another-horse-8").json()["pending"] == []


def test_a_session_whose_duty_stays_undone_ends(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    clock.advance(90 * DAY_S)
    browser = client()
    sign_in(browser)
    clock.advance(PATIENCE.total_seconds() - 1)
    assert browser.get(SESSION).status_code == 200
    clock.advance(1)
    assert browser.get(SESSION).status_code == 401


def test_a_duty_leaves_the_way_out_open(client: Client, zhang: User, clock: ManualClock) -> None:
    clock.advance(90 * DAY_S)
    browser = client()
    sign_in(browser)
    assert browser.get(ACCOUNT).status_code == 200
    assert browser.patch(ACCOUNT, json={"name": "x"}).status_code == 403
    assert browser.post("/api/v1/tokens", json={"name": "x"}).status_code == 403
    assert browser.delete(SESSION).status_code == 204
    assert browser.get(SESSION).status_code == 401
