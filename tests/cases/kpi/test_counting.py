"""Counting a month: cases on any way there is, moved by the services, held against another calculation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from benchmarks.cases import compare
from cases.calendar.model import WorkingYear
from cases.clocks.clock import LATE, is_late
from cases.clocks.model import CaseClock
from cases.dictionaries.service import matter_of
from cases.events.model import Event
from cases.kpi import scheme, service
from cases.kpi.counting import Month, count
from cases.kpi.model import KpiCounting, KpiMonth
from cases.lifecycle.model import Case
from cases.lifecycle.move import follow, place, take
from cases.lifecycle.service import Where, file_case, report_case
from cases.lifecycle.transitions import REACHED_BY, TRANSITIONS, State, is_answer
from cases.lifecycle.wish import By, Wish
from cases.open311.model import ServiceRequest
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.settings import Settings
from tests import make
from tests.cases.conftest import NewEvent, People, scope_of

BEGIN = datetime(2026, 10, 29, 1, tzinfo=UTC)
"""A Thursday, nine in the morning; the month ends on the Saturday."""
NOW = datetime(2026, 11, 9, 4, tzinfo=UTC)
LIMITS: dict[str, dict[str, Any]] = {
    "dispatch": {"amount": 1, "unit": "hours"},
    "handle": {"amount": 8, "unit": "working_hours"},
    "check": {"amount": 4, "unit": "working_hours"},
    "whole": {"amount": 7, "unit": "natural_days"},
}
HOLIDAYS = [
    {"date": "2026-10-30", "kind": "holiday", "name": ""},
    {"date": "2026-11-01", "kind": "workday", "name": ""},
]
Limits = dict[str, dict[str, Any]]
Walks = tuple[list[tuple[int, int]], ...]
UNITS = ("hours", "working_hours", "working_days", "natural_days")
limit = st.builds(
    lambda amount, unit: {"amount": amount, "unit": unit},
    st.sampled_from([0.5, 1, 2, 8]),
    st.sampled_from(UNITS),
)
ways = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 40) | st.integers(1, 4000)), max_size=9
)
"""Which of the actions that may be taken is, and the minutes until then."""


@dataclass(frozen=True)
class Town:
    """A city with two units of its own, whose month is counted."""

    city: Organization
    units: Sequence[Organization]
    people: People
    events: Sequence[Event]
    settings: Settings


@pytest.fixture
def town(
    sessions: Sessions,
    city: Organization,
    people: People,
    new_event: NewEvent,
    settings: Settings,
) -> Town:
    """A city with a holiday on a Friday and a Sunday that is worked."""
    with transaction(sessions) as session:
        session.add(WorkingYear(id=uuid7(), owner_id=city.id, year=2026, days=HOLIDAYS))
        above = session.get_one(Organization, city.id)
        units = [make.organization(session, above) for _ in range(2)]
    return Town(city, units, people, [new_event(), new_event(), new_event()], settings)


def _limit(session: Session, town: Town, limits: Limits) -> None:
    """Set the limits of the matter that all of the cases are of."""
    found = matter_of(session, town.people.dispatcher.owner_id, "fire.smoke")
    assert found is not None
    found[0].limits = limits


def _rejects(session: Session, event: Event, minutes: int) -> None:
    row = session.get_one(Event, event.id)
    row.opened_at, row.judged_at = BEGIN, BEGIN + timedelta(minutes=minutes)
    row.review, row.wants = "rejected", None


def _files(session: Session, town: Town, event: Event, minutes: int) -> Case:
    row = session.get_one(Event, event.id)
    row.opened_at, row.judged_at = BEGIN, BEGIN + timedelta(minutes=minutes / 2)
    row.review, row.wants = "confirmed", None
    by = town.people.dispatcher.id
    at = BEGIN + timedelta(minutes=minutes, seconds=7.3)
    return file_case(session, row, by=by, at=at, settings=town.settings)


def _asks(session: Session, town: Town, minutes: int) -> Case:
    """Let somebody outside ask for something."""
    at, asker = BEGIN + timedelta(minutes=minutes), town.people.dispatcher
    found = matter_of(session, asker.owner_id, "fire.smoke")
    assert found is not None
    request = ServiceRequest(
        id=uuid7(),
        owner_id=asker.owner_id,
        number=uuid7().hex,
        user_id=asker.id,
        service_code=found[0].code,
        service_name="",
        description="",
        address="",
        media_url="",
        requested_at=at,
        updated_at=at,
    )
    session.add(request)
    session.flush()
    scope = scope_of(session, asker, "open311.report")
    where = Where("", 120.0, 36.0)
    return report_case(session, scope, request.id, found[0], where, at=at, settings=town.settings)


def _walks(session: Session, town: Town, case: Case, way: Sequence[tuple[int, int]]) -> None:
    """Take any actions that may be taken, or what an outside system reports."""
    at = case.filed_at or case.reported_at
    for choice, minutes in way:
        at += timedelta(minutes=minutes, seconds=7.3)
        state = State(case.state)
        asked = case.asked["action"] if case.asked else None
        actions = [
            action
            for action, one in TRANSITIONS.items()
            if one.roles and state in one.sources and is_answer(one, asked)
        ]
        reports = [
            stage
            for stage, action in REACHED_BY.items()
            if state in TRANSITIONS[action].skips and stage != state
        ]
        options = [*actions, *reports]
        if not options:
            return
        chosen = options[choice % len(options)]
        if chosen in reports:
            scope = scope_of(session, town.people.dispatcher, "case.report")
            follow(session, case, chosen, at=at, settings=town.settings, scope=scope)
            continue
        unit = town.units[choice % 2].id if chosen == "dispatch" else None
        amount, until = 0.5 + choice, at + timedelta(days=2)
        wish = Wish(chosen, "理由", unit, amount, until)
        take(session, case, wish, By(at, town.people.dispatcher.id), town.settings)
        if chosen == "file":
            place(session, case, at, town.settings)


def _same(session: Session, town: Town) -> None:
    """Count both months and hold them against the other calculation."""
    session.flush()
    used = scheme.of(session, session.get_one(Organization, town.city.id))
    assert used.city is not None
    month = Month.at(BEGIN, town.settings.zone)
    for one in (month, month.following):
        count(session, used.city, one, used, NOW)
    groups, wrong = compare(session, town.settings, NOW)
    assert groups
    assert not wrong


def _counts(
    town: Town,
    sessions: Sessions,
    limits: Limits,
    walks: Walks,
    minutes: int,
) -> None:
    """Walk some cases in a transaction that leaves nothing, count them, and compare."""
    with sessions() as session:
        _limit(session, town, limits)
        _rejects(session, town.events[0], minutes)
        cases = [
            _files(session, town, town.events[1], minutes),
            _files(session, town, town.events[2], minutes * 3),
            _asks(session, town, minutes),
        ]
        for case, way in zip(cases, walks, strict=True):
            _walks(session, town, case, way)
        _same(session, town)
        told = text(f"SELECT id FROM case_clocks k WHERE {LATE}")  # noqa: S608
        late = {*session.scalars(told, {"now": NOW})}
        clocks = session.scalars(select(CaseClock))
        assert late == {one.id for one in clocks if is_late(one, NOW)}
        session.rollback()


KINDS = ("intake", "dispatch", "handle", "check", "whole")
any_limits = st.fixed_dictionaries({}, optional=dict.fromkeys(KINDS, limit)).map(
    lambda given: {"handle": {"amount": 8, "unit": "working_hours"}} | given
)
USUAL: dict[str, Any] = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}
"""Without shrinking: each example is a city's month in a database."""


