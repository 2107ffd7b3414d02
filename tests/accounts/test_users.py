"""Users: kept by the security administrator, with the trail of every change."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.users.model import User
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client

USERS = "/api/v1/users"
NEW = {"login": "wang", "name": "王五", "password": make.PASSWORD, "roles": ["viewer"]}


@pytest.fixture
def city(sessions: Sessions) -> Organization:
    """The city everybody here belongs to."""
    with transaction(sessions) as session:
        return make.organization(session)


@pytest.fixture
def admin(client: Client, sessions: Sessions, city: Organization) -> TestClient:
    """A security administrator's browser."""
    return browser_of(client, sessions, city, "security")


def browser_of(
    client: Client, sessions: Sessions, owner: Organization, role: str, login: str | None = None
) -> TestClient:
    """Return a browser in which a new user of the role is signed in."""
    login = login or f"the-{role}"
    with transaction(sessions) as session:
        make.user(session, owner, roles=[role], login=login)
    browser = client()
    body = {"login": login, "password": make.PASSWORD}
    assert browser.post("/api/v1/session", json=body).status_code == 200
    return browser


def change(browser: TestClient, user: dict[str, Any], **wanted: object) -> Any:
    """Patch a user as he was read."""
    headers = {"If-Match": f'"{user["revision"]}"'}
    return browser.patch(f"{USERS}/{user['id']}", json=wanted, headers=headers)


def trail(sessions: Sessions, action: str) -> list[AuditEntry]:
    """Return the lines of one action."""
    with transaction(sessions) as session:
        return [
            *session.scalars(select(AuditEntry).filter_by(action=action).order_by(AuditEntry.id))
        ]


def test_the_security_administrator_makes_a_user_who_can_sign_in(
    admin: TestClient, client: Client, sessions: Sessions
) -> None:
    answer = admin.post(USERS, json=NEW)
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["password_given"]
    assert make.PASSWORD not in answer.text
    assert "argon2" not in answer.text
    body = {"login": "wang", "password": make.PASSWORD}
    assert client().post("/api/v1/session", json=body).status_code == 200
    made = [line for line in trail(sessions, "user.create") if line.login == "the-security"]
    assert made[0].after is not None
    assert made[0].after["roles"] == ["viewer"]
    assert "argon2" not in str(made[0].after)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY])
def test_nobody_else_makes_users(
    client: Client, sessions: Sessions, city: Organization, role: Role
) -> None:
    answer = browser_of(client, sessions, city, role).post(USERS, json=NEW)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"login": "the-security"}, 409, "login_taken"),
        ({"login": "a b"}, 400, "login_invalid"),
        ({"login": "x"}, 400, "login_invalid"),
        ({"password": "short"}, 400, "password_weak"),
        ({"password": "alllowercase"}, 400, "password_weak"),
        ({"password": "Wang-is-my-name-1"}, 400, "password_weak"),
        ({"roles": ["system", "viewer"]}, 400, "roles_conflict"),
        ({"roles": []}, 422, "invalid_fields"),
        ({"roles": ["god"]}, 422, "invalid_fields"),
        ({"name": "王\0五"}, 422, "invalid_fields"),
        ({"admin": True}, 422, "invalid_fields"),
        ({"owner_id": "00000000-0000-7000-8000-000000000000"}, 404, "not_found"),
    ],
)
def test_a_wrong_user_is_refused_with_a_reason(
    admin: TestClient, wrong: dict[str, object], status: int, code: str
) -> None:
    answer = admin.post(USERS, json=NEW | wrong)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_change_needs_the_present_revision(admin: TestClient) -> None:
    user = admin.post(USERS, json=NEW).json()
    assert admin.patch(f"{USERS}/{user['id']}", json={}).status_code == 428
    answer = change(admin, user, name="王小五")
    assert answer.status_code == 200
    assert answer.json()["name"] == "王小五"
    assert change(admin, user, name="again").status_code == 412


def test_new_roles_end_the_sessions_of_the_user(
    admin: TestClient, client: Client, sessions: Sessions, city: Organization
) -> None:
    browser = browser_of(client, sessions, city, "viewer")
    listed = admin.get(USERS).json()["items"]
    user = next(one for one in listed if one["login"] == "the-viewer")
    assert change(admin, user, roles=["dispatcher"]).status_code == 200
    assert browser.get("/api/v1/session").status_code == 401
    line = trail(sessions, "user.update")[0]
    assert line.before is not None
    assert line.after is not None
    assert (line.before["roles"], line.after["roles"]) == (["viewer"], ["dispatcher"])


def test_nobody_changes_his_own_roles_or_disables_himself(admin: TestClient) -> None:
    me = admin.get(USERS).json()["items"][0]
    assert change(admin, me, roles=["system"]).json()["code"] == "own_account"
    assert change(admin, me, enabled=False).json()["code"] == "own_account"
    assert change(admin, me, name="李小四").status_code == 200


def test_the_security_administrator_unlocks(admin: TestClient, client: Client) -> None:
    user = admin.post(USERS, json=NEW).json()
    body = {"login": "wang", "password": "wrong"}
    for _ in range(Settings().lockout_failures):
        client().post("/api/v1/session", json=body)
    locked = admin.get(f"{USERS}/{user['id']}").json()
    assert locked["locked"]
    assert not change(admin, locked, unlock=True).json()["locked"]
    assert client().post("/api/v1/session", json=body | NEW_PASSWORD).status_code == 200


NEW_PASSWORD = {"password": make.PASSWORD}


