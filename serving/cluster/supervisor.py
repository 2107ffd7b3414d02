"""The supervisor: makes what runs match what is subscribed, and replaces what died or hangs."""

import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from core import feed
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from core.log import get_logger
from core.settings import Settings
from registry.subscriptions.service import observe
from serving.cluster import placement
from serving.cluster.assignment import Assignment, Glance, Pulse, Wanted
from serving.cluster.placement import Limits, Room
from serving.cluster.tally import Tally
from serving.queries.demands import Demanded, Demands, demands
from video.cameras.service import overdue, raise_epochs, unwatched
from video.readers import Bounds

_log = get_logger(__name__)
ANEW_S = 10.0
"""The demands are read when something changed, and this often in any case."""
GLANCED_S = 10.0
"""A camera somebody watched live is let go so long after his last glance."""
STATES_S = 5.0
"""How often cameras are sought that no worker reports on."""
NO_VERSION = {
    "code": "no_version",
    "zh": "该算法目前没有可用版本，等待厂商发布",
    "en": "the algorithm has no version that may run; waiting for its vendor",
}


class WorkerProcess(Protocol):
    """A camera worker as the supervisor handles it; `serving.cluster.crew` has the real one."""

    id: str

    def assign(self, assignments: list[Assignment], bounds: Bounds) -> None:
        """Tell it what to watch, and within which bounds it may connect."""
        ...

    def pulse(self) -> Pulse | None:
        """Return its latest heartbeat, None while there is none yet; raise `WorkerGone` if it died."""
        ...

    def picture(self, camera_id: UUID) -> bytes | None:
        """Return the last frame of a camera as JPEG."""
        ...

    def glance(self, wanted: Mapping[UUID, Wanted]) -> Mapping[UUID, Glance]:
        """Return what cameras show now, where that is newer than what is known."""
        ...

    def kill(self) -> None:
        """End it at once, whatever hangs in it."""
        ...


class Crew(Protocol):
    """Where workers come from."""

    def hire(self) -> WorkerProcess:
        """Start a worker; it may take seconds until it answers."""
        ...

    def surplus(self) -> str | None:
        """Return the id of a worker whose node has less room than another, or None."""
        ...


class WorkerGone(Exception):
    """The worker's process ended."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told."""

    cameras: Mapping[UUID, Assignment]
    bounds: Bounds


@dataclass(eq=False)
class Post:
    """One worker, what it was told to watch, and when it last answered."""

    worker: WorkerProcess
    watched: dict[UUID, Assignment] = field(default_factory=dict)
    told: Order | None = None
    pulse: Pulse | None = None
    answered_at: float = field(default_factory=time.monotonic)

    @property
    def recorders(self) -> Counter[str]:
        """Return its number of cameras by recorder."""
        return Counter(one.recorder for one in self.watched.values())


@dataclass(frozen=True, slots=True)
class Counted:
    """What the workers have counted together."""

    workers: int
    restarts: int
    tally: Tally
    drops: Mapping[str, int]
    connections: Mapping[str, int]