@settings(max_examples=12, **USUAL)
@given(any_limits, st.tuples(ways, ways, ways), st.integers(1, 100))
def test_every_count_is_what_another_calculation_says(
    town: Town, sessions: Sessions, limits: Limits, walks: Walks, minutes: int
) -> None:
    _counts(town, sessions, limits, walks, minutes)


@pytest.mark.long
@settings(max_examples=300, **USUAL)
@given(any_limits, st.tuples(ways, ways, ways), st.integers(1, 100))
def test_no_long_search_finds_another_count(
    town: Town, sessions: Sessions, limits: Limits, walks: Walks, minutes: int
) -> None:
    _counts(town, sessions, limits, walks, minutes)


def _figures(session: Session, town: Town, now: datetime) -> KpiMonth:
    """Count the month and return its only group."""
    city = session.get_one(Organization, town.city.id)
    count(session, city, Month.at(BEGIN, town.settings.zone), scheme.of(session, city), now)
    return session.scalars(select(KpiMonth)).one()


def _handled(session: Session, town: Town, *way: tuple[str, datetime]) -> Case:
    _limit(session, town, LIMITS)
    case = _files(session, town, town.events[0], 10)
    for action, at in way:
        unit = town.units[0].id if action == "dispatch" else None
        wish = Wish(action, "理由", unit, None, at + timedelta(days=20))
        take(session, case, wish, By(at, town.people.dispatcher.id), town.settings)
    return case


