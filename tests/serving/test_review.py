"""The desk over the whole API: the queue, claims with their pictures, history, map, figures."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from cases.events.model import Event
from cases.events.report import Source
from cases.events.service import report
from cases.incidents.correlate import link_new
from cases.review.model import Verdict
from cases.review.service import settle
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from tests.cases import samples
from tests.cases.conftest import subscribed
from tests.serving.conftest import Client, World

API = "/api/v1"
Raises = Callable[..., str]


@pytest.fixture
def own(services: Services, world: World) -> Source:
    """A subscription of the caller's department."""
    with transaction(services.sessions) as session:
        return subscribed(session, world.own)


@pytest.fixture
def raises(services: Services, own: Source) -> Raises:
    """A factory of events of the caller's department; returns their ids."""

    def build(at_s: float = 0, **rule: Any) -> str:
        made = replace(samples.RULE, incident_key=uuid7().hex, **rule)
        with transaction(services.sessions) as session:
            event = report(session, samples.raised(own, services.blobs, at_s, made))
            assert event is not None
            return str(event.id)

    return build


@pytest.fixture
def dispatcher(client: Client) -> TestClient:
    """A dispatcher of the department."""
    return client(Role.DISPATCHER)


def _ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def test_the_queue_is_read_page_by_page_in_one_order(
    dispatcher: TestClient, raises: Raises
) -> None:
    late, early = raises(60, severity="minor"), raises(0, severity="minor")
    urgent = raises(120)
    first = dispatcher.get(f"{API}/review/queue", params={"limit": 2})
    assert _ids(first) == [urgent, early]
    cursor = first.json()["next_cursor"]
    raises(180)  # the next page is not moved by what comes meanwhile
    assert _ids(dispatcher.get(f"{API}/review/queue", params={"cursor": cursor})) == [late]
    assert first.json()["count"] == 3
    some = dispatcher.get(f"{API}/review/queue", params={"severity": "minor"})
    assert _ids(some) == [early, late]


def test_a_claim_brings_the_event_shows_to_others_and_clears_the_picture(
    dispatcher: TestClient, raises: Raises, services: Services, world: World
) -> None:
    wanted = raises()
    (taken,) = dispatcher.post(f"{API}/review/claims", json={"count": 3}).json()
    assert (taken["event"]["id"], taken["claim"]["by"]) == (wanted, "张三")
    assert taken["event"]["claim"]["id"] == taken["claim"]["id"]
    detail = dispatcher.get(f"{API}/events/{wanted}").json()
    assert {one["clear"] for one in detail["evidence"]} == {True}
    assert dispatcher.get(f"{API}/review/counts").json() | {"oldest_at": None} == {
        "verdicts": 1,
        "opinions": 0,
        "checks": 0,
        "escalated": 0,
        "mine": 1,
        "oldest_at": None,
        "exact_to": 10_000,
    }
    assert dispatcher.post(f"{API}/review/claims", json={}).json() == []
    claim = f"{API}/review/claims/{taken['claim']['id']}"
    assert dispatcher.delete(claim).status_code == 204
    assert dispatcher.delete(claim).json()["code"] == "claim_lapsed"
    assert _ids(dispatcher.get(f"{API}/review/queue")) == [wanted]


def test_another_department_s_events_are_neither_listed_nor_claimed(
    dispatcher: TestClient, raises: Raises, world: World
) -> None:
    raises()
    other = str(world.objects["owner_id"])
    assert dispatcher.post(f"{API}/review/claims", json={"owner_id": other}).json() == []
    assert _ids(dispatcher.get(f"{API}/review/queue", params={"owner_id": other})) == []
    foreign = {"event_id": str(world.objects["event_id"])}
    assert dispatcher.post(f"{API}/review/claims", json=foreign).status_code == 404


def test_a_lapsed_claim_is_shown_to_nobody(
    dispatcher: TestClient, raises: Raises, clock: ManualClock, services: Services
) -> None:
    event = raises()
    dispatcher.post(f"{API}/review/claims", json={"event_id": event})
    clock.advance(services.settings.claim_lease_s)
    assert dispatcher.get(f"{API}/events/{event}").json()["claim"] is None


def test_whoever_checks_does_not_see_what_was_said(
    dispatcher: TestClient, raises: Raises, services: Services, world: World
) -> None:
    event = raises()
    dispatcher.post(f"{API}/events/{event}/verdicts", json={"verdict": "confirm"})
    with transaction(services.sessions) as session:
        session.execute(update(Event).where(Event.review == "confirmed").values(wants="check"))
        another = world.users[Role.SUBSCRIBER].id  # who said it
        session.execute(update(Verdict).values(user_id=another))
    assert _ids(dispatcher.get(f"{API}/review/queue")) == []
    (taken,) = dispatcher.post(f"{API}/review/claims", json={"wants": "check"}).json()
    detail = dispatcher.get(f"{API}/events/{event}").json()
    for shown in (taken["event"], detail):
        assert (shown["review"], shown["verdict"], shown["case_id"]) == ("waiting", None, None)
    assert detail["verdicts"] == []


