"""What sensors tell over HTTP: each reading once, each refusal with its reason, each sensor's state."""

from datetime import timedelta
from typing import get_args

import pytest
from sqlalchemy import func, select

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.users.model import User
from cases.water.intake import note_silent
from cases.water.model import WaterReading, WaterSensor
from cases.water.reasons import REASONS, Refused
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests import make
from tests.cases.conftest import Browser, People, changes_of
from tests.cases.water import stories

NEW = {"device": "W-7", "name": "隧道口", "longitude": 120.4, "latitude": 36.1}


@pytest.fixture
def gateway(sessions: Sessions, department: Organization) -> User:
    """Who reports for the department's sensors."""
    with transaction(sessions) as session:
        return make.user(session, department, roles=(Role.HANDLER,))


def _report(client: object, *readings: dict[str, object]) -> list[tuple[str, str | None]]:
    answer = client.post("/water/readings", json={"readings": list(readings)})  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.text
    found = answer.json()["readings"]
    return [(one["result"], one["reason"] and one["reason"]["code"]) for one in found]


def _state(client: object, sensor: WaterSensor) -> dict[str, object]:
    answer: dict[str, object] = client.get(f"/water/sensors/{sensor.id}").json()  # type: ignore[attr-defined]
    return answer


def test_a_reading_is_taken_once_however_often_it_comes(
    signed_in: Browser, gateway: User, sensor: WaterSensor, clock: ManualClock, sessions: Sessions
) -> None:
    client = signed_in(gateway)
    at = clock.now().isoformat()
    reading = {"sensor": "W-1", "depth_cm": 12.5, "at": at}
    assert _report(client, reading, reading) == [("taken", None), ("repeated", None)]
    assert _report(client, reading | {"depth_cm": 99}) == [("repeated", None)]
    state = _state(client, sensor)
    assert (state["state"], state["depth_cm"], state["repeats"]) == ("reporting", 12.5, 2)
    with transaction(sessions) as session:
        assert session.scalar(select(func.count()).select_from(WaterReading)) == 1
    readings = client.get(f"/water/sensors/{sensor.id}/readings").json()
    assert [one["depth_cm"] for one in readings] == [12.5]


def test_nonsense_is_refused_with_its_reason_and_seen_at_the_sensor(
    signed_in: Browser, gateway: User, sensor: WaterSensor, clock: ManualClock
) -> None:
    client = signed_in(gateway)
    ahead = (clock.now() + timedelta(minutes=10)).isoformat()
    old = (clock.now() - timedelta(days=8)).isoformat()
    told = _report(
        client,
        {"sensor": "W-1", "depth_cm": 5000},
        {"sensor": "W-1"},
        {"sensor": "W-1", "depth_cm": 3, "at": ahead},
        {"sensor": "W-1", "depth_cm": 3, "at": old},
        {"sensor": "W-1", "depth_cm": 3, "at": "2026-11-26T08:00:00"},
        {"sensor": "nobody", "depth_cm": 3},
    )
    assert [why for _, why in told] == [
        "depth_impossible",
        "no_depth",
        "from_future",
        "too_old",
        "bad_time",
        "sensor_unknown",
    ]
    state = _state(client, sensor)
    assert (state["state"], state["refused"], state["depth_cm"]) == ("refusing", 5, None)
    kept = client.get("/water/refusals").json()["items"]
    assert {one["device"] for one in kept} == {"W-1", "nobody"}
    only = client.get("/water/refusals", params={"device": "nobody"}).json()
    assert [one["reason"]["code"] for one in only["items"]] == ["sensor_unknown"]
    old = client.get("/water/refusals", params={"device": "W-1", "reason": "too_old"}).json()
    assert (old["count"], old["items"][0]["sensor_id"]) == (1, str(sensor.id))
    assert client.get("/water/refusals", params={"reason": "away"}).status_code == 422
    assert _report(client, {"sensor": "W-1", "depth_cm": -0.4}) == [("taken", None)]
    state = _state(client, sensor)
    assert (state["state"], state["depth_cm"]) == ("reporting", 0)


