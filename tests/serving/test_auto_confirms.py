"""Sure events are confirmed without a person where verdicts earned it, and only as long as they do."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from cases.autoconfirm.confirm import confirm_due, for_person
from cases.autoconfirm.service import watch
from cases.events.model import Event
from cases.lifecycle.model import Case, CaseEvent
from cases.review.model import Verdict
from cases.review.service import settle
from core.database.engine import transaction
from core.ids import uuid7
from tests.serving.field import EIGHT, Field, field

__all__ = ["field"]
URL = "/api/v1/auto-confirms"
JUDGED = 12
DAY = {"since": "2026-11-22T00:00:00Z", "until": "2026-11-23T00:00:00Z"}


@pytest.fixture
def earned(field: Field) -> Field:
    """A version that was right a dozen times, under bounds that this reaches: its lower bound is 76 %."""
    bounds = {"auto_confirm_verdicts": JUDGED, "auto_confirm_precision": 0.75, "check_share": 1.0}
    settings = field.services.settings.model_copy(update=bounds)
    object.__setattr__(field.services, "settings", settings)
    field.services.clock.at = EIGHT  # type: ignore[attr-defined]
    for _ in range(JUDGED):
        field.saw(field.lake, "confirm")
    return field


def wish(one: Field, **more: Any) -> dict[str, Any]:
    return {"version_id": str(one.lake.version_id), "threshold": 0.8, "sample_share": 0.05, **more}


def switched_on(one: Field, **more: Any) -> TestClient:
    client = one.client(one.parks, Role.SUBSCRIBER)
    answer = client.post(URL, json=wish(one, **more))
    assert answer.status_code == 201, answer.text
    return client


def work(one: Field) -> int:
    """Do what the head does by itself, until nothing is left."""
    services, done = one.services, 0
    while True:
        with transaction(services.sessions) as session:
            taken = confirm_due(session, services.settings, services.clock.now())
            settle(session, services.clock.now(), services.settings)
        done += taken
        if not taken:
            return done


def event(one: Field, event_id: UUID) -> Event:
    with one.services.sessions() as session:
        return session.get_one(Event, event_id)


def test_a_sure_event_becomes_a_case_and_says_that_nobody_judged_it(earned: Field) -> None:
    client = switched_on(earned, sample_share=0.051)
    while for_person(sure := earned.saw(earned.lake), 0.051):
        pass
    unsure = earned.saw(earned.lake, score=0.79)
    elsewhere = earned.saw(earned.bridge)
    work(earned)
    assert (event(earned, sure).review, event(earned, sure).auto) == ("confirmed", "confirmed")
    assert event(earned, sure).wants is None, "what nobody judged is no measure of agreement"
    assert {event(earned, one).review for one in (unsure, elsewhere)} == {"waiting"}
    told = client.get(f"/api/v1/events/{sure}").json()
    assert (told["verdict"]["verdict"], told["verdict"]["by"]) == ("confirm", None)
    assert [one["by"] for one in told["verdicts"]] == [None]
    assert told["case_number"]
    with earned.services.sessions() as session:
        case = session.scalars(select(Case).filter_by(event_id=sure)).one()
        joined = session.scalars(select(CaseEvent).filter_by(event_id=sure)).one()
        assert (case.filed_by, joined.user_id) == (None, None)
        line = session.scalars(select(AuditEntry).filter_by(object_id=sure)).one()
        assert (line.user_id, line.login, (line.after or {})["by"]) == (None, "algomart", "auto")


def test_a_share_of_them_waits_for_a_person(earned: Field) -> None:
    switched_on(earned, sample_share=0.5)
    ids = [earned.saw(earned.lake) for _ in range(12)]
    assert work(earned) == 12
    assert work(earned) == 0, "a sample is looked at once"
    with earned.services.sessions() as session:
        rows = session.scalars(select(Event).where(Event.id.in_(ids)))
        found = {row.id: (row.auto, row.wants) for row in rows}
    assert found == {
        one: ("sample", "verdict") if for_person(one, 0.5) else ("confirmed", None) for one in ids
    }


def test_the_sample_is_the_share_asked_for_and_always_the_same() -> None:
    ids = [uuid7() for _ in range(4000)]
    chosen = Counter(for_person(one, 0.05) for one in ids)
    assert 120 < chosen[True] < 280
    assert [for_person(one, 0.05) for one in ids[:99]] == [
        for_person(one, 0.05) for one in ids[:99]
    ]
    assert all(for_person(one, 1) for one in ids)


def test_what_was_confirmed_without_a_person_is_no_precision(earned: Field) -> None:
    client = switched_on(earned)
    ids = [earned.saw(earned.lake) for _ in range(8)]
    work(earned)
    confirmed = sum(not for_person(one, 0.05) for one in ids)
    total = client.get("/api/v1/scorecards", params=DAY).json()["total"]
    assert (total["auto"], total["confirmed"]) == (confirmed, JUDGED + confirmed)
    (bounds,) = client.get(f"{URL}/bounds").json()["versions"]
    assert (bounds["judged"], bounds["right"], bounds["enough"]) == (JUDGED, JUDGED, True)
    (figures,) = client.get("/api/v1/review/statistics").json()
    assert (figures["auto"], figures["precision"]) == (confirmed, 1)
    assert figures["precision_from"] == bounds["precision_from"]
    (line,) = client.get("/api/v1/statements", params={"month": "2026-11"}).json()["lines"]
    assert (line["confirmed"], line["auto_confirmed"]) == (JUDGED, confirmed)


def test_it_switches_itself_off_with_a_notice_when_people_find_it_wrong(earned: Field) -> None:
    client = switched_on(earned, sample_share=1.0)
    services = earned.services
    ids = [earned.saw(earned.lake) for _ in range(4)]
    work(earned)
    with transaction(services.sessions) as session:
        assert watch(session, services.settings, services.clock.now()) == 0
    for one in ids:
        earned.judged(one, "reject")
    with transaction(services.sessions) as session:
        assert watch(session, services.settings, services.clock.now()) == 1
    (row,) = client.get(URL).json()["items"]
    assert (row["off_at"], row["off_reason"]["code"]) == ("2026-11-22T08:00:00Z", "unearned")
    assert "16 verdicts" in row["off_reason"]["en"]
    late = earned.saw(earned.lake)
    assert work(earned) == 0
    assert event(earned, late).auto is None
    assert client.post(URL, json=wish(earned)).json()["code"] == "auto_confirm_unearned"


def test_a_person_who_corrects_it_speaks_against_it(earned: Field) -> None:
    client = switched_on(earned)
    while for_person(sure := earned.saw(earned.lake), 0.05):
        pass
    work(earned)
    with earned.services.sessions() as session:
        verdict = session.scalars(select(Verdict).filter_by(event_id=sure)).one()
    dispatcher = earned.client(earned.parks, Role.DISPATCHER)
    said = {"verdict": "reject", "reason": "vapour", "note": "蒸汽", "corrects": str(verdict.id)}
    answer = dispatcher.post(f"/api/v1/events/{sure}/verdicts", json=said)
    assert answer.status_code == 201, answer.text
    work(earned)
    (bounds,) = client.get(f"{URL}/bounds").json()["versions"]
    assert (bounds["judged"], bounds["right"]) == (JUDGED + 1, JUDGED)
    assert client.get("/api/v1/scorecards", params=DAY).json()["total"]["precision"] == 1


def test_it_is_refused_where_it_is_not_earned(earned: Field) -> None:
    client = earned.client(earned.parks, Role.SUBSCRIBER)
    refused: list[tuple[dict[str, Any], int, str]] = [
        ({"threshold": 0.95}, 409, "auto_confirm_unearned"),
        ({"sample_share": 0.01}, 409, "auto_confirm_sample"),
        ({"version_id": str(uuid7())}, 404, "not_found"),
        ({"threshold": 0}, 422, "invalid_fields"),
    ]
    for more, status, code in refused:
        answer = client.post(URL, json=wish(earned, **more))
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_it_is_each_department_s_own(earned: Field) -> None:
    client = switched_on(earned)
    assert client.post(URL, json=wish(earned)).json()["code"] == "auto_confirm_on"
    roads = earned.client(earned.roads, Role.SUBSCRIBER)
    assert roads.get(URL).json()["items"] == []
    assert roads.get(f"{URL}/bounds").json()["versions"] == []
    assert roads.post(URL, json=wish(earned)).status_code == 404
    (row,) = client.get(URL).json()["items"]
    assert roads.delete(f"{URL}/{row['id']}").status_code == 404
    assert client.delete(f"{URL}/{row['id']}").status_code == 204
    (row,) = client.get(URL).json()["items"]
    assert (row["off_at"], row["off_reason"]) == ("2026-11-22T08:00:00Z", None)
    with earned.services.sessions() as session:
        lines = select(func.count()).where(AuditEntry.object_type == "auto_confirms")
        assert session.scalar(lines) == 2


def test_what_a_person_is_at_or_came_before_is_left_to_people(earned: Field) -> None:
    before = earned.saw(earned.lake, at_s=-60)
    switched_on(earned)
    while for_person(claimed := earned.saw(earned.lake), 0.05):
        pass
    dispatcher = earned.client(earned.parks, Role.DISPATCHER)
    answer = dispatcher.post("/api/v1/review/claims", json={"event_id": str(claimed)})
    assert answer.is_success, answer.text
    work(earned)
    assert {event(earned, one).review for one in (before, claimed)} == {"waiting"}
