"""A million events: the queue, the history, counts and the map through the API; how many come in a second."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
from rich.table import Table
from sqlalchemy import text

from accounts.api.deps import COOKIE
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.sessions.service import begin
from accounts.users.model import User
from benchmarks import event_rows, intake
from benchmarks.authorization import tree
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.event_rows import Place
from benchmarks.served import empty, served
from cases.events.report import Source
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from serving.api.app import create_app

PAGE_BAR_MS = 150.0
INTAKE_BAR = 200.0
FIGURES_BAR_MS = 1000.0
WARM = 3
MANY = 100_000
"""Events whose pictures fill every folder of the store."""
CITY_BOX = "bbox=119.5,35.5,121,37"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many events, how often each request is sent, and how long events come in."""

    events: int
    rounds: int
    intake_s: float
    processes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of request by one caller."""

    request: str
    caller: str
    median_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured."""

    waiting: int
    figures_p95_ms: float
    """The slowest of the statistics, which read whole months."""
    encoded_per_s: float
    """Taken in where the same cores make the pictures of 1080p frames, too."""
    events: int
    page_p95_ms: float
    """The slowest of queue, filters, counts and map."""
    intake_per_s: float


@dataclass(frozen=True, slots=True)
class City:
    """Who asks, and about what."""

    services: Services
    callers: Mapping[str, str]
    """Cookies of dispatchers of the whole city and of one department."""
    sources: Sequence[Source]
    camera: Place
    algorithm_id: UUID
    district_id: UUID


