"""What asking “may he?” adds to a request, in a city with 10,000 users and 230,000 cameras.

The same requests are answered twice by the same application over real sockets: once as it is, once with
authentication and scope cut out. They alternate, so that whatever else the machine does hits both.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table
from sqlalchemy import ColumnElement, insert, select, text, true
from sqlalchemy.orm import Session

from accounts.api.deps import COOKIE, Allow
from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Principal, Rows, Scope
from accounts.sessions.service import begin
from accounts.users import service as users
from accounts.users.model import User
from benchmarks.served import empty, served
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from core.text import Text
from serving.api.app import create_app
from video.cameras.model import Camera

DISTRICTS, DEPARTMENTS = 20, 25
CALLERS = 100
BAR_MS = 2.0


@dataclass(frozen=True, slots=True)
class City:
    """What was filled in: some people with their cookies, each with a camera of his department."""

    callers: Sequence[tuple[str, UUID]]
    principal: Principal


@dataclass(frozen=True, slots=True)
class Added:
    """One kind of request, milliseconds with and without authorization."""

    request: str
    with_ms: float
    without_ms: float
    p95_with_ms: float
    p95_without_ms: float

    @property
    def added_ms(self) -> float:
        """Median of the one less median of the other."""
        return self.with_ms - self.without_ms


def measure(people: int, cameras: int, rounds: int, say: Callable[[str], None]) -> list[Added]:
    """Fill a city and time both applications on the same requests."""
    with empty("am-authz-") as (services, url):
        city = _city(services, people, cameras, say)
        say("asking")
        guarded = create_app(services, database_url=url)
        open_ = create_app(services, database_url=url)
        _cut_out(open_, city.principal)
        with served(guarded) as with_, served(open_) as without:
            return [
                _compare("GET /cameras/{id}", with_, without, city, rounds, one=True),
                _compare("GET /cameras?limit=50", with_, without, city, rounds, one=False),
            ]


class Everything(Scope):
    """A scope that asks nothing."""

    def reached(self, rows: Rows, action: str | None = None) -> ColumnElement[bool]:
        return true()


def _cut_out(app: FastAPI, principal: Principal) -> None:
    for dependency in _guards(app):
        scope = Everything(principal, dependency.action)
        app.dependency_overrides[dependency] = lambda scope=scope: scope


def _guards(app: FastAPI) -> Iterator[Allow]:
    from serving.api import routers

    def found(dependant: object) -> Iterator[Allow]:
        call = getattr(dependant, "call", None)
        if isinstance(call, Allow):
            yield call
        for inner in getattr(dependant, "dependencies", ()):
            yield from found(inner)

    def routes(sources: Sequence[object]) -> Iterator[Allow]:
        for one in sources:
            for route in getattr(one, "routes", ()):
                below = getattr(route, "original_router", None)
                yield from routes([below]) if below else found(route.dependant)

    yield from routes(routers.ALL)


def _compare(name: str, with_: str, without: str, city: City, rounds: int, *, one: bool) -> Added:
    taken: dict[str, list[float]] = {with_: [], without: []}
    chance = random.Random(7)
    with httpx.Client(timeout=30) as client:
        for turn in range(rounds + 20):
            cookie, camera_id = chance.choice(city.callers)
            path = f"/api/v1/cameras/{camera_id}" if one else "/api/v1/cameras?limit=50"
            for base in (with_, without) if turn % 2 else (without, with_):
                began = time.perf_counter()
                answer = client.get(base + path, headers={"cookie": f"{COOKIE}={cookie}"})
                if turn >= 20:  # the first ones warm the pools
                    taken[base].append((time.perf_counter() - began) * 1000)
                answer.raise_for_status()
    medians = [statistics.median(taken[base]) for base in (with_, without)]
    p95s = [statistics.quantiles(taken[base], n=20)[-1] for base in (with_, without)]
    return Added(name, *medians, *p95s)


def _city(services: Services, people: int, cameras: int, say: Callable[[str], None]) -> City:
    say(f"filling in {people} users and {cameras} cameras")
    with transaction(services.sessions) as session:
        departments = tree(session)
        _people(session, departments, people)
        _cameras(session, cameras)
    with transaction(services.sessions) as session:
        session.execute(text("ANALYZE"))
        return _callers(session, services)


def tree(session: Session) -> list[Organization]:
    """Plant a city and return its departments."""
    root = organizations.operator(session)
    city = organizations.create(session, None, root, "city", Text("测量市", "Benchmark City"))
    districts = [
        organizations.create(session, None, city, "district", Text(f"{i} 区", f"District {i}"))
        for i in range(DISTRICTS)
    ]
    return [
        organizations.create(session, None, one, "department", Text(f"{i} 局", f"Bureau {i}"))
        for one in districts
        for i in range(DEPARTMENTS)
    ]


def _people(session: Session, departments: Sequence[Organization], people: int) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "id": uuid7(),
            "owner_id": departments[i % len(departments)].id,
            "login": f"u{i}",
            "name": f"用户 {i}",
            "roles": [Role.SUBSCRIBER.value],
            "password_hash": "none",  # nosec B105  # fits no password
            "created_at": now,
            "password_changed_at": now,
            "revision": 1,
        }
        for i in range(people)
    ]
    session.execute(insert(User), rows)


def _cameras(session: Session, cameras: int) -> None:
    session.execute(
        text(
            """
            INSERT INTO cameras (id, owner_id, name_zh, name_en, url_sealed, url_masked, created_at,
                                 state_since, coordinate_system, place)
            SELECT gen_random_uuid(), d.ids[1 + i % cardinality(d.ids)], '摄像机 ' || i, 'Camera ' || i,
                   'sealed', 'rtsp://***@10.0.0.1/' || i, now(), now(), 'wgs84', '路口 ' || i
            FROM generate_series(1, :cameras) i,
                 (SELECT array_agg(id) ids FROM organizations WHERE kind = 'department') d
            """
        ),
        {"cameras": cameras},
    )


def _callers(session: Session, services: Services) -> City:
    found = session.scalars(select(User).order_by(User.login).limit(CALLERS)).all()
    callers = []
    for user in found:
        signed_in = begin(session, user, settings=services.settings, clock=services.clock)
        camera = session.scalars(select(Camera.id).filter_by(owner_id=user.owner_id).limit(1)).one()
        callers.append((signed_in.cookie, camera))
    return City(callers, users.principal(session, found[0]))


def show(added: Sequence[Added], as_json: bool) -> None:
    """Print a table, and last the largest median added over what may be added."""
    table = Table(
        "request", "with, ms", "without, ms", "added, ms", "p95 with", "p95 without", box=None
    )
    for one in added:
        cells = (one.with_ms, one.without_ms, one.added_ms, one.p95_with_ms, one.p95_without_ms)
        table.add_row(one.request, *(f"{cell:.2f}" for cell in cells))
    Console().print(table)
    worst = max(one.added_ms for one in added)
    if as_json:
        told = {"added_ms": round(worst, 3), "bar_ms": BAR_MS, "ratio": round(worst / BAR_MS, 3)}
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        sys.stdout.write(
            f"added {worst:.2f} ms, {worst / BAR_MS:.2f} of the {BAR_MS:.0f} ms allowed\n"
        )
