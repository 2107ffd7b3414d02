"""The registry: registered, changed, imported from lists, and found by distance."""

import pytest
from sqlalchemy import select

from accounts.organizations.model import Organization
from cases.resources.model import Resource
from cases.resources.service import nearest
from core.database.engine import Sessions, transaction
from core.sheet import BOM
from tests.cases.conftest import Browser, People, scope_of
from tests.cases.emergency.stories import stock
from tests.cases.water.stories import HERE

NEW = {"kind": "pump", "name": "泵车 01", "longitude": 120.38, "latitude": 36.07}
LIST = (
    f"{BOM}类型,名称,数量,单位,经度,纬度,地址,联系人,电话\n"
    "排水泵车,泵车 01,2,辆,120.38,36.07,人民路,张三,0532-1\n"
    "team,一队,30,人,120.4,36.1,,,\n"
    "冲锋舟,舟 1,x,艘,120.4,36.1,,,\n"
    "坦克,车 1,1,辆,120.4,36.1,,,\n"
    "pump,,1,,120.4,36.1,,,\n"
    "pump,泵车 09,1,,200,36.1,,,\n"
    "\n"
)


def test_a_resource_is_registered_changed_and_removed(signed_in: Browser, people: People) -> None:
    client = signed_in(people.dispatcher)
    made = client.post("/resources", json=NEW)
    assert made.status_code == 201, made.text
    assert client.post("/resources", json=NEW).json()["code"] == "resource_name_taken"
    path = f"/resources/{made.json()['id']}"
    headers = {"if-match": made.headers["etag"]}
    changed = client.patch(path, json={"enabled": False, "phone": "110"}, headers=headers)
    assert (changed.json()["enabled"], changed.json()["phone"]) == (False, "110")
    assert client.patch(path, json={"unit": "辆"}, headers=headers).status_code == 412
    assert client.delete(path).status_code == 204
    assert client.get("/resources").json()["items"] == []
    assert signed_in(people.viewer).post("/resources", json=NEW).status_code == 403


def test_a_list_is_looked_through_and_then_taken_but_for_its_faults(
    signed_in: Browser, people: People, sessions: Sessions
) -> None:
    client = signed_in(people.dispatcher)
    tried = client.post("/resources/import", json={"text": LIST, "applies": False}).json()
    assert (tried["added"], tried["changed"]) == (2, 0)
    assert [(one["row"], one["column"]) for one in tried["faults"]] == [
        (4, "quantity"),
        (5, "kind"),
        (6, "name"),
        (7, "longitude"),
    ]
    with transaction(sessions) as session:
        assert session.scalars(select(Resource)).all() == []
    done = client.post("/resources/import", json={"text": LIST}).json()
    assert (done["added"], done["changed"], done["unchanged"]) == (2, 0, 0)
    again = LIST.replace("一队,30", "一队,45")
    done = client.post("/resources/import", json={"text": again}).json()
    assert (done["added"], done["changed"], done["unchanged"]) == (0, 1, 1)
    with transaction(sessions) as session:
        found = session.scalars(select(Resource).order_by(Resource.name)).all()
        assert [(one.name, one.quantity, one.kind) for one in found] == [
            ("一队", 45, "team"),
            ("泵车 01", 2, "pump"),
        ]


def test_a_list_without_its_columns_says_which(signed_in: Browser, people: People) -> None:
    client = signed_in(people.dispatcher)
    answer = client.post("/resources/import", json={"text": "名称,经度\n泵车,120"})
    assert answer.json()["code"] == "resource_list_unreadable"
    assert "kind, latitude" in answer.json()["detail"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_can_be_taken_as_it_is(
    signed_in: Browser, people: People, language: str
) -> None:
    client = signed_in(people.dispatcher)
    template = client.get("/resources/template", headers={"accept-language": language})
    done = client.post("/resources/import", json={"text": template.text}).json()
    assert (done["added"], done["faults"]) == (1, [])


def test_the_nearest_come_first_and_what_cannot_be_sent_does_not(
    sessions: Sessions, department: Organization, city: Organization, people: People
) -> None:
    with transaction(sessions) as session:
        stock(session, department.id, "far", metres=4000)
        stock(session, department.id, "near", metres=300)
        stock(session, department.id, "away", metres=6000)
        stock(session, department.id, "broken", metres=10).enabled = False
        stock(session, city.id, "the city's", metres=20)
    with transaction(sessions) as session:
        scope = scope_of(session, people.dispatcher, "resource.read")
        found = nearest(session, scope, HERE, 5000, None)
        assert [(one.resource.name, round(one.metres, -1)) for one in found] == [
            ("near", 300),
            ("far", 4000),
        ]
        assert nearest(session, scope, HERE, 5000, "boat") == []