def test_a_refusal_is_told_to_whoever_may_read_it_known_device_or_not(
    signed_in: Browser, gateway: User, sensor: WaterSensor, sessions: Sessions
) -> None:
    client = signed_in(gateway)
    _report(client, {"sensor": "W-1"}, {"sensor": "nobody", "depth_cm": 3})
    kept = client.get("/water/refusals").json()["items"]
    with transaction(sessions) as session:
        told = [one for one in changes_of(session) if one.topic == "water_refusal"]
    assert {str(one.object_id) for one in told} == {one["id"] for one in kept}
    assert {one.owner_id for one in told} == {gateway.owner_id}
    assert len(told) == 2


def test_nobody_reports_for_anothers_sensor(
    signed_in: Browser, gateway: User, city: Organization, sessions: Sessions
) -> None:
    with transaction(sessions) as session:
        stories.register(session, city.id, "CITY-1")
    told = _report(signed_in(gateway), {"sensor": "CITY-1", "depth_cm": 3})
    assert told == [("refused", "sensor_unknown")]


def test_a_sensor_that_says_nothing_is_silent_until_it_speaks(
    signed_in: Browser, gateway: User, sensor: WaterSensor, clock: ManualClock, sessions: Sessions
) -> None:
    client = signed_in(gateway)
    assert _state(client, sensor)["state"] == "new"
    _report(client, {"sensor": "W-1", "depth_cm": 1})
    since = clock.now()
    with transaction(sessions) as session:
        assert note_silent(session, since + timedelta(seconds=899)) == 0
        assert note_silent(session, since + timedelta(seconds=901)) == 1
        assert note_silent(session, since + timedelta(seconds=902)) == 0
    assert _state(client, sensor)["state"] == "silent"
    clock.advance(1000)
    _report(client, {"sensor": "W-1", "depth_cm": 1})
    assert _state(client, sensor)["state"] == "reporting"


def test_a_sensor_is_registered_changed_and_removed(signed_in: Browser, people: People) -> None:
    client = signed_in(people.system)
    made = client.post("/water/sensors", json=NEW)
    assert made.status_code == 201, made.text
    assert client.post("/water/sensors", json=NEW).json()["code"] == "sensor_device_taken"
    path = f"/water/sensors/{made.json()['id']}"
    assert client.patch(path, json={"reach_m": 50}).status_code == 428
    headers = {"if-match": made.headers["etag"]}
    changed = client.patch(path, json={"reach_m": 50, "enabled": False}, headers=headers)
    assert (changed.json()["reach_m"], changed.json()["state"]) == (50, "off")
    assert client.patch(path, json={"name": "x"}, headers=headers).status_code == 412
    assert _report(client, {"sensor": "W-7", "depth_cm": 3}) == [("refused", "sensor_off")]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_a_sensor_may_be_given_as_chinese_maps_show_it(signed_in: Browser, people: People) -> None:
    client = signed_in(people.system)
    shifted = {"longitude": 120.387733, "latitude": 36.067376, "coordinate_system": "gcj02"}
    made = client.post("/water/sensors", json=NEW | shifted)
    found = made.json()
    assert found["coordinate_system"] == "gcj02"
    assert (found["longitude"], found["latitude"]) == pytest.approx((120.3826, 36.0671), abs=1e-6)
    path, headers = f"/water/sensors/{found['id']}", {"if-match": made.headers["etag"]}
    half = client.patch(path, json={"longitude": 120.4}, headers=headers)
    assert (half.status_code, half.json()["code"]) == (400, "position_invalid")
    named = client.patch(path, json={"name": "隧道口东"}, headers=headers)
    assert named.json()["longitude"] == found["longitude"]
    assert named.json()["coordinate_system"] == "gcj02"
    headers = {"if-match": named.headers["etag"]}
    moved = client.patch(path, json={"longitude": 120.4, "latitude": 36.1}, headers=headers)
    assert (moved.json()["longitude"], moved.json()["coordinate_system"]) == (120.4, "wgs84")


def test_without_a_broker_the_link_is_off(signed_in: Browser, people: People) -> None:
    assert signed_in(people.viewer).get("/water/link").json()["state"] == "off"


def test_every_reason_to_refuse_a_message_has_words() -> None:
    assert {*get_args(Refused)} <= REASONS.keys()
