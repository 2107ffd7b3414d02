"""The table of responsible units: one by one, and as a file that goes out and comes in."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from accounts.organizations.model import Organization
from core.database.engine import Sessions, transaction
from tests import make
from tests.cases.conftest import Browser, People
from tests.cases.places.shapes import square

DISTRICT = "370202"


@pytest.fixture
def units(sessions: Sessions, city: Organization, department: Organization) -> list[Organization]:
    """Two units of the department and one of the same name in the city; a district of the city is known."""
    with transaction(sessions) as session:
        session.add(square(DISTRICT, (120.0, 36.0), 0.1, owner_id=city.id))
        return [
            make.organization(session, department, kind="unit", name_zh="环卫一所", name_en="One"),
            make.organization(session, department, kind="unit", name_zh="环卫二所", name_en="Two"),
            make.organization(session, city, kind="unit", name_zh="环卫二所", name_en="Other two"),
        ]


@pytest.fixture
def keeper(signed_in: Browser, people: People) -> TestClient:
    """The city's system administrator."""
    return signed_in(people.system)


@pytest.fixture
def url(city: Organization) -> str:
    """Where the city's table is."""
    return f"/organizations/{city.id}/responsibilities"


def csv(*lines: str, header: str = "matter,area,unit,unit_id") -> bytes:
    return "\r\n".join([header, *lines]).encode()


def shown(answer: Any) -> list[tuple[str, str, str]]:
    return [(one["matter"], one["area"], one["unit"]["name_en"]) for one in answer.json()["items"]]


def test_a_rule_is_added_once_and_taken_away(
    keeper: TestClient, url: str, units: list[Organization]
) -> None:
    body = {"matter": "06014", "area": DISTRICT, "unit_id": str(units[0].id)}
    made = keeper.post(url, json=body)
    assert made.status_code == 201
    assert (made.json()["area_zh"], made.json()["unit"]["name_zh"]) == (
        f"区域{DISTRICT}",
        "环卫一所",
    )
    assert keeper.post(url, json=body).json()["code"] == "responsibility_twice"
    assert shown(keeper.get(url)) == [("06014", DISTRICT, "One")]
    assert keeper.delete(f"/responsibilities/{made.json()['id']}").status_code == 204
    assert shown(keeper.get(url)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"area": "370203"}, "was imported"),
        ({"unit_id": "00000000-0000-0000-0000-000000000000"}, "no active department"),
    ],
)
def test_a_rule_names_a_place_and_a_unit_there_is(
    keeper: TestClient, url: str, units: list[Organization], changed: dict[str, str], said: str
) -> None:
    answer = keeper.post(url, json={"unit_id": str(units[0].id)} | changed)
    assert (answer.status_code, answer.json()["code"]) == (400, "responsibility_invalid")
    assert said in answer.json()["detail"]


def test_what_goes_out_comes_in_again_unchanged_and_a_file_is_the_whole_table(
    keeper: TestClient, url: str, units: list[Organization]
) -> None:
    first = csv(f"6,,环卫一所,\n6014,{DISTRICT},,{units[1].id}", header="matter,area,unit,unit_id")
    assert keeper.post(f"{url}/check", content=first).json()["added"] == 2
    assert shown(keeper.get(url)) == []
    assert keeper.put(url, content=first).json()["added"] == 2
    assert shown(keeper.get(url)) == [("06", "", "One"), ("06014", DISTRICT, "Two")]
    out = keeper.get(f"{url}/export")
    assert out.headers["content-type"].startswith("text/csv")
    again = keeper.put(url, content=out.content).json()
    assert (again["added"], again["removed"], again["unchanged"]) == (0, 0, 2)
    less = keeper.put(url, content=csv("06,,环卫一所,").decode().encode("gb18030")).json()
    assert (less["removed"], less["unchanged"]) == (1, 1)


def test_every_fault_of_a_file_is_told_with_its_row_and_nothing_is_changed(
    keeper: TestClient, url: str, units: list[Organization]
) -> None:
    bad = csv(
        "061,,环卫一所,",
        ",3.70202E+14,环卫一所,",
        ",999999,环卫一所,",
        ",,,",
        ",,环卫二所,",
        ",,谁也不是,",
        "06,,环卫一所,",
        "06,,,not-a-number",
        "06,,环卫一所,",
    )
    faults = keeper.post(f"{url}/check", content=bad).json()["faults"]
    assert [(one["row"], one["code"]) for one in faults] == [
        (2, "matter_invalid"),
        (3, "area_rounded"),
        (4, "area_unknown"),
        (6, "unit_ambiguous"),
        (7, "unit_unknown"),
        (9, "unit_unknown"),
        (10, "rule_twice"),
    ]
    refused = keeper.put(url, content=bad)
    assert (refused.status_code, refused.json()["code"]) == (400, "responsibility_faulty")
    assert shown(keeper.get(url)) == []


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b'matter,area,unit\n"'])
def test_what_is_no_table_is_refused(keeper: TestClient, url: str, content: bytes) -> None:
    answer = keeper.put(url, content=content)
    assert (answer.status_code, answer.json()["code"]) == (400, "responsibility_file_invalid")


def test_a_department_keeps_a_table_of_its_own_and_only_administrators_change_it(
    keeper: TestClient,
    signed_in: Browser,
    people: People,
    department: Organization,
    units: list[Organization],
) -> None:
    own = f"/organizations/{department.id}/responsibilities"
    assert keeper.post(own, json={"unit_id": str(units[0].id)}).status_code == 201
    elsewhere = keeper.post(own, json={"unit_id": str(units[2].id)})
    assert elsewhere.json()["code"] == "responsibility_invalid"
    viewer = signed_in(people.viewer)
    assert shown(viewer.get(own)) == [("", "", "One")]
    assert viewer.post(own, json={"unit_id": str(units[0].id)}).status_code == 403
    assert signed_in(people.stranger).get(own).status_code == 404
