"""A new case gets its place and its unit from the rules down the tree, or waits and says why."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.assignment.model import Assignment
from cases.events.model import Event
from cases.lifecycle.model import Case
from cases.lifecycle.service import file_case
from cases.responsibility.model import Responsibility
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.cases.conftest import Browser, NewEvent, People
from tests.cases.places.shapes import square

CELL = "370202001001001"
POINT = (120.005, 36.005)


@dataclass
class Tree:
    """Below the city: a district with a unit, and a department of the city."""

    city: Organization
    district: Organization
    unit: Organization
    department: Organization


@pytest.fixture
def tree(sessions: Sessions, city: Organization, department: Organization) -> Tree:
    """The tree, and the outlines of a district, a street and a cell around the point."""
    with transaction(sessions) as session:
        district = make.organization(session, city, kind="district", name_zh="市南区", name_en="S")
        unit = make.organization(session, district, kind="unit", name_zh="环卫所", name_en="U")
        for code, size in ((CELL[:6], 0.1), (CELL[:9], 0.05), (CELL, 0.01)):
            session.add(square(code, (120.0, 36.0), size, owner_id=city.id))
        return Tree(city, district, unit, department)


File = Callable[..., Case]


@pytest.fixture
def file(sessions: Sessions, new_event: NewEvent, people: People, settings: Settings) -> File:
    """A factory of cases of fire (10998) at a point; None: nowhere."""

    def build(at: tuple[float, float] | None = POINT) -> Case:
        event = new_event()
        with transaction(sessions) as session:
            row = session.get_one(Event, event.id)
            row.longitude, row.latitude = at or (None, None)
            now = datetime.now(UTC)
            return file_case(session, row, by=people.dispatcher.id, at=now, settings=settings)

    return build


def name(
    sessions: Sessions, owner: Organization, unit: Organization, matter: str = "", area: str = ""
) -> None:
    """Let an organization's rules name a unit."""
    with transaction(sessions) as session:
        session.add(
            Responsibility(
                owner_id=owner.id,
                unit_id=unit.id,
                matter=matter,
                area=area,
                created_at=datetime.now(UTC),
            )
        )


@pytest.fixture
def read(signed_in: Browser, people: People) -> Callable[[Case], dict[str, Any]]:
    """Reads a case's assignment as a viewer of its department."""
    client = signed_in(people.viewer)
    return lambda case: dict(client.get(f"/cases/{case.id}/assignment").json())


def test_a_case_goes_down_the_tree_to_the_one_unit_the_rules_name(
    sessions: Sessions, tree: Tree, file: File, read: Callable[[Case], dict[str, Any]]
) -> None:
    name(sessions, tree.city, tree.department, matter="06")
    name(sessions, tree.city, tree.district, area=CELL[:6])
    name(sessions, tree.district, tree.unit, matter="10998", area=CELL)
    case = file()
    found = read(case)
    assert (found["state"], found["unit"]["id"], found["reason"]) == (
        "automatic",
        str(tree.unit.id),
        None,
    )
    assert (case.state, case.unit_id) == ("dispatched", tree.unit.id)
    assert [found[kind]["code"] for kind in ("cell", "street", "district")] == [
        CELL,
        CELL[:9],
        CELL[:6],
    ]
    assert found["cell"]["name_zh"] == f"区域{CELL}"
    assert [one["owner_id"] for one in found["through"]] == [
        str(tree.city.id),
        str(tree.district.id),
    ]


def test_a_department_without_rules_of_its_own_deals_with_it_itself(
    sessions: Sessions, tree: Tree, file: File, read: Callable[[Case], dict[str, Any]]
) -> None:
    name(sessions, tree.city, tree.department)
    assert read(file())["unit"]["id"] == str(tree.department.id)
    assert read(file(None))["unit"]["id"] == str(tree.department.id), "the rule is for everywhere"


@pytest.mark.parametrize(
    ("case", "reason", "said"),
    [
        ("no rule", "no_rule", "Sample City"),
        ("silent district", "no_rule", "“S”"),
        ("two", "ambiguous", "equally specific"),
        ("nowhere", "no_position", "no position"),
        ("outside", "outside", "in no cell"),
        ("stopped", "unit_stopped", "stopped"),
    ],
)
def test_a_case_waits_where_not_exactly_one_rule_fits_and_says_why(
    sessions: Sessions,
    tree: Tree,
    file: File,
    read: Callable[[Case], dict[str, Any]],
    case: str,
    reason: str,
    said: str,
) -> None:
    match case:
        case "silent district":
            name(sessions, tree.city, tree.district)
        case "two":
            name(sessions, tree.city, tree.department, area=CELL)
            name(sessions, tree.city, tree.unit, area=CELL)
        case "nowhere" | "outside":
            name(sessions, tree.city, tree.unit, area=CELL)
        case "stopped":
            name(sessions, tree.city, tree.unit)
            with transaction(sessions) as session:
                of_it = Organization.id == tree.unit.id
                session.execute(update(Organization).where(of_it).values(state="suspended"))
    at = {"nowhere": None, "outside": (121.0, 36.0)}.get(case, POINT)
    found = read(file(at))
    assert (found["state"], found["unit"]) == ("waiting", None)
    assert found["reason"]["code"] == reason
    assert said in found["reason"]["en"]
    if case == "two":
        names = {one["name_en"] for one in found["candidates"]}
        assert names == {"U", tree.department.name_en}


