"""What is subscribed gets watched, and a worker that died or hangs is replaced under a new epoch."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from accounts.policy import Role
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue import service as catalogue
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from serving.cluster.assignment import Assignment, Pulse
from serving.cluster.supervisor import Supervisor, WorkerGone
from tests import make
from tests.registry import cameras, goods
from video.readers import Bounds

HEALTHY = Pulse(loop_age_s=0.1, stuck=0, looks=1, drops={}, spooled=0)


@dataclass
class PuppetWorker:
    """A worker that does what the test says."""

    id: str
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

    def kill(self) -> None:
        self.killed = True


@dataclass
class PuppetCrew:
    """Hires puppets and remembers them."""

    hired: list[PuppetWorker] = field(default_factory=list)

    def hire(self) -> PuppetWorker:
        self.hired.append(PuppetWorker(f"w-{len(self.hired)}"))
        return self.hired[-1]


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
        {"answer": Pulse(loop_age_s=0.1, stuck=1, looks=1, drops={}, spooled=0)},
        {"answer": Pulse(loop_age_s=900, stuck=0, looks=1, drops={}, spooled=0)},
    ],
    ids=["its process ended", "a camera hangs in a native library", "its line stands still"],
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
    assert supervisor.status() == []
