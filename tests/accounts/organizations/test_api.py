"""The tree, as its parts see it."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from accounts.errors import TokenTooNarrow
from accounts.organizations import service
from accounts.organizations.model import Organization
from accounts.organizations.service import OrganizationChange, operator
from accounts.policy import Role, actions_of
from accounts.scope import Scope
from accounts.tokens import service as tokens
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_users import browser_of, trail

ORGANIZATIONS = "/api/v1/organizations"
NEW = {"kind": "department", "name_zh": "城管局", "name_en": "Urban Management"}


@pytest.fixture
def city(sessions: Sessions) -> Organization:
    """The city."""
    with transaction(sessions) as session:
        return make.organization(session)


@pytest.fixture
def admin(client: Client, sessions: Sessions, city: Organization) -> TestClient:
    """A security administrator's browser."""
    return browser_of(client, sessions, city, "security")


def test_a_department_is_set_below_the_city(
    admin: TestClient, city: Organization, sessions: Sessions
) -> None:
    made = admin.post(ORGANIZATIONS, json=NEW)
    assert made.status_code == 201
    assert made.json()["parent_id"] == str(city.id)
    below = admin.post(ORGANIZATIONS, json=NEW | {"parent_id": made.json()["id"], "kind": "unit"})
    listed = admin.get(ORGANIZATIONS).json()["items"]
    wanted = [str(city.id), made.json()["id"], below.json()["id"]]
    assert [one["id"] for one in listed] == wanted
    with transaction(sessions) as session:
        unit = session.get_one(Organization, below.json()["id"])
        assert unit.path == f"/{city.parent_id}/" + "".join(f"{one}/" for one in wanted)


def test_a_department_sees_itself_and_what_is_below(
    admin: TestClient, client: Client, sessions: Sessions, city: Organization
) -> None:
    with transaction(sessions) as session:
        parks = make.organization(session, session.merge(city), name_en="Parks")
        roads = make.organization(session, session.merge(city), name_en="Roads")
    local = browser_of(client, sessions, parks, "security", "local")
    assert [one["name_en"] for one in local.get(ORGANIZATIONS).json()["items"]] == ["Parks"]
    answer = local.post(ORGANIZATIONS, json=NEW | {"parent_id": str(roads.id)})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["system", "audit", "subscriber", "vendor"])
def test_others_see_the_tree_and_do_not_change_it(
    client: Client, sessions: Sessions, city: Organization, role: str
) -> None:
    browser = browser_of(client, sessions, city, role)
    assert browser.get(ORGANIZATIONS).status_code == 200
    assert browser.post(ORGANIZATIONS, json=NEW).status_code == 403


@pytest.fixture
def operators(client: Client, sessions: Sessions, city: Organization) -> TestClient:
    """A browser of the operator's security administrator, who sees the whole tree."""
    with transaction(sessions) as session:
        root = operator(session)
    return browser_of(client, sessions, root, "security", "operators")