def measure(plan: Plan, say: Say) -> tuple[Figures, Sequence[Asked]]:
    """Fill a city with events, ask for parts of them, then let more come in."""
    with empty("am-events-", totp="off") as (services, url):
        city = _fill(services, url, plan, say)
        with served(create_app(services, database_url=url)) as base:
            say("asking")
            client = httpx.Client(base_url=f"{base}/api/v1", timeout=600)
            pages = [*asked(client, city.callers, _pages(city), plan.rounds)]
            figures = [*asked(client, city.callers, _figures(), max(5, plan.rounds // 4))]
            client.close()
        say("taking in")
        if plan.events >= MANY:
            intake.grow(Path(services.settings.home))
        rates = {
            way: intake.rate(services, [*city.sources], plan.processes, plan.intake_s, way)
            for way in ("stored", "encoded")
        }
    found = Figures(
        plan.events // event_rows.WAITING,
        round(max(one.p95_ms for one in figures), 1),
        round(rates["encoded"], 1),
        plan.events,
        round(max(one.p95_ms for one in pages), 1),
        round(rates["stored"], 1),
    )
    return found, [*pages, *figures]


def show(found: Figures, asked: Sequence[Asked], *, as_json: bool) -> None:
    """Print every request, then the figures against their bars."""
    table = Table("request", "caller", "median, ms", "p95, ms", box=None)
    for one in asked:
        table.add_row(one.request, one.caller, f"{one.median_ms:.1f}", f"{one.p95_ms:.1f}")
    bars = [
        Bar("page_p95_ms", found.page_p95_ms, PAGE_BAR_MS),
        Bar("figures_p95_ms", found.figures_p95_ms, FIGURES_BAR_MS),
        Bar("intake_per_s", found.intake_per_s, INTAKE_BAR, at_least=True),
    ]
    show_bars("A million events", asdict(found), bars, [], as_json=as_json, tables=[table])


def people(services: Services, homes: Mapping[str, UUID]) -> tuple[dict[str, str], UUID]:
    """Make a dispatcher in each home; return their cookies by its name, and one of their ids."""
    cookies, now = {}, services.clock.now()
    with transaction(services.sessions) as session:
        for name, owner_id in homes.items():
            user = User(
                id=uuid7(),
                owner_id=owner_id,
                login=uuid7().hex,
                name="测量",
                roles=[Role.DISPATCHER],
                created_at=now,
                password_changed_at=now,
            )
            user.password_hash = "none"  # nosec B105  # noqa: S105 - fits no password
            session.add(user)
            session.flush()
            begun = begin(session, user, settings=services.settings, clock=services.clock)
            cookies[name] = begun.cookie
    return cookies, user.id


def _fill(services: Services, url: str, plan: Plan, say: Say) -> City:
    with transaction(services.sessions) as session:
        departments = tree(session)
        district = session.get_one(Organization, departments[0].parent_id)
        shelf = event_rows.goods(session, departments[0])
    assert district.parent_id is not None
    homes = {"city": district.parent_id, "department": departments[0].id}
    callers, judge = people(services, homes)
    say(f"writing {plan.events} events")
    with psycopg.connect(url) as connection:
        places = event_rows.cameras(connection, [one.id for one in departments])
        event_rows.events(connection, places, shelf, judge, plan.events)
    settle(services)
    sources = [
        intake.source(one.id, one.owner_id, shelf[2], (one.longitude, one.latitude))
        for one in places[:400]
    ]
    return City(services, callers, sources, places[0], shelf[0][0], district.id)


def settle(services: Services) -> None:
    """Do what autovacuum does in its time."""
    engine = services.sessions.kw["bind"]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _pages(city: City) -> Mapping[str, str]:
    """Return what a dispatcher's pages ask for."""
    week = (datetime.now(UTC) - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    month = (datetime.now(UTC) - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    camera, algorithm, district = city.camera.id, city.algorithm_id, city.district_id
    queue, history = "/review/queue?limit=50", "/events?limit=50"
    return {
        "queue": queue,
        "queue, severity": f"{queue}&severity=critical",
        "queue, event type": f"{queue}&event_type=vehicle.muck",
        "queue, algorithm": f"{queue}&algorithm_id={algorithm}",
        "queue, camera": f"{queue}&camera_id={camera}",
        "queue, district": f"{queue}&owner_id={district}",
        "queue, region": f"{queue}&region=370212",
        "queue, type and region": f"{queue}&event_type=fire.smoke&region=370202",
        "counts": "/review/counts",
        "history": history,
        "history, waiting": f"{history}&review=waiting",
        "history, rejected": f"{history}&review=rejected",
        "history, open": f"{history}&state=open",
        "history, event type": f"{history}&event_type=fire.smoke",
        "history, algorithm and verdict": f"{history}&algorithm_id={algorithm}&review=rejected",
        "history, camera": f"{history}&camera_id={camera}",
        "history, severity and verdict": f"{history}&severity=major&review=confirmed",
        "history, district": f"{history}&owner_id={district}",
        "history, region": f"{history}&region=370212",
        "history, a month ago": f"{history}&until={month}",
        "history, a week of one type": f"{history}&since={week}&event_type=water.logging",
        "map, what waits": f"/events/map?{CITY_BOX}&zoom=10&review=waiting",
        "map, a week": f"/events/map?{CITY_BOX}&zoom=10&since={week}",
        "map, a district": "/events/map?bbox=120.30,36.08,120.40,36.16&zoom=13&review=waiting",
        "map, a street": "/events/map?bbox=120.34,36.11,120.35,36.12&zoom=17",
    }


def _figures() -> Mapping[str, str]:
    week = (datetime.now(UTC) - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    of = "/review/statistics"
    return {
        "statistics, a week by algorithm": f"{of}?since={week}",
        "statistics, all by algorithm": of,
        "statistics, all by camera": f"{of}?by=camera",
        "statistics, all by hour": f"{of}?by=hour",
        "statistics, all by day": f"{of}?by=day",
    }


def asked(
    client: httpx.Client, callers: Mapping[str, str], paths: Mapping[str, str], rounds: int
) -> Iterator[Asked]:
    """Send each request so often as each caller, after some to warm up; yield what they took."""
    for name, path in paths.items():
        for caller, cookie in callers.items():
            client.headers["cookie"] = f"{COOKIE}={cookie}"
            taken = [_ms(client, path) for _ in range(rounds + WARM)][WARM:]
            yield Asked(
                name, caller, statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
            )


def _ms(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - began) * 1000
