"""A city's working calendar: read by all its people, replaced by its system administrator."""

from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.policy import Role
from cases.calendar.calendar import Calendar
from cases.calendar.service import calendars
from core.database.engine import transaction
from core.http.services import Services
from tests import make
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import Client, World

SPRING = {"date": "2027-02-06", "kind": "holiday", "name": "春节"}
SHIFT = {"date": "2027-02-20", "kind": "workday", "name": "调休"}


@pytest.fixture
def administrator(services: Services, world: World, client: Client) -> TestClient:
    """The system administrator of the city itself."""
    one = client(Role.SYSTEM)
    with transaction(services.sessions) as session:
        city = session.get_one(Organization, world.own.parent_id)
        who = user(session, city, Role.SYSTEM)
        one.cookies.set(COOKIE, signed_in(session, services, who)[0])
    return one


def _url(world: World, year: int = 2027, *, of_city: bool = True) -> str:
    whose = world.own.parent_id if of_city else world.own.id
    return f"/api/v1/organizations/{whose}/calendar/{year}"


def test_a_year_is_replaced_whole_and_read_by_a_department(
    services: Services, world: World, administrator: TestClient, client: Client
) -> None:
    untouched = administrator.get(_url(world))
    assert (untouched.json()["days"], untouched.headers["etag"]) == ([], '"0"')
    body = {"days": [SHIFT, SPRING]}
    headers = {"if-match": '"0"'}
    assert administrator.put(_url(world), json=body, headers=headers).status_code == 200
    assert administrator.put(_url(world), json=body, headers=headers).status_code == 412
    read = client(Role.VIEWER).get(_url(world, of_city=False)).json()
    assert read["days"] == [SPRING, SHIFT]
    assert read["city_id"] == str(world.own.parent_id)
    assert client(Role.VIEWER).get(_url(world, 2026, of_city=False)).json()["days"] == []
    with transaction(services.sessions) as session:
        found = calendars(session, [world.own.id, world.other.id], "Asia/Shanghai")
        expected = Calendar(
            "Asia/Shanghai", frozenset({date(2027, 2, 6)}), frozenset({date(2027, 2, 20)})
        )
        assert found == {world.own.id: expected, world.other.id: expected}
        entry = session.scalars(select(AuditEntry).filter_by(action="calendar.update")).one()
        assert entry.after == {"days": [SPRING, SHIFT]}
    administrator.put(_url(world), json={"days": []})
    assert administrator.get(_url(world)).json()["days"] == []


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([SPRING, SPRING], "twice"),
        ([SPRING | {"date": "2026-02-06"}], "not in 2027"),
    ],
)
def test_days_that_contradict_each_other_are_refused(
    world: World, administrator: TestClient, days: list[dict[str, str]], said: str
) -> None:
    headers = {"accept-language": "en"}
    answer = administrator.put(_url(world), json={"days": days}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "calendar_invalid")
    assert said in answer.json()["detail"]


def test_only_a_city_has_a_calendar_of_its_own(
    world: World, administrator: TestClient, client: Client
) -> None:
    for who in (administrator, client(Role.SYSTEM)):
        answer = who.put(_url(world, of_city=False), json={"days": []})
        assert (answer.status_code, answer.json()["code"]) == (409, "not_a_city")
    assert client(Role.SYSTEM).put(_url(world), json={"days": []}).status_code == 404
    assert client(Role.VIEWER).put(_url(world), json={"days": []}).status_code == 403


def test_who_is_in_no_city_has_the_usual_days(services: Services) -> None:
    with transaction(services.sessions) as session:
        vendor = make.organization(session, kind="vendor")
        assert calendars(session, [vendor.id], "UTC") == {vendor.id: Calendar("UTC")}
