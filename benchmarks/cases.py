"""A month of a great city's cases: lists and key figures by the API, the way of a case by the services.

Every count of the key figures is held against `tally`, which works them out in another way.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import psycopg
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from accounts.users.model import User
from accounts.users.service import principal
from benchmarks import case_rows, event_rows, tally
from benchmarks.authorization import tree
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.events import Asked, Say, asked, people, settle
from benchmarks.served import empty, served
from cases.events.model import Event
from cases.kpi import service as kpis
from cases.kpi.counts import COUNTS
from cases.kpi.model import KpiMonth
from cases.kpi.scheme import VERIFY_H
from cases.lifecycle.model import Case
from cases.lifecycle.move import follow
from cases.lifecycle.service import file_case
from cases.responsibility.model import Responsibility
from core.database.engine import transaction
from core.http.services import Services
from core.settings import Settings
from serving.api.app import create_app

PAGE_BAR_MS = 150.0
BATCH = 50
"""Cases that are walked in one transaction."""
WAY = (
    ("dispatched", timedelta(minutes=90)),
    ("handling", timedelta(hours=2)),
    ("handled", timedelta(hours=10)),
    ("closed", timedelta(hours=6)),
)
"""Stages, and the longest time a case takes to each."""
VOID_SHARE, LEFT_SHARE = 0.03, 0.05
"""Of the walked: so many become void, and so many stop on their way."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many cases there are, how many are walked, how often each request is sent."""

    cases: int
    walked: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured."""

    cases: int
    walked: int
    page_p95_ms: float
    """The slowest of lists, filters and key figures."""
    steps_per_s: float
    """Steps that the services took, each with its messages, trail and feed."""
    count_s: float
    """Counting every month anew."""
    groups: int
    """Of month, unit, district and algorithm."""
    counts_wrong: int
    """Counts of those groups that are not what `tally` says."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A count of the product's that another calculation does not find."""

    group: tally.Key
    name: str
    counted: int
    expected: int


@dataclass(frozen=True, slots=True)
class City:
    """Who asks, and about what."""

    services: Services
    url: str
    callers: Mapping[str, str]
    judge: UUID
    department_id: UUID
    """Whom both callers see: its places are the city's."""
    unit_id: UUID


def measure(plan: Plan, say: Say) -> tuple[Figures, Sequence[Asked]]:
    """Fill a city with cases, walk others, count, compare, then ask."""
    with empty("am-cases-", totp="off") as (services, url):
        city = _fill(services, url, plan, say)
        say(f"walking {plan.walked} cases")
        steps, seconds = _walk(city, plan.walked)
        say("counting")
        began, now = time.perf_counter(), services.clock.now()
        kpis.refresh(services.sessions, services.settings, now)
        count_s = time.perf_counter() - began
        settle(services)
        say("comparing")
        with transaction(services.sessions) as session:
            groups, wrong = compare(session, services.settings, now)
        with served(create_app(services, database_url=url)) as base:
            say("asking")
            client = httpx.Client(base_url=f"{base}/api/v1", timeout=600)
            pages = [*asked(client, city.callers, _pages(city), plan.rounds)]
            client.close()
    slowest = round(max(one.p95_ms for one in pages), 1)
    rate = round(steps / seconds, 1)
    counted = (plan.cases + plan.walked, plan.walked, slowest, rate, round(count_s, 2))
    return Figures(*counted, groups, len(wrong)), pages


def show(found: Figures, pages: Sequence[Asked], *, as_json: bool) -> None:
    """Print every request, then the figures against their bars."""
    table = Table("request", "caller", "median, ms", "p95, ms", box=None)
    for one in pages:
        table.add_row(one.request, one.caller, f"{one.median_ms:.1f}", f"{one.p95_ms:.1f}")
    bars = [
        Bar("page_p95_ms", found.page_p95_ms, PAGE_BAR_MS),
        Bar("counts_wrong", found.counts_wrong, 0),
    ]
    show_bars("A month of cases", asdict(found), bars, [], as_json=as_json, tables=[table])