def test_history_is_filtered_by_everything_a_url_keeps(
    dispatcher: TestClient, raises: Raises, own: Source
) -> None:
    fire, water = raises(0), raises(60, event_type="water.logging", severity="minor")
    dispatcher.post(f"{API}/events/{fire}/verdicts", json={"verdict": "confirm"})
    asked = {
        "review=confirmed": [fire],
        "review=waiting": [water],
        "severity=minor": [water],
        "event_type=fire.smoke": [fire],
        f"camera_id={own.camera_id}": [water, fire],
        f"algorithm_id={own.algorithm_id}&state=open": [water, fire],
        "state=ended": [],
        "region=370202": [],
        f"owner_id={own.owner_id}": [water, fire],
        "since=2026-11-22T08:00:30Z": [water],
        "until=2026-11-22T08:00:30Z": [fire],
        "bbox=120,36,121,37": [water, fire],
        "bbox=121,36,122,37": [],
        "escalated=true": [],
    }
    found = {query: _ids(dispatcher.get(f"{API}/events?{query}")) for query in asked}
    assert found == asked
    assert dispatcher.get(f"{API}/events?bbox=1,2").json()["code"] == "box_invalid"


def test_the_map_groups_events_and_shows_each_when_close(
    dispatcher: TestClient, raises: Raises
) -> None:
    raises(0)
    raises(60, severity="minor")
    far = dispatcher.get(f"{API}/events/map", params={"zoom": 5}).json()
    (cluster,) = far["clusters"]
    assert (cluster["count"], cluster["severities"]) == (2, {"critical": 1, "minor": 1})
    assert cluster["longitude"] == pytest.approx(120.38)
    near: dict[str, str | int] = {
        "zoom": 17,
        "bbox": "120.37,36.06,120.39,36.08",
        "severity": "minor",
    }
    close = dispatcher.get(f"{API}/events/map", params=near).json()
    assert ([one["severity"] for one in close["events"]], close["clusters"]) == (["minor"], [])


def test_figures_by_each_key_and_their_export_on_the_trail(
    dispatcher: TestClient, raises: Raises, own: Source, services: Services, clock: ManualClock
) -> None:
    midnight = (clock.at - samples.START).total_seconds()  # in UTC; sessions are from then, too
    confirmed, rejected, _ = (raises(midnight + later_s) for later_s in (0, 60, 3600))
    clock.advance(90)
    dispatcher.post(f"{API}/events/{confirmed}/verdicts", json={"verdict": "confirm"})
    clock.advance(10)
    said = {"verdict": "reject", "reason": "reflection"}
    dispatcher.post(f"{API}/events/{rejected}/verdicts", json=said)
    (by_algorithm,) = dispatcher.get(f"{API}/review/statistics").json()
    assert by_algorithm["about"] == str(own.algorithm_id)
    assert by_algorithm["name_zh"] == "烟火"
    told = ("events", "confirmed", "rejected", "duplicates", "waiting", "precision", "verdict_s")
    assert [by_algorithm[one] for one in told] == [3, 1, 1, 0, 1, 0.5, 65.0]
    assert by_algorithm["precision_from"] < 0.5 < by_algorithm["precision_to"]
    hours = dispatcher.get(f"{API}/review/statistics", params={"by": "hour"}).json()
    assert [(one["about"], one["events"]) for one in hours] == [("8", 2), ("9", 1)]
    (day,) = dispatcher.get(f"{API}/review/statistics", params={"by": "day"}).json()
    assert day["about"] == "2026-11-22"
    answer = dispatcher.get(
        f"{API}/review/statistics/export?by=camera", headers={"accept-language": "en"}
    )
    assert answer.text.startswith("\ufeff")
    head, line = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert head[:3] == ["camera", "events", "confirmed"]
    assert line[:4] == ["Renmin Road East", "3", "1", "1"]
    with services.sessions() as session:
        found = session.scalars(select(AuditEntry).filter_by(action="event.export")).one()
    assert found.after == {"by": "camera"}


def test_of_more_days_than_are_asked_for_the_latest_are_told_in_order(
    dispatcher: TestClient, raises: Raises
) -> None:
    for day in range(3):
        raises(86_400 * day)
    wanted: dict[str, str | int] = {"by": "day", "limit": 2}
    days = dispatcher.get(f"{API}/review/statistics", params=wanted).json()
    assert [one["about"] for one in days] == ["2026-11-23", "2026-11-24"]


def test_one_case_shows_all_of_its_evidence_and_each_event_what_belongs_with_it(
    dispatcher: TestClient, raises: Raises, services: Services
) -> None:
    events = [raises(0), raises(60)]
    with transaction(services.sessions) as session:
        link_new(session, services.settings)
    for one in events:
        dispatcher.post(f"{API}/events/{one}/verdicts", json={"verdict": "confirm"})
    with transaction(services.sessions) as session:
        settle(session, services.clock.now(), services.settings)
    details = [dispatcher.get(f"{API}/events/{one}").json() for one in events]
    assert [[one["id"] for one in each["together"]] for each in details] == [
        [events[1]],
        [events[0]],
    ]
    (case_id,) = {one["case_id"] for one in details}
    case = dispatcher.get(f"{API}/cases/{case_id}").json()
    assert [one["id"] for one in case["events"]] == events
