"""Messages through a receiver that fails at random, while their worker and PostgreSQL are killed at random.

Cases are filed and moved by the product's own services all the while. A message is *sent* once it is
committed; *lost* when the receiver never took it; *doubled* when the receiver, which knows each `webhook-id`,
took an event twice all the same; *out of order* when it took a later step of a case before an earlier one.
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Principal, Scope
from accounts.users.model import User
from benchmarks.authorization import tree
from benchmarks.bars import Bar, show
from cases.events.model import Event
from cases.events.rank import rank_at
from cases.lifecycle.model import Case
from cases.lifecycle.move import follow
from cases.lifecycle.service import file_case
from cases.outbox.model import Delivery, DeliveryAttempt
from cases.sinks.model import Sink
from cases.sinks.service import Edit, change, create
from cases.sinks.signing import new_secret
from core.database import migrate
from core.database.embedded import Embedded
from core.database.engine import transaction
from core.http.etag import Precondition
from core.http.services import Services
from core.ids import uuid7
from core.net.allowed import outbound
from core.settings import Settings
from serving import opening
from video.cameras.model import Camera

STAGES = ("dispatched", "handling", "closed")
PER_CASE = 1 + len(STAGES)
PATIENCE_S = 7200.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many messages, how long a receiver may take, and how often what is killed."""

    messages: int
    timeout_s: float
    worker_every_s: float
    database_every_s: float


