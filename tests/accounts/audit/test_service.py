"""The trail: complete, and for the auditor's eyes."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import operator
from accounts.policy import Role
from core.database.engine import Sessions, transaction
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_users import browser_of

AUDIT = "/api/v1/audit"


@pytest.fixture
def city(sessions: Sessions) -> Organization:
    """The city."""
    with transaction(sessions) as session:
        return make.organization(session)


def test_the_auditor_reads_the_newest_first_and_filters(
    client: Client, sessions: Sessions, city: Organization
) -> None:
    browser = browser_of(client, sessions, city, "audit")
    actions = [line["action"] for line in browser.get(AUDIT).json()["items"]]
    assert sorted(actions) == ["organization.create", "session.create", "user.create"]
    found = browser.get(AUDIT, params={"action": "session.create"}).json()["items"]
    assert [line["login"] for line in found] == ["the-audit"]
    later = {"since": datetime(2100, 1, 1, tzinfo=UTC).isoformat()}
    assert browser.get(AUDIT, params=later).json()["count"] == 0


def test_a_department_s_auditor_reads_his_department_only(
    client: Client, sessions: Sessions, city: Organization
) -> None:
    client().post("/api/v1/session", json={"login": "nobody", "password": "wrong"})
    with transaction(sessions) as session:
        parks = make.organization(session, session.merge(city), name_en="Parks")
    local = browser_of(client, sessions, parks, "audit", "local")
    owners = {line["owner_id"] for line in local.get(AUDIT).json()["items"]}
    assert owners == {str(parks.id)}
    central = browser_of(client, sessions, city, "audit", "central")
    owners = {line["owner_id"] for line in central.get(AUDIT).json()["items"]}
    assert owners == {str(parks.id), str(city.id)}
    with transaction(sessions) as session:
        root = operator(session)
    highest = browser_of(client, sessions, root, "audit", "highest")
    owners = {line["owner_id"] for line in highest.get(AUDIT).json()["items"]}
    assert owners == {str(parks.id), str(city.id), str(root.id), None}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDIT])
def test_nobody_else_reads_the_trail(
    client: Client, sessions: Sessions, city: Organization, role: Role
) -> None:
    assert browser_of(client, sessions, city, role).get(AUDIT).status_code == 403


def test_a_line_says_who_did_what_to_what_and_from_where(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        user = make.user(session, login="zhang")
        scope = make.scope_of(user, "user.update")
        changed = {"at": datetime(2026, 1, 2, tzinfo=UTC), "roles": {Role.VIEWER}, "id": user.id}
        record(session, scope, "user.update", user, before={}, after=changed, reason="为测试")
    with transaction(sessions) as session:
        line = session.scalars(select(AuditEntry).filter_by(action="user.update")).one()
    assert (line.login, line.user_id, line.object_type) == ("zhang", user.id, "users")
    assert (line.object_id, line.owner_id, line.reason) == (user.id, user.owner_id, "为测试")
    wanted = {"at": "2026-01-02T00:00:00+00:00", "roles": ["viewer"], "id": str(user.id)}
    assert line.after == wanted
    assert json.dumps(line.after)


def test_a_rolled_back_change_leaves_no_line(sessions: Sessions) -> None:
    with sessions() as session:
        user = make.user(session)
        session.rollback()
    with transaction(sessions) as session:
        assert session.scalars(select(AuditEntry).filter_by(user_id=user.id)).all() == []
        assert session.scalars(select(AuditEntry)).all() == []
