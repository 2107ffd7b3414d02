"""Evidence goes when its time is over, by what became of its event, and never while somebody needs it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from accounts.audit.model import AuditEntry
from accounts.quotas.model import Measured
from cases.events.model import Event, Evidence
from cases.evidence import retention, usage
from cases.lifecycle.model import Case, CaseEvent, CaseStep
from cases.review import claims
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.settings import Settings
from tests.cases.conftest import NewEvent, People, scope_of

WANTS = {"waiting": "verdict", "rejected": None, "confirmed": None}
DAYS = {"rejected": 30, "unreviewed": 90, "confirmed": 365, "maintenance": 30}


@pytest.fixture
def ended(sessions: Sessions, new_event: NewEvent, clock: ManualClock) -> Event:
    """An event that is over; nobody judged it."""
    event = new_event()
    clock.at = event.opened_at
    _change(sessions, event.id, ended_at=event.opened_at + timedelta(seconds=9))
    return event


def _change(sessions: Sessions, event_id: UUID, **values: Any) -> None:
    with transaction(sessions) as session:
        session.execute(update(Event).where(Event.id == event_id).values(**values))


def _purge(sessions: Sessions, settings: Settings, clock: ManualClock) -> retention.Purged:
    with transaction(sessions) as session:
        return retention.purge(session, settings, clock)


def _states(sessions: Sessions, event_id: UUID) -> set[str]:
    with sessions() as session:
        found = session.scalars(select(Evidence.state).where(Evidence.event_id == event_id))
        return set(found)


@pytest.mark.parametrize("kind", DAYS)
def test_each_class_has_its_own_time(
    sessions: Sessions, settings: Settings, clock: ManualClock, ended: Event, kind: str
) -> None:
    review = {"rejected": "rejected", "confirmed": "confirmed"}.get(kind, "waiting")
    changed: dict[str, Any] = {"review": review, "wants": WANTS[review]}
    if kind == "maintenance":
        changed |= {"subscription_id": None, "watcher_id": ended.camera_id}
    _change(sessions, ended.id, **changed)
    clock.advance(DAYS[kind] * 86400)
    assert _purge(sessions, settings, clock).events == 0
    clock.advance(1)
    purged = _purge(sessions, settings, clock)
    assert (purged.events, len(purged.digests)) == (1, 4)
    assert _states(sessions, ended.id) == {"purged"}
    assert _purge(sessions, settings, clock).events == 0


def test_the_event_stays_and_the_trail_says_what_went(
    sessions: Sessions, settings: Settings, clock: ManualClock, ended: Event
) -> None:
    clock.advance(91 * 86400)
    _purge(sessions, settings, clock)
    with sessions() as session:
        event = session.get_one(Event, ended.id)
        line = session.scalars(select(AuditEntry).filter_by(action="evidence.purge")).one()
        kept = session.scalars(select(Evidence).filter_by(event_id=ended.id)).all()
    assert event.purged_at == clock.now()
    assert (line.login, line.object_type, line.object_id) == (
        "algomart",
        "organizations",
        ended.owner_id,
    )
    assert line.after == {
        "class": "unreviewed",
        "events": [str(ended.id)],
        "pieces": 4,
        "bytes": sum(one.bytes for one in kept),
    }
    assert all(one.digest for one in kept)  # what it was can still be told


def test_an_event_that_goes_on_keeps_its_evidence(
    sessions: Sessions, settings: Settings, clock: ManualClock, event: Event
) -> None:
    clock.at = event.opened_at + timedelta(days=4000)
    assert _purge(sessions, settings, clock).events == 0


def test_a_piece_that_is_being_made_holds_the_others(
    sessions: Sessions, settings: Settings, clock: ManualClock, ended: Event
) -> None:
    with transaction(sessions) as session:
        session.add(Evidence(event_id=ended.id, kind="clip", state="making", due_at=clock.now()))
    clock.advance(4000 * 86400)
    assert _purge(sessions, settings, clock).events == 0


def test_an_event_somebody_is_at_keeps_its_evidence(
    sessions: Sessions, settings: Settings, clock: ManualClock, ended: Event, people: People
) -> None:
    clock.advance(91 * 86400)
    with transaction(sessions) as session:
        scope = scope_of(session, people.dispatcher, "event.claim")
        claim = claims.take(session, scope, ended.id, settings, clock)
    assert _purge(sessions, settings, clock).events == 0
    with transaction(sessions) as session:
        scope = scope_of(session, people.dispatcher, "event.claim")
        claims.release(session, scope, claim.id, clock)
    assert _purge(sessions, settings, clock).events == 1


def test_a_case_keeps_its_evidence_until_long_after_it_is_closed(
    sessions: Sessions, settings: Settings, clock: ManualClock, ended: Event, people: People
) -> None:
    _change(sessions, ended.id, review="confirmed", wants=None)
    case = _case(sessions, ended, people.dispatcher.id, clock.now())
    clock.advance(4000 * 86400)
    assert _purge(sessions, settings, clock).events == 0
    with transaction(sessions) as session:
        session.execute(update(Case).where(Case.id == case).values(state="closed"))
        session.add(_step(case, 2, "closed", people.dispatcher.id, clock.now()))
    clock.advance(1095 * 86400)
    assert _purge(sessions, settings, clock).events == 0
    clock.advance(1)
    assert _purge(sessions, settings, clock).events == 1


def test_what_was_purged_counts_no_more(
    sessions: Sessions, settings: Settings, clock: ManualClock, ended: Event
) -> None:
    clock.advance(91 * 86400)
    _purge(sessions, settings, clock)
    with transaction(sessions) as session:
        usage.measure(session, clock)
        found = select(Measured.amount).filter_by(organization_id=ended.owner_id)
        assert session.scalars(found).one() == 0


def test_a_batch_is_bounded_and_the_rest_follows(
    sessions: Sessions,
    settings: Settings,
    clock: ManualClock,
    new_event: NewEvent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    events = [new_event() for _ in range(3)]
    for event in events:
        _change(sessions, event.id, ended_at=event.opened_at)
    clock.at = events[0].opened_at + timedelta(days=91)
    assert [_purge(sessions, settings, clock).events for _ in range(3)] == [2, 1, 0]


def _case(sessions: Sessions, event: Event, user_id: UUID, at: datetime) -> UUID:
    case = Case(
        id=uuid7(),
        owner_id=event.owner_id,
        number=uuid7().hex,
        event_id=event.id,
        camera_id=event.camera_id,
        event_type=event.event_type,
        title_zh="",
        title_en="",
        severity=event.severity,
        state="filed",
        place="",
        reported_at=at,
        filed_at=at,
        filed_by=user_id,
    )
    with transaction(sessions) as session:
        session.add(case)
        session.flush()
        session.add(CaseEvent(event_id=event.id, case_id=case.id, at=at, user_id=user_id))
        session.add(_step(case.id, 1, "filed", user_id, at))
    return case.id


def _step(case_id: UUID, sequence: int, state: str, user_id: UUID, at: datetime) -> CaseStep:
    return CaseStep(
        case_id=case_id,
        sequence=sequence,
        action="test",
        from_state=None,
        to_state=state,
        user_id=user_id,
        at=at,
    )
