"""Removing an organization: refused with what it holds and how much of it, until it holds nothing."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts.api.deps import COOKIE
from accounts.organizations.model import Organization
from accounts.policy import Role
from cases.assignment.model import Assignment
from cases.lifecycle.model import Case
from cases.responsibility.model import Responsibility
from core.database.engine import transaction
from core.http.services import Services
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import Client, World

URL = "/api/v1/organizations"


@pytest.fixture
def administrator(services: Services, world: World, client: Client) -> TestClient:
    """The security administrator of the city itself."""
    one = client(Role.SECURITY)
    one.headers["accept-language"] = "en"
    with transaction(services.sessions) as session:
        city = session.get_one(Organization, world.own.parent_id)
        who = user(session, city, Role.SECURITY)
        one.cookies.set(COOKIE, signed_in(session, services, who)[0])
    return one


def test_a_unit_with_cases_and_rules_is_kept_and_told_how_many(
    services: Services, world: World, administrator: TestClient
) -> None:
    unit = world.objects["unit_id"]
    with transaction(services.sessions) as session:
        case_id = _assigned(session, unit)
    refused = administrator.delete(f"{URL}/{unit}")
    assert (refused.status_code, refused.json()["code"]) == (409, "organization_held")
    assert "1 open cases, 1 rules of responsibility" in refused.json()["detail"]
    with transaction(services.sessions) as session:
        assert session.scalars(select(Assignment.unit_id).filter_by(case_id=case_id)).one() == unit
        session.execute(update(Case).values(state="closed", amber_at=None, due_at=None))
        session.execute(delete(Responsibility))
    assert administrator.delete(f"{URL}/{unit}").status_code == 204
    assert administrator.get(f"{URL}/{unit}").status_code == 404
    assert str(unit) not in administrator.get(URL).text
    with transaction(services.sessions) as session:
        assert session.scalars(select(Assignment.unit_id).filter_by(case_id=case_id)).one() == unit


def test_a_department_with_everything_says_all_of_it(
    world: World, administrator: TestClient
) -> None:
    said = administrator.delete(f"{URL}/{world.objects['organization_id']}").json()["detail"]
    for part in ("1 organizations below", "1 people", "1 cameras", "1 video platforms",
                 "2 receivers", "2 open cases", "1 rules"):  # fmt: skip
        assert part in said


def test_nobody_removes_his_own_organization_or_a_foreign_one(
    world: World, administrator: TestClient, client: Client
) -> None:
    assert administrator.delete(f"{URL}/{world.own.parent_id}").status_code == 404
    assert client(Role.SECURITY).delete(f"{URL}/{world.other.id}").status_code == 404
    assert client(Role.SYSTEM).delete(f"{URL}/{world.other.id}").status_code == 403


def _assigned(session: Session, unit: UUID) -> UUID:
    """Let the one case there is be the unit's."""
    row = session.scalars(select(Assignment)).one()
    row.state, row.unit_id, row.reason, row.at_id = "automatic", unit, None, None
    row.decided_at = datetime.now(UTC)
    return row.case_id