@dataclass(frozen=True, slots=True)
class Tally:
    """What the receiver's ledger says against what was sent."""

    sent: int
    lost: int
    doubled: int
    out_of_order: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of it all."""

    sent: int
    lost: int
    doubled: int
    out_of_order: int
    attempts: int
    repeated: int
    """Messages that arrived again and were known."""
    worker_kills: int
    database_kills: int
    switched_off: int
    seconds: float
    receiver: dict[str, int]
    """Requests by how they were answered."""


def run(plan: Plan, say: Callable[[str], None]) -> Figures:
    """File, deliver and kill until everything was delivered, then count."""
    with tempfile.TemporaryDirectory(prefix="am-delivery-", dir="/tmp") as folder:  # nosec B108  # 0700
        home = Path(folder)
        home.chmod(0o755)  # another account may own the database
        with Embedded(home) as database:
            migrate.upgrade(database.url)
            wanted = Settings(home=home, outbound_networks="127.0.0.0/8")
            with _receiver(home, plan) as (url, secret):
                run_ = _Run(plan, opening.services(wanted), database, home, url, secret)
                return run_.whole(say)


class _Run:
    """One run: the city, its filer, its worker process, and whoever kills them."""

    def __init__(
        self, plan: Plan, services: Services, database: Embedded, home: Path, url: str, secret: str
    ) -> None:
        self.plan, self.services, self.database, self.home = plan, services, database, home
        self.url = url
        self.kills: Counter[str] = Counter()
        self.dice = random.Random(47)
        with transaction(services.sessions) as session:
            self.operator, self.events = _city(session, plan.messages // PER_CASE)
            self.sink_id = _sink(session, services, self.operator, url, secret)

    def whole(self, say: Callable[[str], None]) -> Figures:
        """Do everything and return the figures."""
        began = time.monotonic()
        filer = threading.Thread(target=self._file, name="filer", daemon=True)
        filer.start()
        worker = self._worker()
        try:
            worker = self._storm(filer, worker, say)
        finally:
            worker.kill()
            worker.wait()
        return self._figures(time.monotonic() - began)

    def _storm(
        self, filer: threading.Thread, worker: subprocess.Popen[bytes], say: Callable[[str], None]
    ) -> subprocess.Popen[bytes]:
        """Kill and mend until everything was delivered."""
        end = time.monotonic() + PATIENCE_S
        worker_at, database_at = (
            self._next(self.plan.worker_every_s),
            self._next(self.plan.database_every_s),
        )
        told_at = 0.0
        while time.monotonic() < end:
            now = time.monotonic()
            if now >= worker_at:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                self.kills["worker"] += 1
                worker, worker_at = self._worker(), self._next(self.plan.worker_every_s)
            if now >= database_at:
                self._kill_database()
                database_at = self._next(self.plan.database_every_s)
            left = self._left()
            if not filer.is_alive() and left == 0:
                break
            if now - told_at > 15:
                say(f"{left} messages wait, {dict(self.kills)}")
                told_at = now
            time.sleep(0.25)
        return worker

    def _next(self, every_s: float) -> float:
        return time.monotonic() + every_s * self.dice.uniform(0.5, 1.5)

    def _kill_database(self) -> None:
        pid = self.database.pid
        if pid is not None:
            with suppress(psutil.NoSuchProcess):
                psutil.Process(pid).kill()
            self.kills["database"] += 1
        while self.database.pid is not None:
            time.sleep(0.01)
        self.database.ensure_running()

    def _worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "benchmarks.delivery_worker", str(self.home)]
        worker = subprocess.Popen([*command, str(self.plan.timeout_s)], stdout=subprocess.PIPE)
        assert worker.stdout is not None
        worker.stdout.readline()  # one that is killed before it has begun proves nothing
        return worker

    def _left(self) -> int:
        """Count what is not delivered, and switch the receiver on again where it said it was gone."""
        try:
            with transaction(self.services.sessions) as session:
                sink = session.get_one(Sink, self.sink_id)
                if not sink.enabled:
                    self.kills["switched_off"] += 1
                    self._switch_on(session)
                waiting = select(func.count()).where(Delivery.state != "delivered")
                return session.scalar(waiting) or 0
        except SQLAlchemyError:
            return -1

    def _switch_on(self, session: Session) -> None:
        change(
            session,
            _scope(session, self.operator),
            self.sink_id,
            Precondition("*"),
            Edit(enabled=True),
            allowed=outbound(self.services.settings),
            keyring=self.services.keyring,
            clock=self.services.clock,
        )

    def _file(self) -> None:
        """File every case and move it through its stages; what the database lost is done again."""
        for event_id in self.events:
            self._surely(lambda session, event_id=event_id: self._first(session, event_id))  # type: ignore[misc]
        for stage in STAGES:
            for event_id in self.events:
                self._surely(
                    lambda session, event_id=event_id, stage=stage: self._move(  # type: ignore[misc]
                        session, event_id, stage
                    )
                )

    def _surely(self, step: Callable[[Session], None]) -> None:
        while True:
            try:
                with transaction(self.services.sessions) as session:
                    step(session)
                return
            except SQLAlchemyError:
                time.sleep(0.2)

    def _first(self, session: Session, event_id: UUID) -> None:
        if session.scalar(select(Case.id).filter_by(event_id=event_id)) is None:
            event = session.get_one(Event, event_id)
            at, settings = self.services.clock.now(), self.services.settings
            file_case(session, event, by=self.operator, at=at, settings=settings)

    def _move(self, session: Session, event_id: UUID, stage: str) -> None:
        case = session.scalars(select(Case).filter_by(event_id=event_id).with_for_update()).one()
        at, settings = self.services.clock.now(), self.services.settings
        follow(session, case, stage, at=at, settings=settings, scope=_scope(session, self.operator))

    def _figures(self, seconds: float) -> Figures:
        with transaction(self.services.sessions) as session:
            sent = [json.loads(body)["id"] for body in session.scalars(select(Delivery.body))]
            attempts = session.scalar(select(func.count()).select_from(DeliveryAttempt)) or 0
        lines = [json.loads(one) for one in (self.home / "ledger").read_text().splitlines()]
        found: dict[str, int] = httpx.get(self.url, timeout=20).json()
        return Figures(
            **asdict(tally(sent, lines)),
            attempts=attempts,
            repeated=found.get("repeated", 0),
            worker_kills=self.kills["worker"],
            database_kills=self.kills["database"],
            switched_off=self.kills["switched_off"],
            seconds=round(seconds, 1),
            receiver={name: count for name, count in sorted(found.items()) if name != "repeated"},
        )


def tally(sent: Sequence[str], taken: Sequence[dict[str, str]]) -> Tally:
    """Count what is wrong in the receiver's ledger."""
    counts = Counter(line["id"] for line in taken)
    latest: dict[str, int] = {}
    disorder = 0
    for line in taken:
        sequence = int(line["sequence"])
        disorder += sequence < latest.get(line["partitionkey"], 0)
        latest[line["partitionkey"]] = max(sequence, latest.get(line["partitionkey"], 0))
    lost = sum(one not in counts for one in sent)
    return Tally(len(sent), lost, sum(count - 1 for count in counts.values()), disorder)


