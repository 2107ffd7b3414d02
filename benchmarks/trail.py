"""What the trail costs writers that write at once: a hundred transactions with their line, and without it.

Each writer changes a row of his own and rests inside the transaction, as one does that waits for a client or
a disk. Without a lock that all share they rest together; with one they would queue. That the benchmark
would see a lock is proved by a third run, which takes one on purpose. The sealer runs meanwhile.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from accounts.audit import sealer
from accounts.audit.service import record
from accounts.users.model import User
from benchmarks.authorization import tree
from benchmarks.bars import Bar, show
from benchmarks.served import empty
from core.database.engine import Sessions, open_engine, session_factory, transaction
from core.http.services import Services
from core.ids import uuid7
from serving.jobs import Job

BAR = 1.2
NO_HASH = "none"
"""Fits no password."""
SEEN = 5.0
"""A lock taken on purpose must cost at least so much, else the benchmark proves nothing."""
Step = Callable[[Session, User], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many write, for how long, and how long each rests in his transaction."""

    writers: int
    seconds: float
    rest_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Transactions a second, and how they compare."""

    writers: int
    rest_s: float
    without_per_s: float
    with_per_s: float
    locked_per_s: float
    ratio: float
    """Seconds of a transaction with its line over one without it."""
    locked_ratio: float
    sealed_lines: int


def run(plan: Plan, say: Callable[[str], None]) -> Figures:
    """Fill in the writers and let them write in each of the three ways."""
    with empty("am-trail-") as (services, url):
        engine = open_engine(url, pool_size=plan.writers)
        sessions = session_factory(engine)
        writers = _writers(sessions, plan.writers)
        with Job("trail", 1, lambda: _seal(services)):
            rates = {}
            for name, step in (("without", _nothing), ("with", _line), ("locked", _locked)):
                say(f"{plan.writers} writers {name}")
                rates[name] = _rate(plan, sessions, writers, step)
        _seal(services)
        sealed = _sealed(sessions)
        engine.dispose()
        return compared(plan, rates, sealed)


def show_figures(found: Figures, *, as_json: bool) -> None:
    """Print the figures against their bars."""
    bars = [Bar("ratio", found.ratio, BAR), Bar("locked_ratio", found.locked_ratio, SEEN, True)]
    named = {name: getattr(found, name) for name in found.__dataclass_fields__}
    show("The trail under parallel writers", named, bars, [], as_json=as_json)


def _writers(sessions: Sessions, count: int) -> list[UUID]:
    with transaction(sessions) as session:
        departments = tree(session)
        now = session.scalar(select(func.now()))
        people = [
            User(
                id=uuid7(),
                owner_id=departments[number % len(departments)].id,
                login=f"w{number}",
                name="0",
                roles=["viewer"],
                password_hash=NO_HASH,
                created_at=now,
                password_changed_at=now,
            )
            for number in range(count)
        ]
        session.add_all(people)
        return [one.id for one in people]


def _rate(plan: Plan, sessions: Sessions, writers: list[UUID], step: Step) -> float:
    """Return transactions a second, all writers together."""
    ends_at, done = time.monotonic() + plan.seconds, [0] * len(writers)

    def write(number: int) -> None:
        while time.monotonic() < ends_at:
            with transaction(sessions) as session:
                user = session.get_one(User, writers[number])
                user.name = str(done[number])
                step(session, user)
                session.flush()
                time.sleep(plan.rest_s)
            done[number] += 1

    began = time.monotonic()
    threads = [threading.Thread(target=write, args=(number,)) for number in range(len(writers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - began)


def _nothing(_session: Session, _user: User) -> None:
    """Leave no line."""


def _line(session: Session, user: User) -> None:
    record(session, None, "user.update", user, before={"name": "-"}, after={"name": user.name})


def _locked(session: Session, user: User) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(1)"))
    _line(session, user)


def _seal(services: Services) -> int:
    return sealer.seal_all(services.sessions, services.keyring, services.clock)


def _sealed(sessions: Sessions) -> int:
    with transaction(sessions) as session:
        return session.scalar(text("SELECT count(*) FROM audit WHERE seal IS NOT NULL")) or 0


def compared(plan: Plan, rates: dict[str, float], sealed: int) -> Figures:
    """Return the figures of three rates: `without`, `with` and `locked`."""
    without, with_, locked = (rates[name] for name in ("without", "with", "locked"))
    return Figures(
        plan.writers,
        plan.rest_s,
        round(without, 1),
        round(with_, 1),
        round(locked, 1),
        round(without / with_, 3),
        round(without / locked, 1) if locked else float("inf"),
        sealed,
    )
