"""Signing in, staying in, getting out, and everything that must not get in."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from accounts.sessions import service
from accounts.sessions.model import UserSession
from accounts.sessions.service import Origin
from accounts.users import passwords
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client

SESSION = "/api/v1/session"
FAILURES = Settings().lockout_failures
LOCKED_FOR_S = Settings().lockout_s


@pytest.fixture
def zhang(sessions: Sessions) -> User:
    """A dispatcher."""
    with transaction(sessions) as session:
        return make.user(session, login="zhang")


def sign_in(browser: TestClient, password: str = make.PASSWORD, **headers: str) -> Any:
    """Post the credentials of zhang."""
    body = {"login": "zhang", "password": password}
    return browser.post(SESSION, json=body, headers=headers)


def test_a_user_signs_in_is_known_and_signs_out(client: Client, zhang: User) -> None:
    browser = client()
    answer = sign_in(browser)
    assert answer.status_code == 200
    me = answer.json()
    assert me["user"]["login"] == "zhang"
    assert me["user"]["roles"] == ["dispatcher"]
    assert me["organization"]["name_zh"] == "示例市"
    assert "event.judge" in me["actions"]
    assert "user.create" not in me["actions"]
    assert (me["pending"], me["totp"]) == ([], "off")
    assert (me["settings"]["undo_s"], me["settings"]["timezone"]) == (5, "Asia/Shanghai")
    assert not me["settings"]["remote"], "no host is listed"
    assert browser.get(SESSION).json() == me
    assert browser.delete(SESSION).status_code == 204
    assert browser.get(SESSION).status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    client: Client, zhang: User
) -> None:
    cookie = sign_in(client()).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie


def test_behind_https_the_cookie_is_secure(
    client: Client, zhang: User, app: Any, settings: Settings
) -> None:
    https = settings.model_copy(update={"public_url": "https://city.test"})
    services = app.state.services
    app.state.services = type(services)(
        https, services.sessions, services.clock, services.blobs, services.keyring
    )
    assert "secure" in sign_in(client()).headers["set-cookie"].lower()


def test_only_the_digest_of_the_cookie_is_stored(
    client: Client, zhang: User, sessions: Sessions
) -> None:
    browser = client()
    sign_in(browser)
    with transaction(sessions) as session:
        row = session.scalars(select(UserSession)).one()
    assert browser.cookies["algomart_session"] not in (row.digest, str(row.id))


def test_the_login_is_not_case_sensitive(client: Client, zhang: User) -> None:
    body = {"login": " ZHANG ", "password": make.PASSWORD}
    assert client().post(SESSION, json=body).status_code == 200


@pytest.mark.parametrize("login", ["zhang", "nobody", "x' or 1=1 --", "张三"])
def test_a_wrong_password_and_an_unknown_login_answer_alike(
    client: Client, zhang: User, login: str
) -> None:
    answer = client().post(SESSION, json={"login": login, "password": "wrong"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "login_failed"
    assert "set-cookie" not in answer.headers


def test_for_an_unknown_login_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = passwords.hash_password("anything")
    assert not passwords.outdated(passwords._nobody())
    work = Counter[str]()

    def nobody() -> str:
        work["hashes"] += 1
        return stand_in

    monkeypatch.setattr(passwords, "_nobody", nobody)
    assert not passwords.verify(None, "wrong")
    assert not passwords.verify(None, "anything")
    assert work["hashes"] == 2


def test_control_characters_in_a_login_are_refused_not_stored(client: Client) -> None:
    assert client().post(SESSION, json={"login": "a\0b", "password": "x"}).status_code == 422


def test_five_failures_lock_the_account_for_a_while(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    browser = client()
    for _ in range(FAILURES):
        assert sign_in(browser, "wrong").status_code == 401
    assert sign_in(browser).status_code == 401
    clock.advance(LOCKED_FOR_S - 1)
    assert sign_in(browser).status_code == 401
    clock.advance(1)
    assert sign_in(browser).status_code == 200


def test_a_lock_is_not_prolonged_and_afterwards_counting_starts_anew(
    client: Client, zhang: User, clock: ManualClock
) -> None:
    browser = client()
    for _ in range(FAILURES + 3):
        sign_in(browser, "wrong")
    clock.advance(LOCKED_FOR_S)
    for _ in range(FAILURES - 1):
        sign_in(browser, "wrong")
    assert sign_in(browser).status_code == 200


def test_refused_attempts_are_in_the_trail(client: Client, zhang: User, sessions: Sessions) -> None:
    sign_in(client(), "wrong")
    client().post(SESSION, json={"login": "nobody", "password": "wrong"})
    with transaction(sessions) as session:
        rows = session.scalars(
            select(AuditEntry).filter_by(action="session.refuse").order_by(AuditEntry.id)
        ).all()
    assert {(row.login, row.user_id) for row in rows} == {("zhang", zhang.id), ("nobody", None)}


def test_an_idle_session_ends(
    client: Client, zhang: User, clock: ManualClock, settings: Settings
) -> None:
    browser = client()
    sign_in(browser)
    clock.advance(settings.session_idle_s - 1)
    assert browser.get(SESSION).status_code == 200
    clock.advance(settings.session_idle_s - 1)
    assert browser.get(SESSION).status_code == 200
    clock.advance(settings.session_idle_s)
    answer = browser.get(SESSION)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


def test_a_busy_session_ends_too_at_last(
    client: Client, zhang: User, clock: ManualClock, settings: Settings
) -> None:
    browser = client()
    sign_in(browser)
    passed, step = 0.0, settings.session_idle_s / 2
    while passed + step < settings.session_max_s:
        clock.advance(step)
        passed += step
        assert browser.get(SESSION).status_code == 200
    clock.advance(step)
    assert browser.get(SESSION).status_code == 401


def test_a_disabled_user_is_out_at_once(client: Client, zhang: User, sessions: Sessions) -> None:
    browser = client()
    sign_in(browser)
    with transaction(sessions) as session:
        session.get_one(User, zhang.id).enabled = False
    assert browser.get(SESSION).status_code == 401
    assert sign_in(client()).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "../../etc/passwd"])
def test_a_made_up_cookie_is_nobody(client: Client, cookie: str) -> None:
    browser = client()
    browser.cookies["algomart_session"] = cookie
    assert browser.get(SESSION).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"Origin": "http://city.test"}, 204),
        ({"Origin": "http://127.0.0.1:8080"}, 204),
        ({"Referer": "http://city.test/#/events"}, 204),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://city.test.evil.test"}, 403),
        ({"Origin": "http://city.test:81"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Referer": "https://evil.test/?http://city.test"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_change_by_cookie_must_come_from_our_own_pages(
    client: Client, zhang: User, headers: dict[str, str], status: int
) -> None:
    browser = client()
    sign_in(browser)
    answer = browser.delete(SESSION, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "cross_site"
        assert browser.get(SESSION, headers=headers).status_code == 200


def test_another_site_cannot_sign_a_browser_in(client: Client, zhang: User) -> None:
    assert sign_in(client(), Origin="https://evil.test").status_code == 403


def test_a_password_hash_of_older_costs_is_renewed(
    client: Client, zhang: User, sessions: Sessions
) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(make.PASSWORD)
    with transaction(sessions) as session:
        session.get_one(User, zhang.id).password_hash = old
    assert sign_in(client()).status_code == 200
    with transaction(sessions) as session:
        assert not passwords.outdated(session.get_one(User, zhang.id).password_hash)


def test_signing_in_sweeps_sessions_that_ended(
    client: Client, zhang: User, clock: ManualClock, settings: Settings, sessions: Sessions
) -> None:
    sign_in(client())
    clock.at += timedelta(seconds=settings.session_max_s + 1)
    sign_in(client())
    with transaction(sessions) as session:
        assert len(session.scalars(select(UserSession)).all()) == 1


def test_a_stream_goes_on_only_while_its_reader_may_read(
    zhang: User, sessions: Sessions, settings: Settings, clock: ManualClock
) -> None:
    def still_valid() -> bool:
        with transaction(sessions) as session:
            return service.still_valid(session, who, clock)

    with transaction(sessions) as session:
        user = session.get_one(User, zhang.id)
        begun = service.begin(session, user, origin=Origin(), settings=settings, clock=clock)
    who = begun.scope.user
    assert still_valid()
    with transaction(sessions) as session:
        session.get_one(User, zhang.id).roles = ["viewer"]
    assert not still_valid()
    with transaction(sessions) as session:
        session.get_one(User, zhang.id).roles = ["dispatcher"]
    assert still_valid()
    clock.advance(settings.session_max_s)
    assert not still_valid()


def test_signing_out_ends_the_streams_of_the_session(
    zhang: User, sessions: Sessions, settings: Settings, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        user = session.get_one(User, zhang.id)
        begun = service.begin(session, user, origin=Origin(), settings=settings, clock=clock)
    with transaction(sessions) as session:
        service.end(session, begun.scope, clock)
    with transaction(sessions) as session:
        assert not service.still_valid(session, begun.scope.user, clock)


def test_roles_are_those_of_the_design() -> None:
    names = "vendor subscriber dispatcher handler viewer system security audit"
    assert [*Role] == names.split()
