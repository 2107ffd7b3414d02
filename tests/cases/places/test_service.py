"""Importing places by the API, and finding where a point lies."""

import random

import pytest
from shapely.geometry import Point, shape
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.places.lookup import NOWHERE, Whereabouts, whereabouts
from cases.places.model import Place
from core.database.engine import Sessions, transaction
from tests.cases.conftest import Browser, People
from tests.cases.places.shapes import feature, file_of, square

DISTRICT, STREET = "370202", "370202001"


def cell(number: int) -> str:
    return f"{STREET}001{number:03}"


FILE = file_of(
    feature(DISTRICT, (120.0, 36.0), 0.1),
    feature(STREET, (120.0, 36.0), 0.05),
    *(feature(cell(n), (120.0 + n * 0.01, 36.0), 0.01) for n in range(3)),
)


@pytest.fixture
def url(city: Organization) -> str:
    """Where the city's places are."""
    return f"/organizations/{city.id}/places"


def test_a_file_is_checked_then_imported_and_a_second_time_changes_nothing(
    signed_in: Browser, people: People, url: str, sessions: Sessions
) -> None:
    client = signed_in(people.system)
    first = client.post(f"{url}/check", content=FILE).json()
    assert (first["added"], first["fault_count"]) == (5, 0)
    assert client.get(url).json()["items"] == []
    assert client.put(url, content=FILE).json() == first
    again = client.put(url, content=FILE).json()
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 5)
    renamed = file_of(feature(STREET, (120.0, 36.0), 0.05, name="八大关街道"))
    assert client.put(url, content=renamed).json()["changed"] == 1
    listed = client.get(url, params={"kind": "street"}).json()["items"]
    assert [one["name_zh"] for one in listed] == ["八大关街道"]
    with sessions() as session:
        assert session.scalars(select(Place.area_m2).filter_by(code=DISTRICT)).one() > 9e7


def test_a_faulty_file_imports_nothing_and_its_check_says_all(
    signed_in: Browser, people: People, url: str
) -> None:
    client = signed_in(people.system)
    content = file_of(
        feature(DISTRICT, (120.0, 36.0), 0.1), feature("7", (0, 0), 1), feature("8", (0, 0), 1)
    )
    checked = client.post(f"{url}/check", content=content).json()
    assert [(one["feature"], one["code"]) for one in checked["faults"]] == [
        (2, "code_invalid"),
        (3, "code_invalid"),
    ]
    refused = client.put(url, content=content)
    assert (refused.status_code, refused.json()["code"]) == (400, "places_faulty")
    assert "2 faults" in refused.json()["detail"]
    assert client.get(url).json()["count"] == 0


def test_a_file_is_held_against_what_is_there(signed_in: Browser, people: People, url: str) -> None:
    client = signed_in(people.system)
    client.put(url, content=FILE)
    over = file_of(feature(f"{STREET}002001", (120.005, 36.0), 0.01))
    faults = client.post(f"{url}/check", content=over).json()["faults"]
    assert {(one["code"], one["place"]) for one in faults} == {("overlaps", f"{STREET}002001")}
    assert cell(0) in faults[0]["zh"]


def test_only_a_city_has_places_and_its_people_see_them(
    signed_in: Browser, people: People, department: Organization, url: str
) -> None:
    client = signed_in(people.system)
    client.put(url, content=FILE)
    own = f"/organizations/{department.id}/places"
    refused = client.put(own, content=FILE)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_a_city")
    viewer = signed_in(people.viewer)
    assert viewer.get(own).json()["count"] == 5
    assert viewer.put(own, content=FILE).status_code == 403
    assert signed_in(people.stranger).get(own).status_code == 404


def test_the_map_has_what_touches_its_box_as_geojson(
    signed_in: Browser, people: People, url: str
) -> None:
    client = signed_in(people.system)
    client.put(url, content=FILE)
    box = {"bbox": "120.012,36.001,120.018,36.002", "kind": "cell"}
    shown = client.get(f"{url}/map", params=box).json()
    assert [one["properties"]["code"] for one in shown["features"]] == [cell(1)]
    assert (shown["type"], shown["complete"]) == ("FeatureCollection", True)
    assert shape(shown["features"][0]["geometry"]).covers(Point(120.015, 36.005))


def test_a_place_is_removed_by_its_citys_administrator(
    signed_in: Browser, people: People, url: str
) -> None:
    client = signed_in(people.system)
    client.put(url, content=FILE)
    found = client.get(url, params={"q": cell(2)}).json()["items"]
    assert client.delete(f"/places/{found[0]['id']}").status_code == 204
    assert client.get(url, params={"q": cell(2)}).json()["items"] == []


def test_a_point_lies_in_a_cell_a_street_and_a_district(
    session: Session, city: Organization
) -> None:
    session.add_all(
        [
            square(DISTRICT, (120.0, 36.0), 0.1, owner_id=city.id),
            square(STREET, (120.0, 36.0), 0.05, owner_id=city.id),
            square(cell(1), (120.0, 36.0), 0.01, owner_id=city.id),
            square(cell(2), (120.01, 36.0), 0.01, owner_id=city.id),
        ]
    )
    session.flush()

    def at(longitude: float, latitude: float) -> Whereabouts:
        return whereabouts(session, city.id, longitude, latitude)

    assert at(120.005, 36.005) == Whereabouts(cell(1), STREET, DISTRICT)
    assert at(120.01, 36.005) == Whereabouts(cell(1), STREET, DISTRICT), "on a border: the lower"
    assert at(120.04, 36.04) == Whereabouts(None, STREET, DISTRICT)
    assert at(120.09, 36.09) == Whereabouts(None, None, DISTRICT)
    assert at(121.0, 36.0) == NOWHERE


def test_the_lookup_asks_an_index_and_agrees_with_looking_at_every_place(
    sessions: Sessions, city: Organization
) -> None:
    chance = random.Random(4)
    with transaction(sessions) as session:
        corners = [(120 + x / 100, 36 + y / 100) for x in range(40) for y in range(25)]
        cells = [
            square(f"370202{n // 999:03}001{n % 999 + 1:03}", one, 0.01, owner_id=city.id)
            for n, one in enumerate(corners)
        ]
        session.add_all(cells)
        session.flush()
        session.execute(text("ANALYZE places"))
        for _ in range(30):
            x, y = chance.uniform(119.9, 120.5), chance.uniform(35.9, 36.3)
            there = sorted(p.code for p in cells if shape(p.geometry).covers(Point(x, y)))
            assert whereabouts(session, city.id, x, y).cell == (there[0] if there else None)
        plan = session.execute(
            text(
                "EXPLAIN SELECT code FROM places WHERE box(point(west, south), point(east, north))"
                " @> box(point(120.1, 36.1), point(120.1, 36.1))"
            )
        )
        assert "ix_places_bounds" in "".join(row[0] for row in plan)
