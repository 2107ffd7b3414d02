"""Cases as the API lists and shows them, to their owner and to the unit that deals with them."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.api.deps import COOKIE
from accounts.policy import Role
from cases.evidence import jpeg
from cases.lifecycle.model import Case
from core.database.engine import transaction
from core.http.services import Services
from tests import make
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import Client, World

PATH = "/api/v1/cases"


@pytest.fixture
def desk(services: Services, world: World, client: Client) -> TestClient:
    """A dispatcher of the department that owns the case."""
    one = client(Role.DISPATCHER)
    with transaction(services.sessions) as session:
        who = user(session, world.other, Role.DISPATCHER)
        one.cookies.set(COOKIE, signed_in(session, services, who)[0])
    return one


@pytest.fixture
def unit_id(services: Services, world: World) -> UUID:
    """A unit below the department that owns nothing, with one who works in it."""
    with transaction(services.sessions) as session:
        return make.organization(session, world.own, kind="unit", name_zh="环卫一所").id


@pytest.fixture
def worker(services: Services, unit_id: UUID, client: Client) -> TestClient:
    """The one who works there."""
    one = client(Role.HANDLER)
    with transaction(services.sessions) as session:
        unit = session.get_one(type(make.organization(session)), unit_id)
        who = user(session, unit, Role.HANDLER)
        one.cookies.set(COOKIE, signed_in(session, services, who)[0])
    return one


def test_a_case_is_the_unit_s_to_see_and_to_deal_with_while_it_is_dispatched_to_it(
    world: World, desk: TestClient, worker: TestClient, unit_id: UUID
) -> None:
    one = f"{PATH}/{world.objects['case_id']}"
    assert worker.get(one).status_code == 404
    assert worker.get(PATH).json()["items"] == []
    units = {unit["id"] for unit in desk.get(f"{one}/units").json()}
    assert str(unit_id) in units
    sent = {"action": "dispatch", "unit_id": str(unit_id)}
    assert desk.post(f"{one}/steps", json=sent).json()["state"] == "dispatched"
    (listed,) = worker.get(PATH, params={"open": True}).json()["items"]
    assert listed["unit"]["name_zh"] == "环卫一所"
    shown = worker.get(one).json()
    assert [act["action"] for act in shown["actions"]][:2] == ["handle", "finish"]
    assert worker.post(f"{one}/steps", json={"action": "void", "note": "x"}).status_code == 403
    assert worker.post(f"{one}/steps", json={"action": "handle"}).status_code == 200
    asked = {"action": "ask_return", "note": "不属本所"}
    assert worker.post(f"{one}/steps", json=asked).status_code == 200
    told = desk.get(one).json()
    assert (told["asked"]["reason"], told["asked_by"], told["handler"]) == (
        "不属本所",
        "张三",
        "张三",
    )
    assert "return" in [act["action"] for act in told["actions"]]
    back = {"action": "return", "note": "同意"}
    assert desk.post(f"{one}/steps", json=back).status_code == 200
    assert worker.get(one).status_code == 404
    assert worker.post(f"{one}/steps", json={"action": "finish"}).status_code == 404


def test_a_case_shows_its_way_its_clocks_and_its_photos(
    world: World, desk: TestClient, unit_id: UUID
) -> None:
    one = f"{PATH}/{world.objects['case_id']}"
    desk.post(f"{one}/steps", json={"action": "dispatch", "unit_id": str(unit_id)})
    assert desk.post(f"{one}/photos", content=b"no").status_code == 400
    desk.post(f"{one}/steps", json={"action": "finish", "note": "已清理"})
    told = desk.get(one).json()
    assert [(step["action"], step["to_state"]) for step in told["steps"]] == [
        ("file", "filed"),
        ("dispatch", "dispatched"),
        ("finish", "handled"),
    ]
    assert told["steps"][1]["unit"]["id"] == str(unit_id)
    (photo,) = told["steps"][2]["photos"]
    assert photo["id"] == str(world.objects["photo_id"])
    assert {clock["kind"]: clock["colour"] for clock in told["clocks"]} == {
        "intake": "met",
        "dispatch": "met",
        "handle": "met",
        "check": "green",
        "whole": "green",
    }
    picture = desk.get(f"{one}/photos/{photo['id']}")
    assert jpeg.decode(picture.content).shape == (8, 8, 3)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": ["filed", "closed"]}, 1),
        ({"state": ["reported"]}, 1),
        ({"open": True}, 2),
        ({"open": False}, 0),
        ({"clock": "green"}, 2),
        ({"clock": "red"}, 0),
        ({"clock": "paused"}, 0),
        ({"matter": "10998"}, 1),
        ({"severity": "critical"}, 1),
        ({"source": "request"}, 1),
        ({"source": "camera"}, 1),
        ({"unassigned": True}, 2),
        ({"asked": True}, 0),
        ({"supervised": False}, 2),
        ({"text": "人民路"}, 2),
        ({"text": "100%"}, 0),
        ({"since": "2100-01-01T00:00:00Z"}, 0),
        ({"until": "2100-01-01T00:00:00Z"}, 2),
        ({"sort": "due_at"}, 2),
    ],
)
def test_a_list_is_narrowed(desk: TestClient, query: dict[str, Any], count: int) -> None:
    answer = desk.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == count


def test_a_list_by_its_ends_goes_on_where_it_stopped(desk: TestClient) -> None:
    first = desk.get(PATH, params={"sort": "due_at", "limit": 1}).json()
    rest = {"sort": "due_at", "limit": 1, "cursor": first["next_cursor"]}
    second = desk.get(PATH, params=rest).json()
    ends = [page["items"][0]["due_at"] for page in (first, second)]
    assert ends == sorted(ends)
    assert second["next_cursor"] is None


def test_a_reported_case_of_a_request_is_taken_in_and_filed(
    services: Services, desk: TestClient
) -> None:
    (listed,) = desk.get(PATH, params={"source": "request"}).json()["items"]
    one = f"{PATH}/{listed['id']}"
    assert desk.get(one).json()["request"]["description"] == "井盖缺失"
    for action, state in (("verify", "verifying"), ("accept", "accepted"), ("file", "filed")):
        assert desk.post(f"{one}/steps", json={"action": action}).json()["state"] == state
    with transaction(services.sessions) as session:
        case = session.scalars(select(Case).filter_by(id=UUID(listed["id"]))).one()
        assert case.filed_at is not None