class Supervisor:
    """One `reconcile` after another keeps the cameras watched."""

    def __init__(self, services: Services, crew: Crew, *, start_patience_s: float = 60) -> None:
        self._services = services
        self._crew = crew
        self._patience_s = start_patience_s
        self._limits = _limits(services.settings)
        self._posts: list[Post] = []
        self._demands = Demands({}, ())
        self._read: tuple[float, int, frozenset[UUID]] | None = None
        self._glances: dict[UUID, float] = {}
        self._states_at = 0.0
        self._buried = Tally()
        """What workers had counted that are gone."""
        self._buried_drops: Counter[str] = Counter()
        self.restarts = 0

    def reconcile(self) -> None:
        """Bury dead workers, place cameras that nobody watches, tell each worker its list."""
        buried = self._bury() or self._relieve()
        with transaction(self._services.sessions) as session:
            if self._changed(session) or buried:
                self._place(session)
            if time.monotonic() - self._states_at >= STATES_S:
                self._states_at = time.monotonic()
                self._tell_states(session)
        self._tell()
        self._dismiss()

    def worker_of(self, camera_id: UUID) -> WorkerProcess | None:
        """Return the worker that watches a camera."""
        return next((p.worker for p in self._posts if camera_id in p.watched), None)

    def glance(self, camera_ids: Collection[UUID]) -> None:
        """Have these cameras watched for some seconds more, subscribed or not."""
        until = time.monotonic() + GLANCED_S
        self._glances.update(dict.fromkeys(camera_ids, until))

    def workers_of(self, camera_ids: Collection[UUID]) -> dict[UUID, WorkerProcess]:
        """Return the workers that watch these cameras."""
        return {
            camera_id: post.worker
            for post in list(self._posts)
            for camera_id in camera_ids
            if camera_id in post.watched
        }

    def status(self) -> list[dict[str, Any]]:
        """Return each worker, for the operator."""
        return [_status(post) for post in self._posts]

    def counted(self) -> Counted:
        """Return what all workers have counted, those that are gone included."""
        pulses = [post.pulse for post in list(self._posts) if post.pulse is not None]
        tally, drops = Tally(), Counter(self._buried_drops)
        tally.add(self._buried)
        connections = Counter[str]()
        for pulse in pulses:
            tally.add(pulse.tally)
            drops.update(pulse.drops)
            connections.update(pulse.connections)
        return Counted(len(pulses), self.restarts, tally, drops, connections)

    def close(self) -> None:
        """End every worker."""
        for post in self._posts:
            post.worker.kill()
        self._posts.clear()
        self._read = None
        self._read = None

    def _bury(self) -> bool:
        """Replace who died or hangs; say whether there was one."""
        before = self.restarts
        for post in list(self._posts):
            reason = self._fault(post)
            if reason is not None:
                _log.warning("replacing a worker", worker=post.worker.id, reason=reason)
                post.worker.kill()
                self._remove(post)
                self.restarts += 1
        return self.restarts > before

    def _relieve(self) -> bool:
        """Give one worker of a crowded node up: its cameras are placed anew, where there is room."""
        surplus = self._crew.surplus()
        for post in [post for post in self._posts if post.worker.id == surplus]:
            _log.info("moving a worker to another node", worker=surplus)
            post.worker.kill()
            self._posts.remove(post)
            return True
        return False

    def _fault(self, post: Post) -> str | None:
        try:
            pulse = post.worker.pulse()
        except WorkerGone:
            return "its process ended"
        now = time.monotonic()
        if pulse is not None:
            post.pulse, post.answered_at = pulse, now
        heartbeat_s = self._services.settings.worker_heartbeat_s
        silent_s = now - post.answered_at
        if silent_s > (heartbeat_s if post.pulse else self._patience_s):
            return f"no heartbeat for {silent_s:.0f} s"
        return _hang(post.pulse, heartbeat_s)

    def _changed(self, session: Session) -> bool:
        """Read the demands where something may have changed; say whether they were read."""
        now, newest, glanced = time.monotonic(), feed.newest(session), self._glanced()
        known = self._read
        if known and (newest, glanced) == known[1:] and now - known[0] < ANEW_S:
            return False
        self._read, self._demands = (now, newest, glanced), demands(session, glanced)
        return True

    def _glanced(self) -> frozenset[UUID]:
        now = time.monotonic()
        self._glances = {key: until for key, until in list(self._glances.items()) if until > now}
        return frozenset(self._glances)

    def _place(self, session: Session) -> None:
        wanted = self._demands.cameras
        for post in self._posts:
            for camera_id in set(post.watched) - set(wanted):
                del post.watched[camera_id]
        placed = {camera_id for post in self._posts for camera_id in post.watched}
        unplaced = [wanted[camera_id] for camera_id in sorted(set(wanted) - placed)]
        for camera in sorted(unplaced, key=lambda one: one.recorder):
            self._post_for(camera).watched[camera.camera_id] = camera.assignment(epoch=0)
        self._lease(wanted, session)

    def _post_for(self, camera: Demanded) -> Post:
        rooms = [
            Room(index, self._load(post), frozenset(post.recorders))
            for index, post in enumerate(self._posts)
        ]
        index = placement.best(rooms, camera, self._limits)
        if index is None:
            self._posts.append(Post(self._crew.hire()))
        return self._posts[-1 if index is None else index]

    def _load(self, post: Post) -> float:
        known = self._demands.cameras
        return sum(placement.weight(known[camera_id], self._limits) for camera_id in post.watched)

    def _lease(self, wanted: Mapping[UUID, Demanded], session: Session) -> None:
        """Give new placements their epoch; follow changed subscriptions under the old one."""
        crowded = placement.crowded(wanted.values(), self._limits)
        for post in self._posts:
            fresh = [camera_id for camera_id, one in post.watched.items() if one.epoch == 0]
            epochs = raise_epochs(session, fresh, post.worker.id) if fresh else {}
            for camera_id, one in post.watched.items():
                epoch = epochs.get(camera_id, one.epoch)
                turns = camera_id in crowded
                post.watched[camera_id] = wanted[camera_id].assignment(epoch, crowded=turns)

    def _tell_states(self, session: Session) -> None:
        """Write what no worker can: cameras nobody wants or serves, algorithms without a version."""
        demanded = self._demands
        clock = self._services.clock
        subscribed = {key: one for key, one in demanded.cameras.items() if one.watches}
        unwatched(session, set(subscribed), clock.now())
        intervals_s = {key: one.interval_s for key, one in subscribed.items()}
        overdue(session, intervals_s, clock.now())
        for subscription_id in demanded.without_version:
            observe(session, subscription_id, "no_version", NO_VERSION, None, clock)

    def _tell(self) -> None:
        shares = placement.bounds([post.recorders for post in self._posts], self._limits)
        for post, bounds in zip(self._posts, shares, strict=True):
            order = Order(dict(post.watched), bounds)
            if post.told != order:
                post.worker.assign(list(order.cameras.values()), bounds)
                post.told = order

    def _dismiss(self) -> None:
        for post in [post for post in self._posts if not post.watched]:
            post.worker.kill()
            self._remove(post)

    def _remove(self, post: Post) -> None:
        self._posts.remove(post)
        if post.pulse is not None:
            self._buried.add(post.pulse.tally)
            self._buried_drops.update(post.pulse.drops)