def compare(session: Session, settings: Settings, now: datetime) -> tuple[int, Sequence[Wrong]]:
    """Return how many groups there are, and which of their counts are not what `tally` says."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    day = settings.hours_of_a_day
    expected = tally.tally(connection, VERIFY_H, now, settings.zone, day)
    counted: tally.Tally = {}
    for row in session.scalars(select(KpiMonth)):
        key = (row.month, row.unit_id, row.district, row.algorithm_id)
        counted.setdefault(key, Counter()).update({name: getattr(row, name) for name in COUNTS})
    keys, nothing = expected.keys() | counted.keys(), Counter[str]()
    wrong = [
        Wrong(key, name, found, told)
        for key in keys
        for name in COUNTS
        if (found := counted.get(key, nothing)[name]) != (told := expected.get(key, nothing)[name])
    ]
    return len(keys), wrong


def _fill(services: Services, url: str, plan: Plan, say: Say) -> City:
    with transaction(services.sessions) as session:
        departments = tree(session)
        district = session.get_one(Organization, departments[0].parent_id)
        city_id = district.parent_id
        assert city_id is not None
        shelf = event_rows.goods(session, departments[0])
        units = case_rows.units(session, departments)
        _rules(session, city_id, units, services)
    callers, judge = people(services, {"city": city_id, "department": departments[0].id})
    say(f"writing {plan.cases} cases")
    with psycopg.connect(url) as connection:
        spots = event_rows.cameras(connection, [one.id for one in departments])
        case_rows.places(connection, city_id)
        events = int(plan.cases / 0.65) + plan.walked + 100
        event_rows.events(connection, spots, shelf, judge, events, plan.walked)
        case_rows.cases(connection, city_id, judge, units, plan.cases)
    settle(services)
    return City(services, url, callers, judge, departments[0].id, units[0])


def _rules(session: Session, city_id: UUID, units: Sequence[UUID], services: Services) -> None:
    """Name a unit for each street of the grid; the last district has none, and its cases wait."""
    now = services.clock.now()
    areas = [f"{370202 + row}{column + 1:03}" for row in range(4) for column in range(20)]
    session.add_all(
        Responsibility(
            owner_id=city_id,
            matter="",
            area=area,
            unit_id=units[number % len(units)],
            created_at=now,
        )
        for number, area in enumerate(areas)
    )


def _walk(city: City, count: int) -> tuple[int, float]:
    """Take waiting events all the way by the services and a clock of their own; return steps, seconds."""
    chance, taken, began = random.Random(5), 0, time.perf_counter()
    settings = city.services.settings
    with transaction(city.services.sessions) as session:
        found = select(Event.id).where(Event.review == "waiting").order_by(Event.id).limit(count)
        ids = [*session.scalars(found)]
    for begin in range(0, len(ids), BATCH):
        with transaction(city.services.sessions) as session:
            for event_id in ids[begin : begin + BATCH]:
                event = session.get_one(Event, event_id)
                taken += sum(1 for _ in _ways(session, event, city.judge, settings, chance))
    return taken, time.perf_counter() - began


def _ways(
    session: Session, event: Event, judge: UUID, settings: Settings, chance: random.Random
) -> Iterator[None]:
    """File one case and take it on, stage by stage; yield after each step."""
    at = event.opened_at + chance.random() * timedelta(minutes=80)
    event.review, event.wants, event.judged_at = "confirmed", None, at
    at += timedelta(seconds=5)
    case = file_case(session, event, by=judge, at=at, settings=settings)
    yield
    for stage, longest in _stages(chance):
        at += chance.random() * longest
        _follow(session, case, stage, at, settings, judge)
        yield


def _stages(chance: random.Random) -> Sequence[tuple[str, timedelta]]:
    if chance.random() < VOID_SHARE:
        return [("void", timedelta(hours=1))]
    if chance.random() < LEFT_SHARE:
        return WAY[: chance.randrange(len(WAY))]
    return WAY


def _follow(
    session: Session, case: Case, stage: str, at: datetime, settings: Settings, judge: UUID
) -> None:
    scope = Scope(principal(session, session.get_one(User, judge)), "case.report")
    follow(session, case, stage, at=at, settings=settings, scope=scope)


def _pages(city: City) -> Mapping[str, str]:
    """Return what the pages of cases, of assignments, of places and of key figures ask for."""
    assigned, places = "/assignments?limit=50", f"/organizations/{city.department_id}/places"
    since = (city.services.clock.now() - timedelta(days=93)).strftime("%Y-%m")
    until = city.services.clock.now().strftime("%Y-%m")
    months = f"since={since}&until={until}"
    return {
        "cases": "/cases?limit=50",
        "cases, open": "/cases?limit=50&open=true",
        "cases, state": "/cases?limit=50&state=handling",
        "cases, late": "/cases?limit=50&clock=red",
        "cases, by time limit": "/cases?limit=50&sort=due_at",
        "cases, code": "/cases?limit=50&matter=08011",
        "cases, severity": "/cases?limit=50&severity=critical",
        "cases, unit": f"/cases?limit=50&unit_id={city.unit_id}",
        "cases, unassigned": "/cases?limit=50&unassigned=true",
        "cases, words": "/cases?limit=50&text=E060142026",
        "cases, words of none": "/cases?limit=50&text=xyzzy",
        "assignments": assigned,
        "assignments, waiting": f"{assigned}&state=waiting",
        "assignments, unit": f"{assigned}&unit_id={city.unit_id}",
        "assignments, unit and state": f"{assigned}&unit_id={city.unit_id}&state=automatic",
        "assignments, district": f"{assigned}&place=370204",
        "assignments, street": f"{assigned}&place=370204010",
        "assignments, cell": f"{assigned}&place=370204010001050",
        "key figures, units": f"/kpis?by=unit&{months}",
        "key figures, districts": f"/kpis?by=district&{months}",
        "key figures, algorithms": f"/kpis?by=algorithm&{months}",
        "key figures, months": f"/kpis?by=month&{months}",
        "places": f"{places}?limit=50",
        "places, map of a street": f"{places}/map?bbox=120.30,36.08,120.36,36.12&kind=cell",
    }
