"""Filing: numbers without gaps or twins, codes from the city's dictionary, messages with the case."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.users.model import User
from cases.events.model import Event
from cases.events.report import Source
from cases.events.service import report
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.service import file_case
from core.blobs import FolderBlobs
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests.cases.conftest import NewEvent, People, changes_of
from tests.cases.samples import RULE, raised

LATE_EVENING_UTC = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


def filed(
    sessions: Sessions,
    event: Event,
    by: User,
    settings: Settings,
    at: datetime = LATE_EVENING_UTC,
) -> Case:
    with transaction(sessions) as session:
        row = session.get_one(Event, event.id)
        return file_case(session, row, by=by.id, at=at, settings=settings)


def test_a_case_says_what_where_when_by_whom_and_keeps_its_first_step(
    sessions: Sessions, event: Event, people: People, settings: Settings
) -> None:
    case = filed(sessions, event, people.dispatcher, settings)
    assert (case.state, case.event_id, case.place) == ("filed", event.id, "人民路 12 号")
    assert (case.filed_at, case.filed_by) == (LATE_EVENING_UTC, people.dispatcher.id)
    assert (case.code, case.emergency_code) == ("10998", "11G01")
    assert case.standard_ref == "GB/T 47678.5-2026 local extension"
    with sessions() as session:
        (step,) = session.scalars(select(CaseStep))
        topics = [one.topic for one in changes_of(session)]
        trail = session.scalars(select(AuditEntry).filter_by(action="case.file")).one()
    assert (step.action, step.from_state, step.to_state) == ("file", None, "filed")
    assert topics == ["event", "case"]
    assert (trail.object_id, trail.owner_id) == (case.id, case.owner_id)


def test_the_number_carries_the_code_the_citys_day_and_the_days_serial(
    sessions: Sessions, new_event: NewEvent, people: People, settings: Settings
) -> None:
    numbers = [filed(sessions, new_event(), people.dispatcher, settings).number for _ in range(2)]
    assert numbers == ["E1099820261123000001", "E1099820261123000002"]
    yesterday = LATE_EVENING_UTC.replace(hour=15)
    early = filed(sessions, new_event(), people.dispatcher, settings, yesterday)
    assert early.number == "E1099820261122000001"


def test_many_who_file_at_once_get_numbers_without_twins_or_gaps(
    sessions: Sessions, new_event: NewEvent, people: People, settings: Settings
) -> None:
    events = [new_event() for _ in range(8)]
    with ThreadPoolExecutor(4) as pool:
        cases = pool.map(lambda event: filed(sessions, event, people.dispatcher, settings), events)
        serials = sorted(int(case.number[-6:]) for case in cases)
    assert serials == list(range(1, 9))


def test_a_filing_that_is_rolled_back_leaves_no_gap(
    sessions: Sessions, new_event: NewEvent, people: People, settings: Settings
) -> None:
    def fails(session: Session, event: Event) -> None:
        row = session.get_one(Event, event.id)
        file_case(session, row, by=people.dispatcher.id, at=LATE_EVENING_UTC, settings=settings)
        raise ConnectionError

    with pytest.raises(ConnectionError), transaction(sessions) as session:
        fails(session, new_event())
    assert filed(sessions, new_event(), people.dispatcher, settings).number.endswith("000001")


def test_an_event_the_dictionary_does_not_know_is_filed_without_a_code(
    sessions: Sessions, source: Source, blobs: FolderBlobs, people: People, settings: Settings
) -> None:
    with transaction(sessions) as session:
        rule = replace(RULE, event_type="jaywalking", incident_key="jaywalking")
        event = report(session, raised(source, blobs, rule=rule))
        assert event is not None
    case = filed(sessions, event, people.dispatcher, settings)
    assert (case.code, case.standard_ref) == (None, None)
    assert re.fullmatch(r"E00000\d{14}", case.number)
