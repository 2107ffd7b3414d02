"""The tree, as its parts see it."""

import pytest
from fastapi.testclient import TestClient

from accounts.organizations.model import Organization
from accounts.organizations.service import operator
from core.database.engine import Sessions, transaction
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_users import browser_of

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
