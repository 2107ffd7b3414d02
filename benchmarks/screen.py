"""From the confirming frame to the event on a dispatcher's screen, with many consoles open.

A worker's desk is handed frames as the judge confirms them, makes the pictures, and commits. Every console
follows the stream of changes as the real one does: it shows the row that comes with the message, and asks
the API where none comes. The time runs from the frame's arrival at the desk to the row's last byte. Frames
come at uneven moments.
"""

import asyncio
import json
import multiprocessing
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection

import httpx
import psycopg

from accounts.api.deps import COOKIE
from algorithms.contract.values import Frame
from benchmarks import event_rows, intake
from benchmarks.authorization import tree
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.errors import BenchmarkFailed
from benchmarks.events import people, settle
from benchmarks.served import empty, served
from cases.events.report import Report, Source
from cases.rules import Incident, Raise
from core.database.engine import transaction
from core.ids import uuid7
from serving import opening
from serving.api.app import create_app
from serving.cluster.assignment import Judged

BAR_MS = 1000.0
GRACE_S = 5
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many consoles, how many events a second, for how long, beside how many old ones."""

    consoles: int
    per_s: float
    seconds: float
    events: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; times are of every console and every event together."""

    consoles: int
    events: int
    raised: int
    shown: int
    missed: int
    """Events that a console was not told of in time to read them."""
    screen_p50_ms: float
    screen_worst_ms: float
    screen_p95_ms: float


def measure(plan: Plan, say: Say) -> Figures:
    """Open the consoles and let things be seen."""
    with empty("am-screen-", totp="off") as (services, url):
        with transaction(services.sessions) as session:
            departments = tree(session)
            shelf = event_rows.goods(session, departments[0])
        cookies, judge = people(services, {"department": departments[0].id})
        say(f"writing {plan.events} events")
        with psycopg.connect(url) as connection:
            places = event_rows.cameras(connection, [departments[0].id])
            event_rows.events(connection, places, shelf, judge, plan.events)
        settle(services)
        one = places[0]
        source = intake.source(one.id, one.owner_id, shelf[2], (one.longitude, one.latitude))
        with served(create_app(services, database_url=url)) as base:
            say(f"{plan.consoles} consoles follow")
            raised, seen = _run(plan, base, cookies["department"], services.settings, source)
    return _compared(plan, raised, seen)


def show(found: Figures, *, as_json: bool) -> None:
    """Print the figures against their bars."""
    bars = [
        Bar("screen_p95_ms", found.screen_p95_ms, BAR_MS),
        Bar("missed", found.missed, 0),
    ]
    show_bars("From the frame to the screen", asdict(found), bars, [], as_json=as_json)


def _run(
    plan: Plan, base: str, cookie: str, settings: object, source: Source
) -> tuple[dict[str, float], list[tuple[str, float]]]:
    """Raise events in one process and follow them in another; both read one clock of the machine."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    consoles = context.Process(target=_consoles, args=(there, base, cookie, plan))
    worker = context.Process(target=_worker, args=(there, settings, source, plan))
    consoles.start()
    if here.recv() != "following":
        raise BenchmarkFailed(reason="the consoles could not follow")
    worker.start()
    found = dict([here.recv(), here.recv()])
    for process in (worker, consoles):
        process.join()
    return found["raised"], found["seen"]


def _worker(out: Connection, settings: object, source: Source, plan: Plan) -> None:
    services = opening.services(settings, pool_size=2)  # type: ignore[arg-type]
    desk = intake.open_desk(services, (source,), uuid7().hex)
    pixels, chance, raised = intake.picture(), random.Random(4), {}
    ends_at = time.monotonic() + plan.seconds
    while time.monotonic() < ends_at:
        rule, now = replace(intake.RULE, incident_key=uuid7().hex), datetime.now(UTC)
        decision = Raise(Incident(now, now, looks=1, score=0.9), (intake.HIT,))
        event_id = Report(source, rule, decision).event_id
        raised[str(event_id)] = time.monotonic()
        desk.report(Judged(rule, source), decision, Frame(source.camera_id, 1, now, pixels))
        time.sleep(chance.uniform(0, 2 / plan.per_s))
    desk.close()
    out.send(("raised", raised))


def _consoles(out: Connection, base: str, cookie: str, plan: Plan) -> None:
    out.send(("seen", asyncio.run(_follow_all(out, base, cookie, plan))))


async def _follow_all(
    out: Connection, base: str, cookie: str, plan: Plan
) -> list[tuple[str, float]]:
    seen: list[tuple[str, float]] = []
    limits = httpx.Limits(max_connections=None)
    headers = {"cookie": f"{COOKIE}={cookie}"}
    address = f"{base}/api/v1"
    async with httpx.AsyncClient(
        base_url=address, headers=headers, timeout=60, limits=limits
    ) as client:
        ready = asyncio.Semaphore(0)
        tasks = [asyncio.create_task(_console(client, ready, seen)) for _ in range(plan.consoles)]
        for _ in tasks:
            await asyncio.wait_for(ready.acquire(), 60)
        out.send("following")
        await asyncio.sleep(plan.seconds + GRACE_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return seen


async def _console(
    client: httpx.AsyncClient, ready: asyncio.Semaphore, seen: list[tuple[str, float]]
) -> None:
    """Follow the stream and take the row of each event it tells of for the first time."""
    known: set[str] = set()
    async with client.stream("GET", "/stream") as answer:
        ready.release()
        kind = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind == "event":
                told = json.loads(line.removeprefix("data: "))
                event_id = told["id"]
                if event_id not in known:
                    known.add(event_id)
                    if "row" not in told:
                        (await client.get(f"/events/{event_id}")).raise_for_status()
                    seen.append((event_id, time.monotonic()))


def _compared(plan: Plan, raised: dict[str, float], seen: Sequence[tuple[str, float]]) -> Figures:
    taken = sorted((at - raised[event_id]) * 1000 for event_id, at in seen if event_id in raised)
    if len(taken) < 20:
        raise BenchmarkFailed(reason=f"only {len(taken)} events were shown")
    return Figures(
        consoles=plan.consoles,
        events=plan.events,
        raised=len(raised),
        shown=len(taken),
        missed=len(raised) * plan.consoles - len(taken),
        screen_p50_ms=round(statistics.median(taken), 1),
        screen_worst_ms=round(taken[-1], 1),
        screen_p95_ms=round(statistics.quantiles(taken, n=20)[-1], 1),
    )
