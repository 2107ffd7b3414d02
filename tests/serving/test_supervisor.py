"""What is subscribed gets watched, and a worker that died or hangs is replaced under a new epoch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from algorithms.contract.rule import Tracking
from cases.calendar.model import WorkingYear
from core import feed
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from core.text import Text
from registry.catalogue import life
from registry.catalogue import service as catalogue
from registry.catalogue.model import Version
from registry.subscriptions import service as subscriptions
from registry.subscriptions.model import Subscription
from registry.subscriptions.service import NewSubscription
from serving.cluster import strikes
from serving.cluster.assignment import Assignment, Glance, Pulse, Wanted
from serving.cluster.post import WorkerGone
from serving.cluster.supervisor import Supervisor
from tests import make
from tests.registry import cameras, goods
from video.cameras.model import Camera
from video.readers import Bounds

HEALTHY = Pulse(loop_age_s=0.1, stuck=(), looks=1, drops={}, spooled=0)


@dataclass
class PuppetWorker:
    """A worker that does what the test says."""

    id: str
    node_id: str = "node-1"
    host: str = "127.0.0.1"
    answer: Pulse | None = HEALTHY
    gone: bool = False
    killed: bool = False
    watched: dict[UUID, Assignment] = field(default_factory=dict)

    def assign(self, assignments: list[Assignment], bounds: Bounds) -> None:
        self.watched = {one.camera_id: one for one in assignments}

    def pulse(self) -> Pulse | None:
        if self.gone:
            raise WorkerGone(self.id)
        return self.answer

    def picture(self, camera_id: UUID) -> bytes | None:
        return None

    def glance(self, wanted: Mapping[UUID, Wanted]) -> Mapping[UUID, Glance]:
        picture = Glance(1, datetime.now(UTC), b"jpeg")
        return {one: picture for one in wanted if one in self.watched}

    def kill(self) -> None:
        self.killed = True


@dataclass
class PuppetCrew:
    """Hires puppets and remembers them."""

    hired: list[PuppetWorker] = field(default_factory=list)
    too_many: str | None = None
    closed: bool = False

    def hire(self) -> PuppetWorker:
        self.hired.append(PuppetWorker(f"w-{len(self.hired)}"))
        return self.hired[-1]

    def surplus(self) -> str | None:
        surplus, self.too_many = self.too_many, None
        return surplus

    def keep_spares(self) -> None: ...

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def watched(services: Services, clock: ManualClock, tmp_path: Path) -> list[UUID]:
    """Three cameras, each subscribed to one algorithm."""
    with transaction(services.sessions) as session:
        city = make.organization(session)
        vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")
        somebody = make.user(session, city, roles=[Role.SUBSCRIBER])
        subscriber = make.scope_of(somebody, "subscription.create")
        folder, settings = goods.write(tmp_path / "fire"), services.settings
        version = catalogue.install_builtin(
            session, folder, vendor.id, "0.1.0", services.blobs, settings, clock
        )
        found = [cameras.add(session, city.id) for _ in range(3)]
        for camera_id in found:
            new = NewSubscription(camera_id, version.algorithm_id)
            subscriptions.create(session, subscriber, new, services.settings, clock)
    return found


@pytest.fixture
def crew() -> PuppetCrew:
    """Nobody yet."""
    return PuppetCrew()


@pytest.fixture
def supervisor(services: Services, crew: PuppetCrew) -> Supervisor:
    """A supervisor whose workers hold two cameras each."""
    room = services.settings.model_copy(update={"cameras_per_worker": 2})
    known = (services.sessions, services.clock, services.blobs, services.keyring)
    return Supervisor(Services(room, *known), crew)


def test_every_subscribed_camera_is_watched_by_one_worker(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID]
) -> None:
    supervisor.reconcile()
    placed = [camera_id for worker in crew.hired for camera_id in worker.watched]
    assert sorted(placed) == sorted(watched)
    assert sorted(len(worker.watched) for worker in crew.hired) == [1, 2]


@pytest.mark.parametrize(
    "fault",
    [
        {"gone": True},
        {"answer": Pulse(loop_age_s=900, stuck=(), looks=1, drops={}, spooled=0)},
    ],
    ids=["its process ended", "its line stands still"],
)
def test_a_worker_that_died_or_hangs_is_replaced_under_a_new_epoch(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID], fault: dict[str, object]
) -> None:
    supervisor.reconcile()
    bad, other = crew.hired
    before, untouched = dict(bad.watched), dict(other.watched)
    for name, value in fault.items():
        setattr(bad, name, value)
    supervisor.reconcile()
    successor = crew.hired[-1]
    assert bad.killed
    assert not other.killed
    assert supervisor.restarts == 1
    now = successor.watched | {key: one for key, one in other.watched.items() if key in before}
    assert now.keys() == before.keys()
    assert all(now[key].epoch > before[key].epoch for key in before)
    assert all(other.watched[key].epoch == one.epoch for key, one in untouched.items())
    (loss,) = supervisor.losses
    assert (loss.worker, loss.cameras) == (bad.id, len(before))
    assert loss.reason.zh


def hangs(worker: PuppetWorker, camera_id: UUID) -> None:
    """Have one camera of a worker hang."""
    worker.answer = Pulse(loop_age_s=0.1, stuck=(camera_id,), looks=1, drops={}, spooled=0)


def living(crew: PuppetCrew) -> list[PuppetWorker]:
    return [worker for worker in crew.hired if not worker.killed]


def test_who_hangs_waits_while_the_others_of_his_worker_are_taken_over(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID], services: Services
) -> None:
    supervisor.reconcile()
    full = next(worker for worker in crew.hired if len(worker.watched) == 2)
    guilty, innocent = full.watched
    hangs(full, guilty)
    supervisor.reconcile()
    placed = [key for worker in living(crew) for key in worker.watched]
    assert sorted(placed) == sorted(set(watched) - {guilty})
    assert supervisor.worker_of(innocent) is not None
    with transaction(services.sessions) as session:
        camera = session.get_one(Camera, guilty)
        assert (camera.state, camera.state_code) == ("late", "hung")


def test_who_hangs_again_has_a_worker_to_himself(
    supervisor: Supervisor,
    crew: PuppetCrew,
    watched: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strikes, "WAITS_S", (0.0,))
    guilty = watched[0]
    for _ in range(2):
        supervisor.reconcile()
        holder = next(worker for worker in living(crew) if guilty in worker.watched)
        hangs(holder, guilty)
        supervisor.reconcile()
    alone = next(worker for worker in living(crew) if guilty in worker.watched)
    assert list(alone.watched) == [guilty]
    assert sorted(key for one in living(crew) for key in one.watched) == sorted(watched)


def test_a_worker_that_answers_late_once_is_left_alone(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID]
) -> None:
    supervisor.reconcile()
    crew.hired[0].answer = None
    supervisor.reconcile()
    assert not crew.hired[0].killed


def test_closing_ends_every_worker(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID]
) -> None:
    supervisor.reconcile()
    supervisor.close()
    assert [worker.killed for worker in crew.hired] == [True, True]
    assert crew.closed
    assert supervisor.status() == []


def test_a_worker_of_a_crowded_node_is_given_up_and_its_cameras_move(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID]
) -> None:
    supervisor.reconcile()
    moved, other = crew.hired
    before = dict(moved.watched)
    crew.too_many = moved.id
    supervisor.reconcile()
    now = crew.hired[-1].watched | other.watched
    assert moved.killed
    assert all(now[key].epoch > one.epoch for key, one in before.items())
    assert supervisor.restarts == 0


def test_who_leads_again_places_everything_anew(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID]
) -> None:
    supervisor.reconcile()
    supervisor.close()
    supervisor.reconcile()
    placed = [key for worker in crew.hired if not worker.killed for key in worker.watched]
    assert sorted(placed) == sorted(watched)


def test_workers_are_told_only_when_something_changed(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID], services: Services
) -> None:
    supervisor.reconcile()
    for worker in crew.hired:
        worker.watched = {}
    supervisor.reconcile()
    assert [worker.watched for worker in crew.hired] == [{}, {}]
    with transaction(services.sessions) as session:
        row = session.scalars(select(Subscription)).first()
        assert row is not None
        row.interval_s = 77
        feed.publish(session, "subscription", row.id, row.owner_id)
    supervisor.reconcile()
    told = [one for worker in crew.hired for one in worker.watched.values()]
    assert [one.interval_s for one in told if one.camera_id == row.camera_id] == [77]


def test_an_alias_that_moves_reaches_the_workers_and_a_pin_stays_behind(
    services: Services,
    supervisor: Supervisor,
    crew: PuppetCrew,
    watched: list[UUID],
    clock: ManualClock,
    tmp_path: Path,
) -> None:
    supervisor.reconcile()
    with transaction(services.sessions) as session:
        older = session.scalars(select(Version)).one()
        pinned = session.scalars(select(Subscription).order_by(Subscription.id)).first()
        assert pinned is not None
        pinned.version_id = older.id
        folder = goods.write(tmp_path / "fire-1.1.0", described=goods.manifest("1.1.0"))
        clock.advance(60)
        newer = catalogue.install_builtin(
            session, folder, older.owner_id, "0.2.0", services.blobs, services.settings, clock
        )
    supervisor.reconcile()
    told = [one for worker in crew.hired for one in worker.watched.values()]
    versions = {one.camera_id: one.watches[0].version_id for one in told}
    expected = {one: older.id if one == pinned.camera_id else newer.id for one in watched}
    assert versions == expected
    with transaction(services.sessions) as session:
        version = session.get_one(Version, older.id)
        life.quarantine(session, version, "strikes", Text("屡次失败", "failed again"), clock)
    supervisor = Supervisor(services, crew)
    supervisor.reconcile()
    with transaction(services.sessions) as session:
        row = session.get_one(Subscription, pinned.id)
        assert (row.state, row.version_id) == ("no_version", older.id)
        assert row.state_reason is not None
        assert row.state_reason["code"] == "version_off_shelf"
        assert "1.0.0" in row.state_reason["zh"]


def test_a_camera_watched_live_has_a_worker_and_no_state(
    supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID], services: Services
) -> None:
    with transaction(services.sessions) as session:
        extra = cameras.add(session, services_owner(session))
    supervisor.reconcile()
    assert supervisor.workers_of([extra]) == {}
    supervisor.glance([extra])
    supervisor.reconcile()
    worker = supervisor.workers_of([extra])[extra]
    assert isinstance(worker, PuppetWorker)
    assert worker.watched[extra].watches == ()
    with transaction(services.sessions) as session:
        camera = session.get_one(Camera, extra)
        assert (camera.state, camera.state_code) == ("new", "not_subscribed")


def services_owner(session: Session) -> UUID:
    """Return the organization that owns the cameras."""
    return (
        session.scalars(select(Organization.id).where(Organization.kind == "city")).first()
        or uuid7()
    )


def test_a_changed_rule_and_a_changed_calendar_reach_the_same_worker(
    services: Services, supervisor: Supervisor, crew: PuppetCrew, watched: list[UUID]
) -> None:
    supervisor.reconcile()
    workers = list(crew.hired)
    day = {"date": "2027-01-01", "kind": "holiday", "name": "元旦"}
    with transaction(services.sessions) as session:
        city = session.scalars(select(Organization).filter_by(kind="city")).one()
        year = WorkingYear(owner_id=city.id, year=2027, days=[day])
        session.add(year)
        for row in session.scalars(select(Subscription)):
            row.rule = {"dwell_s": 7, "tracking": {}}
        session.flush()
        feed.publish(session, "calendar", year.id, city.id)
    supervisor.reconcile()
    told = [one for worker in workers for one in worker.watched.values()]
    judged = [judged for one in told for watch in one.watches for judged in watch.judged]
    assert len(judged) >= len(watched)
    assert {(one.rule.dwell_s, one.rule.tracking) for one in judged} == {(7, Tracking())}
    assert {one.calendar.holidays for one in judged} == {frozenset({date(2027, 1, 1)})}
    assert crew.hired == workers
