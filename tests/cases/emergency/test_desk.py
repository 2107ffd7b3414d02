"""What people do about an emergency: levels and areas of their own, one click, receipts, its end."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from accounts.organizations.model import Organization
from cases.emergency.model import EmergencyCall
from cases.resources.model import Resource
from cases.sinks.kinds.cloudevents import signature
from cases.sinks.model import Sink
from cases.sinks.service import report_context
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.secrets import Keyring
from tests.cases import samples
from tests.cases.conftest import Browser, People
from tests.cases.emergency.conftest import NewSink, Rises, calls, deliveries, only
from tests.cases.emergency.stories import stock

SQUARE = [[120.38, 36.07], [120.381, 36.07], [120.381, 36.071], [120.38, 36.071]]
DRY = [0.0] * 12


@pytest.fixture
def pump(sessions: Sessions, department: Organization) -> Resource:
    """A pump of the department near by."""
    with transaction(sessions) as session:
        return stock(session, department.id)


def _patch(client: Any, path: str, body: dict[str, Any]) -> Any:
    tag = client.get(path).headers["etag"]
    return client.patch(path, json=body, headers={"if-match": tag})


def test_one_click_sends_for_everybody_and_each_owes_a_receipt(
    signed_in: Browser,
    people: People,
    sessions: Sessions,
    rises: Rises,
    pump: Resource,
    new_sink: NewSink,
) -> None:
    rescue = new_sink("rescue", by=people.system)
    rises(30)
    client, path = signed_in(people.dispatcher), f"/emergencies/{only(sessions).id}"
    near = client.get(f"{path}/resources").json()
    assert [(one["name"], one["metres"], one["is_called"]) for one in near] == [
        ("泵车 01", 500, False)
    ]
    order = {"audiences": ["traffic_police"], "resource_ids": [str(pump.id)], "note": "封闭下穿"}
    sent = client.post(f"{path}/dispatch", json=order)
    assert sent.status_code == 200, sent.text
    police, team = sent.json()["calls"][-2:]
    assert (police["audience"], police["is_by_rules"], police["note"]) == (
        "traffic_police",
        False,
        "封闭下穿",
    )
    assert (team["name"], team["receipt"]) == ("泵车 01", None)
    assert [one["sink"]["id"] for one in team["deliveries"]] == [str(rescue.id)]
    assert client.get(f"{path}/resources").json()[0]["is_called"]
    for said, status in (("arrived", 200), ("acknowledged", 409), ("done", 200)):
        answer = client.post(
            f"{path}/calls/{team['id']}/receipt", json={"receipt": said, "note": "到"}
        )
        assert answer.status_code == status, answer.text
    assert client.get(path).json()["calls"][-1]["receipt"] == "done"
    assert not client.get(f"{path}/resources").json()[0]["is_called"]


def test_a_receiver_answers_for_its_own_call_by_a_signed_report(
    app: FastAPI,
    sessions: Sessions,
    rises: Rises,
    new_sink: NewSink,
    keyring: Keyring,
    clock: ManualClock,
) -> None:
    street, community = new_sink("street"), new_sink("community")
    rises(16)
    for_street, _ = deliveries(sessions)

    def says(by: Sink, said: str) -> Any:
        assert by.sealed_report_secret is not None
        secret = keyring.unseal(by.sealed_report_secret, context=report_context(by.id))
        body = json.dumps({"data": {"call": str(for_street.call_id), "receipt": said}})
        headers = signature(secret, uuid7().hex, body.encode(), clock.now())
        return TestClient(app).post(f"/hooks/{by.id}", content=body, headers=headers)

    told = [says(street, one).json()["result"] for one in ("arrived", "arrived", "acknowledged")]
    assert told == ["moved", "unchanged", "refused"]
    assert says(street, "asleep").json()["code"] == "report_malformed"
    assert says(community, "done").status_code == 404
    with transaction(sessions) as session:
        call = session.get_one(EmergencyCall, for_street.call_id)
        assert (call.receipt, call.receipt_by) == ("arrived", None)


def test_a_dispatch_needs_somebody(
    signed_in: Browser, people: People, sessions: Sessions, rises: Rises
) -> None:
    rises(16)
    path = f"/emergencies/{only(sessions).id}"
    answer = signed_in(people.dispatcher).post(f"{path}/dispatch", json={})
    assert answer.json()["code"] == "nobody_called"
    assert signed_in(people.viewer).post(f"{path}/dispatch", json={}).status_code == 403


def test_residents_are_told_by_a_person_and_of_no_exact_place(
    signed_in: Browser, people: People, sessions: Sessions, rises: Rises, new_sink: NewSink
) -> None:
    new_sink("residents")
    rises(45)
    assert deliveries(sessions) == []
    path = f"/emergencies/{only(sessions).id}/dispatch"
    signed_in(people.dispatcher).post(path, json={"audiences": ["residents"]})
    (one,) = deliveries(sessions)
    told = json.loads(one.body)["data"]["emergency"]
    assert told.keys().isdisjoint({"url", "area", "measures"})
    assert (told["place"], told["longitude"], told["latitude"]) == ("人民路", 120.38, 36.07)
    assert told["depth_cm"] == 45


def test_people_know_better_and_who_is_to_know_is_told(
    signed_in: Browser, people: People, sessions: Sessions, rises: Rises
) -> None:
    rises(16)
    client, path = signed_in(people.dispatcher), f"/emergencies/{only(sessions).id}"
    rained = _patch(client, path, {"entered": {"rain_3h_mm": 60}})
    assert (rained.json()["warning"], rained.json()["response"]) == ("orange", 4)
    chosen = _patch(client, path, {"chosen": {"response": 1, "grade": 3}})
    assert (chosen.json()["response"], chosen.json()["grade"]) == (1, 3)
    rises(17)
    assert only(sessions).response == 1
    assert ("traffic_police", "raised") in calls(sessions)
    back = _patch(client, path, {"chosen": {"response": None}, "entered": {"rain_3h_mm": None}})
    assert (back.json()["response"], back.json()["warning"]) == (4, "blue")
    assert client.patch(path, json={}, headers={"if-match": '"0"'}).status_code == 412


def test_a_drawn_area_stays_until_it_is_given_back(
    signed_in: Browser, people: People, sessions: Sessions, rises: Rises
) -> None:
    rises(16)
    client, path = signed_in(people.dispatcher), f"/emergencies/{only(sessions).id}"
    drawn = _patch(client, path, {"area": [SQUARE]}).json()
    assert (drawn["area"], drawn["area_drawn"]) == ([SQUARE], True)
    assert 9900 < drawn["area_m2"] < 10_100
    rises(18)
    assert only(sessions).area == [SQUARE]
    crossed = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    assert _patch(client, path, {"area": [crossed]}).json()["code"] == "area_invalid"
    _patch(client, path, {"area": []})
    rises(19)
    assert only(sessions).area != [SQUARE]


def test_what_somebody_was_sent_to_waits_for_a_person_to_end_it(
    signed_in: Browser,
    people: People,
    sessions: Sessions,
    rises: Rises,
    happen: Callable[[datetime], None],
) -> None:
    rises(16)
    client, path = signed_in(people.dispatcher), f"/emergencies/{only(sessions).id}"
    client.post(f"{path}/dispatch", json={"audiences": ["street"]})
    rises(*DRY)
    happen(samples.at(3600))
    assert only(sessions).state == "over"
    assert client.get("/emergencies?state=open").json()["count"] == 1
    ended = client.post(f"{path}/end", json={"reason": "水已退，道路恢复"})
    assert ended.json()["state"] == "ended"
    told = calls(sessions)
    assert told.count(("street", "over")) == 1
    assert client.post(f"{path}/dispatch", json={"audiences": ["street"]}).status_code == 409


def test_a_city_sets_its_own_table(
    signed_in: Browser, people: People, sessions: Sessions, city: Organization, rises: Rises
) -> None:
    client, path = signed_in(people.system), f"/organizations/{city.id}/emergency-rules"
    seed = client.get(path)
    assert (seed.json()["revision"], len(seed.json()["rules"])) == (0, 25)
    rule = {"kind": "waterlogging", "measure": "depth_cm", "at_least": 10, "response": 2}
    table = {"rules": [rule], "tells": {"level_2": ["residents"]}}
    headers = {"if-match": seed.headers["etag"]}
    assert client.put(path, json=table, headers=headers).status_code == 200
    assert client.put(path, json=table, headers=headers).status_code == 412
    empty = {"rules": [{"kind": "fire", "measure": "deaths", "at_least": 1}], "tells": {}}
    answer = client.put(path, json=empty, headers={"if-match": "*"})
    assert answer.json()["code"] == "emergency_rule_empty"
    rises(11)
    assert (only(sessions).response, only(sessions).warning) == (2, None)
    assert calls(sessions) == [("residents", "opened")]


def test_anybody_may_ask_what_a_table_would_give(
    signed_in: Browser, people: People, city: Organization
) -> None:
    path = f"/organizations/{city.id}/emergency-rules/preview"
    client = signed_in(people.dispatcher)
    own = f"/organizations/{people.dispatcher.owner_id}/emergency-rules/preview"
    asked = {"kind": "waterlogging", "measures": {"depth_cm": 27, "rain_6h_mm": 50}}
    found = client.post(own, json=asked).json()
    assert (found["warning"], found["response"], found["grade"]) == ("orange", 2, None)
    assert found["tells"] == ["street", "community", "transport", "traffic_police"]
    assert len(found["rules"]) == 4, "three depths and one rain are reached"
    rules = [
        {"kind": "fire", "measure": "depth_cm", "at_least": 0, "response": 1},
        {"kind": "waterlogging", "measure": "depth_cm", "at_least": 27, "response": 3},
        {"kind": "waterlogging", "measure": "depth_cm", "at_least": 27.1, "response": 1},
    ]
    table = {"rules": rules, "tells": {"level_3": ["residents"]}}
    unsaved = signed_in(people.system).post(path, json={**asked, "table": table}).json()
    assert (unsaved["warning"], unsaved["response"], unsaved["tells"]) == (None, 3, ["residents"])
    assert unsaved["rules"] == [1]
    nothing = client.post(own, json={"kind": "fire", "measures": {}}).json()
    assert (nothing["response"], nothing["tells"], nothing["rules"]) == (None, [], [])
    assert client.post(own, json={"kind": "fire", "measures": {"wind": 3}}).status_code == 422