def show_figures(plan: Plan, found: Figures, *, as_json: bool) -> None:
    """Print the figures against their bars; a run in which nothing was killed proves nothing."""
    bars = [
        Bar("sent", found.sent, plan.messages // PER_CASE * PER_CASE, at_least=True),
        Bar("lost", found.lost, 0),
        Bar("doubled", found.doubled, 0),
        Bar("out_of_order", found.out_of_order, 0),
    ]
    quiet = [name for name in ("worker_kills", "database_kills") if not getattr(found, name)]
    reasons = [f"no {name.replace('_', ' ')}" for name in quiet]
    show("Delivery under fire", asdict(found), bars, reasons, as_json=as_json)


@contextmanager
def _receiver(home: Path, plan: Plan) -> Iterator[tuple[str, str]]:
    secret = new_secret()
    command = [sys.executable, "-m", "benchmarks.bad_receiver", "--file", str(home / "ledger")]
    command += ["--timeout-s", str(plan.timeout_s)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{secret}\n")
            process.stdin.flush()
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/hook", secret
        finally:
            process.kill()


def _city(session: Session, cases: int) -> tuple[UUID, list[UUID]]:
    """Add a department with a camera, somebody who confirms, and so many events."""
    department = tree(session)[0]
    now: Any = session.scalar(select(func.now()))
    user = User(
        id=uuid7(), owner_id=department.id, login="operator", name="operator", roles=["dispatcher"],
        created_at=now, password_changed_at=now,
    )  # fmt: skip
    user.password_hash = "none"  # nosec B105  # noqa: S105 - fits no password
    camera = Camera(
        id=uuid7(), owner_id=department.id, name_zh="东门", name_en="East gate", url_sealed=b"",
        url_masked="rtsp://10.0.0.1/1", created_at=now, state_since=now,
    )  # fmt: skip
    session.add_all([user, camera])
    session.flush()
    events = [_event(department, camera, number, now) for number in range(cases)]
    session.add_all(events)
    session.flush()
    session.execute(update(Event).values(review="confirmed", wants=None))
    return user.id, [one.id for one in events]


def _event(owner: Organization, camera: Camera, number: int, now: Any) -> Event:
    return Event(
        id=uuid7(), owner_id=owner.id, watcher_id=camera.id, camera_id=camera.id, event_type="fire.smoke",
        title_zh="烟火", title_en="Fire", severity="critical", incident_key=str(number), rule={},
        detections=[], score=0.9, looks=3, width=1920, height=1080, place="人民路", opened_at=now,
        updated_at=now, rank_at=rank_at("critical", 0.9, now),
    )  # fmt: skip


def _sink(session: Session, services: Services, operator: UUID, url: str, secret: str) -> UUID:
    sink, _ = create(
        session,
        _scope(session, operator),
        name="case system",
        kind="cloudevents",
        url=url,
        secret=secret,
        allowed=outbound(services.settings),
        keyring=services.keyring,
        clock=services.clock,
    )
    return sink.id


def _scope(session: Session, user_id: UUID) -> Scope:
    """Return what the operator may do: run the department's receivers."""
    user = session.get_one(User, user_id)
    path = session.scalars(select(Organization.path).filter_by(id=user.owner_id)).one()
    who = Principal(
        user.id, user.login, user.name, "zh", frozenset({Role.SYSTEM}), user.owner_id, path
    )
    return Scope(who, "sink.update")