def _limits(settings: Settings) -> Limits:
    return Limits(
        settings.cameras_per_worker,
        settings.patrol_from_s,
        settings.connects_per_s,
        settings.recorder_sessions,
        settings.recorder_connects_per_s,
    )


def _hang(pulse: Pulse | None, heartbeat_s: float) -> str | None:
    if pulse is None:
        return None
    if pulse.stuck:
        return f"{pulse.stuck} cameras hang in a native library"
    if pulse.loop_age_s > heartbeat_s * 2:
        return f"its line stands still for {pulse.loop_age_s:.0f} s"
    return None


def _status(post: Post) -> dict[str, Any]:
    pulse = post.pulse
    return {
        "id": post.worker.id,
        "cameras": len(post.watched),
        "looks": pulse.looks if pulse else 0,
        "late_looks": sum(pulse.tally.labels("late").values()) if pulse else 0,
        "short": pulse.short if pulse else False,
        "modes": dict(pulse.modes) if pulse else {},
        "connections": dict(pulse.connections) if pulse else {},
        "drops": dict(pulse.drops) if pulse else {},
        "spooled": pulse.spooled if pulse else 0,
        "answered_s_ago": round(time.monotonic() - post.answered_at, 1),
    }


def new_worker_id() -> str:
    """Return the id of a new worker."""
    return f"w-{uuid7().hex[-12:]}"