def test_nothing_is_set_below_a_vendor(operators: TestClient) -> None:
    vendor = operators.post(ORGANIZATIONS, json=NEW | {"kind": "vendor"}).json()
    answer = operators.post(ORGANIZATIONS, json=NEW | {"parent_id": vendor["id"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "organization_misplaced")


def test_a_second_city_stands_beside_the_first_and_not_below(
    admin: TestClient, operators: TestClient
) -> None:
    assert operators.post(ORGANIZATIONS, json=NEW | {"kind": "city"}).status_code == 201
    answer = admin.post(ORGANIZATIONS, json=NEW | {"kind": "city"})
    assert (answer.status_code, answer.json()["code"]) == (400, "organization_misplaced")


def test_nobody_makes_a_second_operator(operators: TestClient) -> None:
    assert operators.post(ORGANIZATIONS, json=NEW | {"kind": "operator"}).status_code == 422


def patch(browser: TestClient, row: dict[str, Any], **wanted: object) -> Any:
    """Change an organization as it was read."""
    headers = {"If-Match": f'"{row["revision"]}"'}
    return browser.patch(f"{ORGANIZATIONS}/{row['id']}", json=wanted, headers=headers)


def test_the_list_is_filtered_by_name_kind_and_state(
    operators: TestClient, sessions: Sessions, city: Organization
) -> None:
    with transaction(sessions) as session:
        make.organization(session, session.merge(city), name_zh="园林100%", name_en="Parks")
    operators.post(ORGANIZATIONS, json=NEW | {"kind": "vendor", "name_en": "Some Vendor"})
    for query, names in (
        ({"q": "100%"}, ["Parks"]),
        ({"q": "SOME"}, ["Some Vendor"]),
        ({"q": "_"}, []),
        ({"kind": "city"}, ["Sample City"]),
        ({"state": "waiting"}, ["Some Vendor"]),
    ):
        listed = operators.get(ORGANIZATIONS, params=query).json()["items"]
        assert [one["name_en"] for one in listed] == names, query


def test_an_organization_is_renamed_by_its_own_security_administrator(
    admin: TestClient, city: Organization, sessions: Sessions
) -> None:
    [row] = admin.get(ORGANIZATIONS).json()["items"]
    answer = patch(admin, row, name_zh="新名市")
    assert (answer.status_code, answer.json()["name_zh"]) == (200, "新名市")
    assert answer.headers["etag"] == '"2"'
    assert answer.json()["name_en"] == "Sample City"
    assert patch(admin, row, name_zh="旧名市").status_code == 412
    [line] = trail(sessions, "organization.update")
    assert line.before is not None
    assert line.after is not None
    assert (line.before["name_zh"], line.after["name_zh"]) == ("示例市", "新名市")


def test_suspending_signs_out_everybody_below_at_once_and_keeps_them_out(
    operators: TestClient, client: Client, sessions: Sessions, city: Organization
) -> None:
    with transaction(sessions) as session:
        parks = make.organization(session, session.merge(city), name_en="Parks")
        beside = make.organization(session, name_en="Next City")
        gardener = make.user(session, parks, roles=["viewer"])
        token = tokens.issue(session, None, gardener, tokens.Wanted("t", 90), ManualClock()).secret
    local = browser_of(client, sessions, parks, "viewer", "local")
    other = browser_of(client, sessions, beside, "viewer", "other")
    rows = {one["id"]: one for one in operators.get(ORGANIZATIONS).json()["items"]}
    assert patch(operators, rows[str(city.id)], state="suspended").status_code == 200
    assert local.get(ORGANIZATIONS).status_code == 401
    assert other.get(ORGANIZATIONS).status_code == 200
    by_token = client().get(ORGANIZATIONS, headers={"authorization": f"Bearer {token}"})
    assert (by_token.status_code, by_token.json()["code"]) == (403, "organization_inactive")
    [line] = trail(sessions, "organization.suspend")
    assert line.after is not None
    assert line.after["state"] == "suspended"
    row = patch(operators, rows[str(city.id)] | {"revision": 2}, state="active")
    assert row.json()["state"] == "active"
    by_token = client().get(ORGANIZATIONS, headers={"authorization": f"Bearer {token}"})
    assert by_token.status_code == 200


def test_nobody_suspends_his_own_organization(admin: TestClient, city: Organization) -> None:
    [row] = admin.get(ORGANIZATIONS).json()["items"]
    answer = patch(admin, row, state="suspended")
    assert (answer.status_code, answer.json()["code"]) == (403, "organization_own")
    assert admin.get(ORGANIZATIONS).json()["items"][0]["state"] == "active"


def test_a_token_made_for_renaming_does_not_suspend(sessions: Sessions, city: Organization) -> None:
    with transaction(sessions) as session:
        admin = make.user(session, operator(session), roles=["security"])
        scope = make.scope_of(admin, "organization.update")
        narrow = Scope(
            replace(scope.user, token_actions=frozenset({"organization.update"})), scope.action
        )
        row = session.get_one(Organization, city.id)
        change = OrganizationChange(state="suspended")
        with pytest.raises(TokenTooNarrow):
            service.change(session, narrow, row, change, ManualClock())
        assert row.state == "active"


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_a_waiting_vendor_is_not_made_active_by_one_person(
    operators: TestClient, state: str
) -> None:
    vendor = operators.post(ORGANIZATIONS, json=NEW | {"kind": "vendor"}).json()
    assert vendor["state"] == "waiting"
    answer = patch(operators, vendor, state=state)
    assert (answer.status_code, answer.json()["code"]) == (409, "organization_not_approved")


def test_the_directory_names_everybody_but_vendors_and_tells_no_more(
    client: Client, sessions: Sessions, city: Organization
) -> None:
    with transaction(sessions) as session:
        make.organization(session, kind="vendor", name_en="Some Vendor")
        make.organization(session, name_en="Next City")
    browser = browser_of(client, sessions, city, "subscriber")
    listed = browser.get("/api/v1/directory").json()["items"]
    assert {one["name_en"] for one in listed} == {"Platform operator", "Sample City", "Next City"}
    assert set(listed[0]) == {"id", "parent_id", "kind", "name_zh", "name_en"}


def test_what_roles_may_do_is_told_in_words(
    client: Client, sessions: Sessions, city: Organization
) -> None:
    browser = browser_of(client, sessions, city, "viewer")
    told = {one["role"]: one for one in browser.get("/api/v1/roles").json()["items"]}
    assert set(told) == set(Role)
    assert told["vendor"]["homes"] == ["vendor"]
    seen = {one["action"]: one for one in told["viewer"]["actions"]}
    assert set(seen) == set(actions_of([Role.VIEWER]))
    camera = seen["camera.read"]
    assert (camera["title_zh"], camera["reach"]) == ("查看摄像机", "shared")
    assert camera["reach_zh"]


def test_a_refusal_names_the_action_in_the_readers_language(
    client: Client, sessions: Sessions, city: Organization
) -> None:
    browser = browser_of(client, sessions, city, "viewer")
    for language, words in (("zh-CN", "新增组织"), ("en", "add organizations")):
        headers = {"accept-language": language}
        assert words in browser.post(ORGANIZATIONS, json=NEW, headers=headers).json()["detail"]
