"""The emergency route by itself: water and fires begin it, it follows them, and who is to know is told."""

import json
from datetime import UTC, datetime

from sqlalchemy import select

from accounts.organizations.model import Organization
from cases.emergency.affected import affected
from cases.emergency.message import call_message
from cases.emergency.model import Emergency, EmergencyCall
from cases.emergency.raising import follow
from cases.lifecycle.move import follow as move
from cases.lifecycle.service import file_case
from cases.sinks.kind import Message
from cases.sinks.words import line
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests.cases import samples
from tests.cases.conftest import People, scope_of
from tests.cases.emergency.conftest import NewSink, Rises, calls, deliveries, only
from tests.cases.places.shapes import square
from tests.cases.seen import Sees
from tests.cases.water.stories import HERE

DRY = [0.0] * 12


def test_water_begins_it_and_raises_it_and_ends_it(sessions: Sessions, rises: Rises) -> None:
    rises(6, 12)
    assert calls(sessions) == []
    rises(16)
    emergency = only(sessions)
    assert (emergency.warning, emergency.response, emergency.grade) == ("blue", 4, None)
    assert (emergency.kind, emergency.place, emergency.state) == (
        "waterlogging",
        "人民路 12 号",
        "open",
    )
    assert emergency.area
    assert emergency.area_m2 > 2000
    rises(17, 28)
    assert only(sessions).response == 2
    rises(26, 26, 22)
    assert only(sessions).response == 3
    rises(*DRY)
    ended = only(sessions)
    assert (ended.state, ended.measures["depth_cm"]) == ("ended", 0)
    assert calls(sessions) == [
        ("street", "opened"),
        ("community", "opened"),
        *((who, "raised") for who in ("community", "street", "traffic_police", "transport")),
        *((who, "lowered") for who in ("community", "street", "traffic_police", "transport")),
        *((who, "lowered") for who in ("community", "street", "traffic_police", "transport")),
        *((who, "over") for who in ("community", "street", "traffic_police", "transport")),
    ]


def test_a_rising_emergency_leaves_the_revision_to_people(sessions: Sessions, rises: Rises) -> None:
    rises(16)
    before = only(sessions).revision
    rises(18, 30)
    assert only(sessions).revision == before


def test_messages_go_to_the_sinks_of_their_audience_and_cases_go_elsewhere(
    sessions: Sessions, rises: Rises, new_sink: NewSink
) -> None:
    street, both = new_sink("street"), new_sink("community", "cases")
    new_sink("cases")
    rises(16)
    found = deliveries(sessions)
    assert [one.sink_id for one in found] == [street.id, both.id]
    told = json.loads(found[0].body)
    assert told["type"] == "algomart.emergency.opened.v1"
    assert told["data"]["call"]["audience"] == "street"
    assert told["data"]["emergency"]["depth_cm"] == 16
    assert told["data"]["emergency"]["longitude"] == 120.38


def test_the_places_its_area_touches_are_told_from_district_to_cell_but_not_to_residents(
    sessions: Sessions, rises: Rises, new_sink: NewSink, city: Organization, settings: Settings
) -> None:
    west, south = HERE
    near, beside, far = "370202001001001", "370202001001002", "370202001001003"
    squares = (
        ("370202", (west - 1, south - 1), 2),
        ("370202001", (west - 0.5, south - 0.5), 1),
        (beside, (west, south - 0.01), 0.01),
        (near, (west - 0.01, south - 0.01), 0.01),
        (far, (west + 0.02, south), 0.01),
    )
    with transaction(sessions) as session:
        for code, corner, size in squares:
            session.add(square(code, corner, size, owner_id=city.id))
    new_sink("street")
    rises(16)
    told = json.loads(deliveries(sessions)[0].body)["data"]["emergency"]["places"]
    assert [one["code"] for one in told] == ["370202", "370202001", near, beside]
    with transaction(sessions) as session:
        emergency = session.scalars(select(Emergency)).one()
        call = session.scalars(select(EmergencyCall).limit(1)).one()
        call.audience = "residents"
        public = json.loads(call_message(emergency, call, affected(session, emergency), settings))
        assert "places" not in public["data"]["emergency"]
        session.rollback()


def test_a_line_for_a_chat_says_it_all(sessions: Sessions, rises: Rises, new_sink: NewSink) -> None:
    new_sink("street")
    rises(6, 16)
    (one,) = deliveries(sessions)
    message = Message(one.id, one.body, json.loads(one.body), datetime.now(UTC))
    assert line(message, "zh").startswith(
        "[蓝色预警 Ⅳ级响应] 道路积水 人民路 12 号 16 cm 上涨 启动响应 #"
    )
    assert line(message, "en").startswith(
        "[blue warning response Ⅳ] waterlogging 人民路 12 号 16 cm rising response begins #"
    )


def test_a_confirmed_fire_s_case_begins_one_and_its_end_ends_it(
    sessions: Sessions, settings: Settings, sees: Sees, people: People
) -> None:
    event, now = sees(0), samples.at(60)
    with transaction(sessions) as session:
        case = file_case(session, event, by=people.dispatcher.id, at=now, settings=settings)
        for _ in range(2):
            follow(session, settings, now)
    emergency = only(sessions)
    assert (emergency.kind, emergency.warning, emergency.response) == ("fire", None, 4)
    assert emergency.case_id == case.id
    assert 120_000 < emergency.area_m2 < 126_000
    with transaction(sessions) as session:
        again = session.merge(case)
        who = scope_of(session, people.dispatcher, "case.report")
        move(session, again, "closed", at=now, settings=settings, scope=who)
        follow(session, settings, now)
    assert only(sessions).state == "ended"


def test_another_department_s_litter_is_none(
    sessions: Sessions, settings: Settings, sees: Sees, people: People, city: Organization
) -> None:
    event, now = sees(0, event_type="litter.spill", owner=city), samples.at(60)
    with transaction(sessions) as session:
        file_case(session, event, by=people.dispatcher.id, at=now, settings=settings)
        follow(session, settings, now)
        assert session.scalars(select(Emergency)).all() == []