def test_a_department_s_administrator_sees_and_changes_his_department_only(
    client: Client, sessions: Sessions, city: Organization
) -> None:
    with transaction(sessions) as session:
        parks = make.organization(session, session.merge(city), name_en="Parks")
        mayor = make.user(session, session.merge(city), login="mayor")
    local = browser_of(client, sessions, parks, "security", "local")
    assert [one["login"] for one in local.get(USERS).json()["items"]] == ["local"]
    assert local.get(f"{USERS}/{mayor.id}").status_code == 404
    wanted = {"id": mayor.id, "revision": 1}
    assert change(local, wanted, password="Another-good-1").status_code == 404
    assert local.post(USERS, json=NEW | {"owner_id": str(city.id)}).status_code == 404


def test_users_come_in_pages(admin: TestClient) -> None:
    for number in range(4):
        admin.post(USERS, json=NEW | {"login": f"user{number}"})
    first = admin.get(USERS, params={"limit": 3}).json()
    rest = admin.get(USERS, params={"limit": 3, "cursor": first["next_cursor"]}).json()
    logins = [one["login"] for one in first["items"] + rest["items"]]
    assert logins == ["the-security", "user0", "user1", "user2", "user3"]
    assert (first["count"], rest["next_cursor"]) == (5, None)


@pytest.fixture
def refused_commits(sessions: Sessions) -> Iterator[None]:
    """A database that refuses at the commit, after every statement went well."""
    with transaction(sessions) as session:
        session.execute(text(REFUSE_AT_COMMIT))
    yield
    with transaction(sessions) as session:
        session.execute(text("drop function refuse cascade"))


REFUSE_AT_COMMIT = """
create function refuse() returns trigger language plpgsql as
  $$ begin raise exception 'no room'; end $$;
create constraint trigger refuse after insert on users deferrable initially deferred
  for each row when (new.login = 'wang') execute function refuse();
"""


@pytest.mark.usefixtures("refused_commits")
def test_a_change_and_its_line_in_the_trail_are_one_transaction(
    admin: TestClient, sessions: Sessions
) -> None:
    assert admin.post(USERS, json=NEW).status_code == 500
    with transaction(sessions) as session:
        assert session.scalars(select(User).filter_by(login="wang")).all() == []
    assert all(line.login == "algomart" for line in trail(sessions, "user.create"))


def test_without_its_line_in_the_trail_no_change_is_made(sessions: Sessions) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("the trail is full")

    event.listen(AuditEntry, "before_insert", refuse)
    try:
        with pytest.raises(RuntimeError), transaction(sessions) as session:
            make.user(session, login="unseen")
    finally:
        event.remove(AuditEntry, "before_insert", refuse)
    assert_nobody(sessions)


def assert_nobody(sessions: Sessions) -> None:
    """Check that neither a user nor an organization was left behind."""
    with transaction(sessions) as session:
        assert count(session, User) == count(session, Organization) == 0


def count(session: Session, model: type[Any]) -> int:
    """Return how many rows a table has."""
    return len(session.scalars(select(model)).all())


def test_a_password_somebody_else_chose_must_be_changed_first(
    admin: TestClient, client: Client
) -> None:
    user = admin.post(USERS, json=NEW).json()
    browser = client()
    body = {"login": "wang", "password": make.PASSWORD}
    assert browser.post("/api/v1/session", json=body).json()["pending"] == ["password"]
    assert browser.get("/api/v1/organizations").json()["code"] == "duty_pending"
    chosen = {"current": make.PASSWORD, "new": "My-own-horse-7"}
    assert browser.post("/api/v1/account/password", json=chosen).json()["pending"] == []
    assert not admin.get(f"{USERS}/{user['id']}").json()["password_given"]
    user = admin.get(f"{USERS}/{user['id']}").json()
    assert change(admin, user, password="Reset-horse-66").json()["password_given"]
    assert browser.get("/api/v1/session").status_code == 401


def test_a_token_touches_nobody_s_proofs(admin: TestClient, client: Client) -> None:
    user = admin.post(USERS, json=NEW).json()
    token = admin.post("/api/v1/tokens", json={"name": "x"}).json()["token"]
    machine = client()
    machine.headers["authorization"] = f"Bearer {token}"
    for wanted in ({"password": "Reset-horse-66"}, {"reset_totp": True}, {"sign_in": "oidc"}):
        assert change(machine, user, **wanted).json()["code"] == "token_needs_session"
    assert change(machine, user, name="王六").status_code == 200


def test_an_account_may_sign_in_elsewhere_and_back(
    admin: TestClient, client: Client, sessions: Sessions
) -> None:
    user = admin.post(USERS, json=NEW).json()
    away = change(admin, user, sign_in="oidc").json()
    assert (away["sign_in"], away["password_given"]) == ("oidc", True)
    body = {"login": "wang", "password": make.PASSWORD}
    assert client().post("/api/v1/session", json=body).status_code == 401
    assert change(admin, away, password="Reset-horse-66").json()["code"] == "password_elsewhere"
    assert change(admin, away, sign_in="password").json()["code"] == "password_missing"
    back = change(admin, away, sign_in="password", password="Reset-horse-66")
    assert back.status_code == 200
    body = {"login": "wang", "password": "Reset-horse-66"}
    assert client().post("/api/v1/session", json=body).json()["pending"] == ["password"]
    told = [line.after for line in trail(sessions, "user.update")]
    assert [one["sign_in"] for one in told if one] == ["oidc", "password"]
    assert "Reset-horse" not in str(told)


def test_somebody_who_signs_in_elsewhere_needs_no_password_and_others_do(
    admin: TestClient, sessions: Sessions
) -> None:
    without = {key: value for key, value in NEW.items() if key != "password"}
    assert admin.post(USERS, json=without).json()["code"] == "password_missing"
    made = admin.post(USERS, json=without | {"sign_in": "oidc"})
    assert (made.status_code, made.json()["sign_in"]) == (201, "oidc")