def at(hours: float) -> datetime:
    """Return an instant so many hours after the beginning."""
    return BEGIN + timedelta(hours=hours)


def test_a_night_a_holiday_and_a_suspension_make_no_case_late(
    town: Town, sessions: Sessions
) -> None:
    way = (
        ("dispatch", at(1)),
        ("handle", at(2)),
        ("suspend", at(3)),  # Thursday, 12:00; Friday is a holiday, Saturday is free
        ("resume", at(24 * 3)),  # Sunday, which is worked
        ("finish", at(24 * 3 + 2)),
    )
    with sessions() as session:
        _handled(session, town, *way)
        found = _figures(session, town, at(24 * 3 + 3))
        assert (found.to_handle, found.handled_in_time) == (1, 1), (
            "two of eight hours, then two more"
        )
        assert (found.to_check, found.to_close) == (0, 0)
        session.rollback()


def test_a_case_that_was_late_stays_so_while_it_is_suspended(
    town: Town, sessions: Sessions
) -> None:
    late = at(24 * 5)
    with sessions() as session:
        case = _handled(session, town, ("dispatch", at(1)), ("suspend", late))
        assert case.due_at is None
        found = _figures(session, town, late + timedelta(days=3))
        assert (found.to_handle, found.handled, found.handled_in_time) == (1, 0, 0)
        session.rollback()


def test_a_unit_does_not_answer_for_the_time_of_the_one_before(
    town: Town, sessions: Sessions
) -> None:
    late = at(24 * 5)
    with sessions() as session:
        case = _handled(session, town, ("dispatch", at(1)), ("return", late))
        other = Wish("dispatch", unit_id=town.units[1].id)
        take(session, case, other, By(late + timedelta(minutes=1)), town.settings)
        found = _figures(session, town, late + timedelta(minutes=2))
        assert (found.to_dispatch, found.dispatched_in_time) == (1, 1)
        assert (found.to_handle, found.unit_id) == (0, town.units[1].id)
        session.rollback()


def test_a_month_is_counted_anew_only_while_it_may_change(
    town: Town, sessions: Sessions, settings: Settings
) -> None:
    with transaction(sessions) as session:
        _files(session, town, town.events[0], 5)
        for event in town.events[1:]:
            session.get_one(Event, event.id).opened_at = BEGIN

    def refreshed(at: datetime) -> int:
        return service.refresh(sessions, settings, at)

    assert refreshed(NOW) == 4, "two months of each of two cities"
    assert refreshed(NOW) == 3, "November lasts in both, and cases of one's October are open"
    with transaction(sessions) as session:
        for case in session.scalars(select(Case)):
            case.state, case.amber_at, case.due_at = "closed", None, None
    assert refreshed(NOW) == 3
    assert refreshed(NOW) == 2
    later = datetime(2026, 12, 20, tzinfo=UTC)
    assert refreshed(later) == 4, "November's end and December"
    assert refreshed(later) == 2
    with transaction(sessions) as session:
        months = select(KpiCounting.month).distinct().order_by(KpiCounting.month)
        assert [f"{one:%Y-%m}" for one in session.scalars(months)] == [
            "2026-10",
            "2026-11",
            "2026-12",
        ]
        assert session.scalar(select(func.sum(KpiMonth.open))) == 0


def test_a_month_begins_with_the_city_s_first_day() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    month = Month.at(datetime(2026, 12, 31, 15, 59, tzinfo=UTC), zone)
    assert f"{month.first}" == "2026-12-01"
    assert f"{Month.at(datetime(2026, 12, 31, 16, tzinfo=UTC), zone).first}" == "2027-01-01"
    assert month.following.begins == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert month.following.first == Month.at(month.following.begins, zone).first
