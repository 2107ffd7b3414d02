"""Counting from steps: a month of cases on all kinds of ways, held against another calculation."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from benchmarks.cases import compare
from cases.assignment.model import Assignment
from cases.events.model import Event
from cases.kpi import service
from cases.kpi.counting import Month
from cases.kpi.model import KpiCounting, KpiMonth
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.service import file_case
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from tests.cases.conftest import NewEvent, People

LAST_OF_OCTOBER = datetime(2026, 10, 31, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
WAYS = (
    ("filed",),
    ("filed", "void"),
    ("filed", "dispatched", "void"),
    ("filed", "closed"),
    ("filed", "dispatched"),
    ("filed", "dispatched", "handling"),
    ("filed", "handling", "handled"),
    ("filed", "dispatched", "handling", "handled", "closed"),
    ("filed", "dispatched", "handling", "handled", "handling"),
    ("filed", "dispatched", "handling", "handled", "handling", "handled", "closed"),
    ("filed", "dispatched", "handled", "dispatched", "handling", "handled"),
    ("filed", "dispatched", "handled", "handled", "closed"),
)
"""Stages of cases; the same stage twice is evidence that joined it."""


@pytest.fixture
def services(
    sessions: Sessions, settings: Settings, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring
) -> Services:
    """What a comparison needs of the product."""
    return Services(settings, sessions, clock, blobs, keyring)


@pytest.fixture
def walked(
    sessions: Sessions, new_event: NewEvent, people: People, settings: Settings
) -> list[Case]:
    """Cases of the last days of October and the first of November, and rejected events."""
    chance = random.Random(8)
    cases = [
        _walk(sessions, new_event(), people, settings, way, chance) for way in (*WAYS, *WAYS, *WAYS)
    ]
    for _ in range(4):
        rejected = new_event()
        with transaction(sessions) as session:
            row = session.get_one(Event, rejected.id)
            row.opened_at = LAST_OF_OCTOBER + chance.random() * timedelta(hours=8)
            row.judged_at = row.opened_at + chance.random() * timedelta(hours=2)
            row.review, row.wants = "rejected", None
    return cases


def _walk(
    sessions: Sessions,
    event: Event,
    people: People,
    settings: Settings,
    way: tuple[str, ...],
    chance: random.Random,
) -> Case:
    """File a case as the product does, then write its further steps down, which may lead anywhere."""
    with transaction(sessions) as session:
        row = session.get_one(Event, event.id)
        row.opened_at = LAST_OF_OCTOBER + chance.random() * timedelta(hours=8)
        row.judged_at = at = row.opened_at + chance.random() * timedelta(hours=2)
        row.review, row.wants = "confirmed", None
        at += chance.random() * timedelta(hours=2)
        case = file_case(session, row, by=people.dispatcher.id, at=at, settings=settings)
        for number, (before, after) in enumerate(pairwise(way), start=2):
            at += chance.choice([1, 4, 10]) * chance.random() * timedelta(hours=2)
            session.add(
                CaseStep(
                    case_id=case.id,
                    sequence=number,
                    action="walk",
                    from_state=before,
                    to_state=after,
                    user_id=people.dispatcher.id,
                    at=at,
                )
            )
        case.state, case.amber_at, case.due_at = way[-1], None, None
        found = session.scalars(select(Assignment).filter_by(case_id=case.id)).one()
        found.district = chance.choice([None, "370202", "370203"])
        return case


def test_every_count_is_what_another_calculation_says(
    walked: list[Case], services: Services, database_url: str
) -> None:
    found = service.refresh(services.sessions, services.settings, NOW)
    assert found == 4, "two months of two cities"
    with transaction(services.sessions) as session:
        filed = session.scalar(select(func.sum(KpiMonth.filed)))
        assert filed == len(walked)
        reworked = session.scalar(select(func.sum(KpiMonth.reworked)))
        assert reworked == 9, "three ways lead back, each was taken three times"
    groups, wrong = compare(services, database_url, NOW)
    assert (groups > 4, wrong) == (True, 0)


def test_a_month_is_counted_anew_only_while_it_may_change(
    walked: list[Case], services: Services, settings: Settings
) -> None:
    def refreshed(at: datetime) -> int:
        return service.refresh(services.sessions, settings, at)

    assert refreshed(NOW) == 4, "two months of each of two cities"
    assert refreshed(NOW) == 3, "November lasts in both, and cases of one's October are open"
    with transaction(services.sessions) as session:
        for case in session.scalars(select(Case)):
            case.state, case.amber_at, case.due_at = "closed", None, None
    assert refreshed(NOW) == 3
    assert refreshed(NOW) == 2
    later = datetime(2026, 12, 20, tzinfo=UTC)
    assert refreshed(later) == 4, "November's end and December"
    assert refreshed(later) == 2
    with transaction(services.sessions) as session:
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
