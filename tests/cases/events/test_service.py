"""Reports become rows: once, in one transaction, whoever reports."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.events.errors import EvidenceMissing, ReportRefused
from cases.events.model import Event, Evidence
from cases.events.report import Report, Source
from cases.events.service import end_abandoned, evidence_of, remembered, report
from cases.rules import End, Memory, Raise
from core.blobs import FolderBlobs
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.text import Text
from registry.subscriptions.model import Subscription
from tests.cases.conftest import changes_of, subscribed
from tests.cases.samples import FIRE, RULE, at, ended, raised, seen


def store(sessions: Sessions, *told: Report) -> list[UUID | None]:
    """Store each report in a transaction of its own; return the ids of the rows."""
    found: list[UUID | None] = []
    for one in told:
        with transaction(sessions) as session:
            event = report(session, one)
            found.append(event.id if event else None)
    return found


def events(sessions: Sessions) -> list[Event]:
    with sessions() as session:
        return list(session.scalars(select(Event).order_by(Event.opened_at)))


def changes(sessions: Sessions) -> int:
    with sessions() as session:
        return len(changes_of(session))


def test_a_raise_writes_the_event_its_evidence_and_its_feed_row(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    told = raised(source, blobs)
    store(sessions, told)
    (event,) = events(sessions)
    assert event.id == told.event_id
    assert (event.event_type, event.severity, event.review, event.state) == (
        "fire.smoke",
        "critical",
        "waiting",
        "open",
    )
    assert (event.title_zh, event.place, event.looks, event.score) == (
        "烟火",
        "人民路 12 号",
        2,
        0.9,
    )
    assert event.rule == RULE.as_json()
    assert event.detections[0]["box"] == [0.2, 0.2, 0.5, 0.6]
    assert (event.model_digest, event.width, event.height) == ("ab" * 32, 128, 72)
    with sessions() as session:
        pictures = evidence_of(session, event.id)
        assert [(one.kind, one.state, blobs.has(one.digest or "")) for one in pictures] == [
            ("snapshot", "kept", True),
            ("annotated", "kept", True),
            ("crop-1", "kept", True),
            ("detections", "kept", True),
        ]
        (change,) = changes_of(session)
    assert (change.topic, change.object_id, change.owner_id) == ("event", event.id, source.owner_id)


def test_the_same_raise_again_is_the_same_event(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    told = raised(source, blobs)
    assert store(sessions, told, told) == [told.event_id] * 2
    assert (len(events(sessions)), changes(sessions)) == (1, 1)


def test_another_raise_of_an_open_incident_updates_it(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    first, second = raised(source, blobs), raised(source, blobs, opened_s=7)
    assert store(sessions, first, second) == [first.event_id] * 2
    (event,) = events(sessions)
    assert (event.opened_at, event.updated_at) == (at(0), at(7))


def test_incidents_of_other_keys_and_other_subscriptions_are_open_beside_it(
    sessions: Sessions, source: Source, blobs: FolderBlobs, department: Organization
) -> None:
    other_key = replace(RULE, incident_key="east")
    with transaction(sessions) as session:
        other = subscribed(session, department)
    store(
        sessions,
        raised(source, blobs),
        raised(source, blobs, rule=other_key),
        raised(other, blobs),
    )
    assert len(events(sessions)) == 3


def test_updates_keep_the_latest_sighting_the_most_looks_and_the_best_score(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    store(
        sessions,
        raised(source, blobs),
        seen(source, 0, 10, looks=4, score=0.95),
        seen(source, 0, 5, looks=3, score=0.7),
    )
    (event,) = events(sessions)
    assert (event.updated_at, event.looks, event.score) == (at(10), 4, 0.95)


def test_an_end_closes_it_and_a_later_raise_opens_another(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    store(
        sessions,
        raised(source, blobs),
        ended(source, 0, 10, 60),
        raised(source, blobs, opened_s=200),
    )
    first, second = events(sessions)
    assert (first.state, first.ended_at, first.updated_at) == ("ended", at(60), at(10))
    assert second.state == "open"


def test_an_end_or_update_that_comes_late_does_not_touch_the_next_incident(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    store(
        sessions,
        raised(source, blobs),
        ended(source, 0, 10, 60),
        raised(source, blobs, opened_s=200),
        seen(source, 0, 10, looks=99),
        ended(source, 0, 10, 60),
    )
    _, second = events(sessions)
    assert (second.state, second.looks, second.updated_at) == ("open", 2, at(200))


def test_an_update_of_nothing_open_is_nothing(sessions: Sessions, source: Source) -> None:
    assert store(sessions, seen(source, 0, 5), ended(source, 0, 5, 60)) == [None, None]
    assert changes(sessions) == 0


def test_a_judge_resumes_from_the_newest_row_of_its_key(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    store(sessions, raised(source, blobs), ended(source, 0, 10, 60))
    with sessions() as session:
        closed = Memory.resumed(remembered(session, source.watcher_id, "fire.smoke"))
    (one,) = closed.subjects
    assert (one.incident, one.ended_at) == (None, at(60))
    store(sessions, raised(source, blobs, opened_s=200), seen(source, 200, 210, looks=5))
    with sessions() as session:
        memory = Memory.resumed(remembered(session, source.watcher_id, "fire.smoke"))
        assert Memory.resumed(remembered(session, uuid7(), "fire.smoke")) == Memory()
    (one,) = memory.subjects
    assert one.incident is not None
    assert (one.incident.opened_at, one.incident.seen_at) == (at(200), at(210))
    assert one.incident.looks == 5


def test_a_judge_resumes_every_thing_it_follows_where_it_was_last_seen(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    box = (0.1, 0.2, 0.3, 0.4)
    for number in range(3):
        told = raised(source, blobs, opened_s=number)
        incident = replace(told.decision.incident, key=f"fire.smoke#{number}", box=box)
        store(sessions, replace(told, decision=Raise(incident, (FIRE,))))
        if number == 0:
            store(sessions, replace(told, decision=End(incident, at(60)), evidence=None))
    store(sessions, raised(source, blobs, rule=replace(RULE, incident_key="fire.smoke2")))
    with sessions() as session:
        memory = Memory.resumed(remembered(session, source.watcher_id, "fire.smoke"))
    assert {one.key: one.incident is not None for one in memory.subjects} == {
        "fire.smoke#0": False,
        "fire.smoke#1": True,
        "fire.smoke#2": True,
    }
    assert {one.box for one in memory.subjects} == {box}


def test_many_reporters_racing_for_one_incident_open_one_event(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    told = [raised(source, blobs, opened_s=i / 10) for i in range(6)]
    start = Barrier(len(told))

    def race(one: Report) -> UUID | None:
        start.wait()
        return store(sessions, one)[0]

    with ThreadPoolExecutor(len(told)) as pool:
        ids = set(pool.map(race, told))
    assert len(ids) == 1
    (event,) = events(sessions)
    assert event.state == "open"
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 4


def test_a_failing_commit_leaves_no_event_no_evidence_and_no_feed_row(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    def fails(session: Session) -> None:
        report(session, raised(source, blobs))
        raise ConnectionError

    with pytest.raises(ConnectionError), transaction(sessions) as session:
        fails(session)
    with sessions() as session:
        assert events(sessions) == []
        assert session.scalar(select(func.count()).select_from(Evidence)) == 0
    assert changes(sessions) == 0


def test_a_raise_without_pictures_is_refused(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    with pytest.raises(EvidenceMissing):
        store(sessions, replace(raised(source, blobs), evidence=None))


def test_what_the_database_will_never_take_is_refused_for_good(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    orphan = replace(source, owner_id=uuid7())
    broken = replace(source, title=Text("a\0b", "c"))
    for one in (orphan, broken):
        with pytest.raises(ReportRefused):
            store(sessions, raised(one, blobs))


def test_a_deleted_subscription_leaves_its_events_behind_and_takes_no_more(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    store(sessions, raised(source, blobs))
    with transaction(sessions) as session:
        session.delete(session.get_one(Subscription, source.subscription_id))
    (event,) = events(sessions)
    assert (event.subscription_id, event.camera_id) == (None, source.camera_id)
    with pytest.raises(ReportRefused, match="deleted"):
        store(sessions, raised(source, blobs, opened_s=100))


def test_an_open_incident_ends_with_its_subscription(
    sessions: Sessions, source: Source, blobs: FolderBlobs
) -> None:
    store(sessions, raised(source, blobs), seen(source, 0, 8))
    with transaction(sessions) as session:
        assert end_abandoned(session) == 0
        session.delete(session.get_one(Subscription, source.subscription_id))
    with transaction(sessions) as session:
        assert end_abandoned(session) == 1
    [event] = events(sessions)
    assert event.ended_at == event.updated_at == at(8)