def test_a_dispatcher_chooses_where_it_waits_and_the_list_follows(
    sessions: Sessions, tree: Tree, file: File, signed_in: Browser, people: People
) -> None:
    client = signed_in(people.dispatcher)
    case = file()
    waiting = {"state": "waiting"}
    assert [
        one["case"]["number"] for one in client.get("/assignments", params=waiting).json()["items"]
    ] == [case.number]
    url = f"/cases/{case.id}/assignment"
    headers = {"if-match": client.get(url).headers["etag"]}
    body = {"unit_id": str(tree.unit.id), "note": "就近处置"}
    chosen = client.put(url, json=body, headers=headers)
    assert (chosen.json()["state"], chosen.json()["note"]) == ("chosen", "就近处置")
    assert client.put(url, json=body, headers=headers).status_code == 412
    again = client.put(url, json=body, headers={"if-match": "*"})
    assert (again.status_code, again.json()["code"]) == (409, "transition_refused")
    with sessions() as session:
        sent = session.get_one(Case, case.id)
        assert (sent.state, sent.unit_id) == ("dispatched", tree.unit.id)
    assert client.get("/assignments", params=waiting).json()["items"] == []
    for wanted in ({"unit_id": str(tree.unit.id)}, {"place": CELL}, {"place": CELL[:6]}):
        assert client.get("/assignments", params=wanted).json()["count"] == 1
    assert client.get("/assignments", params={"place": "37020"}).status_code == 422


def test_only_a_unit_of_the_case_s_city_is_chosen_and_only_while_the_case_is_open(
    sessions: Sessions, tree: Tree, file: File, signed_in: Browser, people: People
) -> None:
    client = signed_in(people.dispatcher)
    case = file()
    url, headers = f"/cases/{case.id}/assignment", {"if-match": "*"}
    for unfit in (tree.city.id, people.stranger.owner_id):
        answer = client.put(url, json={"unit_id": str(unfit)}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "unit_unfit")
    with transaction(sessions) as session:
        closed = session.get_one(Case, case.id)
        closed.state, closed.amber_at, closed.due_at = "closed", None, None
    answer = client.put(url, json={"unit_id": str(tree.unit.id)}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "case_over")
    viewer = signed_in(people.viewer)
    assert viewer.put(url, json={"unit_id": str(tree.unit.id)}, headers=headers).status_code == 403
    assert signed_in(people.stranger).get(url).status_code == 404


@pytest.mark.parametrize("way", ["rule", "choice", "dispatch"])
def test_a_unit_that_is_stopped_in_that_moment_gets_no_case(
    sessions: Sessions, tree: Tree, file: File, signed_in: Browser, people: People, way: str
) -> None:
    client, unit_id = signed_in(people.dispatcher), str(tree.unit.id)
    path = f"/cases/{file().id}"
    name(sessions, tree.city, tree.unit)
    ways: dict[str, Callable[[], Any]] = {
        "rule": file,
        "choice": lambda: client.put(
            f"{path}/assignment", json={"unit_id": unit_id}, headers={"if-match": "*"}
        ),
        "dispatch": lambda: client.post(
            f"{path}/steps", json={"action": "dispatch", "unit_id": unit_id}
        ),
    }
    with ThreadPoolExecutor(1) as pool:
        with transaction(sessions) as session:
            unit = session.get_one(Organization, tree.unit.id, with_for_update=True)
            unit.state = "suspended"
            session.flush()
            going = pool.submit(ways[way])
            _until_one_waits(sessions)
        answer = going.result()
    if way != "rule":
        code = {"choice": "unit_unfit", "dispatch": "unit_unknown"}[way]
        assert answer.json()["code"] == code
    with sessions() as session:
        cases = session.scalars(select(Case)).all()
        assert {(one.state, one.unit_id) for one in cases} == {("filed", None)}
        states = session.scalars(select(Assignment.state)).all()
    assert states == ["waiting"] * len(cases)


def _until_one_waits(sessions: Sessions) -> None:
    """Return once somebody else waits for a lock."""
    ends_at = time.monotonic() + 60
    waits = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while True:
        with sessions() as session:
            if session.scalar(waits):
                return
        assert time.monotonic() < ends_at, "nobody waits"
        time.sleep(0.01)


def test_waiting_cases_are_proposed_anew_once_there_are_rules(
    sessions: Sessions, tree: Tree, file: File, signed_in: Browser, people: People
) -> None:
    client = signed_in(people.dispatcher)
    cases = [file(), file(None)]
    name(sessions, tree.city, tree.unit, area=CELL)
    assert client.post("/assignments/retries").json() == {"tried": 2, "assigned": 1}
    states = [client.get(f"/cases/{one.id}/assignment").json()["state"] for one in cases]
    assert states == ["automatic", "waiting"]
    assert signed_in(people.stranger).post("/assignments/retries").json()["tried"] == 0


def test_a_case_of_nobody_s_city_waits(
    session: Session, clock: ManualClock, file: File, tree: Tree
) -> None:
    from cases.assignment.propose import propose

    case = session.get_one(Case, file().id)
    root = session.get_one(Organization, tree.city.parent_id)
    case.owner_id = root.id
    session.flush()
    assert propose(session, case).reason == "no_city"
    session.rollback()
