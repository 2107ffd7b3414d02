"""The supervisor: makes what runs match what is subscribed, and replaces what died or hangs."""

import time
from collections import Counter, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from core import feed
from core.database.engine import transaction
from core.http.services import Services
from core.log import get_logger
from core.settings import Settings
from core.text import Text
from registry.subscriptions.service import observe
from serving.cluster import placement
from serving.cluster.placement import Limits, Room
from serving.cluster.post import (
    GONE,
    SILENT,
    Crew,
    Loss,
    Order,
    Post,
    WorkerGone,
    WorkerProcess,
    hang,
    status,
)
from serving.cluster.recent import Recent
from serving.cluster.strikes import Suspects
from serving.cluster.tally import Tally
from serving.queries.demands import Demanded, Demands, demands
from video.cameras.service import overdue, raise_epochs, unwatched, withheld

_log = get_logger(__name__)
ANEW_S = 10.0
"""The demands are read when something changed, and this often in any case."""
GLANCED_S = 10.0
"""A camera somebody watched live is let go so long after his last glance."""
STATES_S = 5.0
"""How often cameras are sought that no worker reports on."""
LOSSES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """What the workers have counted together."""

    workers: int
    restarts: int
    tally: Tally
    drops: Mapping[str, int]
    connections: Mapping[str, int]
    behind: int = 0
    """Cameras whose looks have come late for long."""


class Supervisor:
    """One `reconcile` after another keeps the cameras watched."""

    def __init__(self, services: Services, crew: Crew, *, start_patience_s: float = 60) -> None:
        self._services = services
        self._crew = crew
        self._patience_s = start_patience_s
        self._limits = _limits(services.settings)
        self._posts: list[Post] = []
        self._demands = Demands({}, {})
        self._read: tuple[float, int, frozenset[UUID], frozenset[UUID]] | None = None
        self._suspects = Suspects()
        self._glances: dict[UUID, float] = {}
        self._states_at = 0.0
        self._buried = Tally()
        """What workers had counted that are gone."""
        self._buried_drops: Counter[str] = Counter()
        self._recent = Recent()
        self.restarts = 0
        self.losses: deque[Loss] = deque(maxlen=LOSSES_KEPT)
        """The last workers that had to be replaced."""
        self.reconciled_at = time.monotonic()

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
        self._crew.keep_spares()
        self._count()
        self.reconciled_at = time.monotonic()

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
        return [status(post) for post in self._posts]

    def counted(self) -> Counted:
        """Return what all workers have counted, those that are gone included."""
        pulses = [post.pulse for post in list(self._posts) if post.pulse is not None]
        tally, drops = Tally(), Counter(self._buried_drops)
        tally.add(self._buried)
        connections, behind = Counter[str](), 0
        for pulse in pulses:
            behind += pulse.behind
            tally.add(pulse.tally)
            drops.update(pulse.drops)
            connections.update(pulse.connections)
        return Counted(len(pulses), self.restarts, tally, drops, connections, behind)

    def recent_drops(self) -> dict[str, int]:
        """Return what was lost within the last five minutes, by cause."""
        return self._recent.gained()

    def close(self) -> None:
        """End every worker."""
        for post in self._posts:
            post.worker.kill()
        self._posts.clear()
        self._crew.close()
        self._read = None

    def _bury(self) -> bool:
        """Replace who died or hangs; say whether there was one."""
        before = self.restarts
        for post in list(self._posts):
            reason = self._fault(post)
            if reason is not None:
                self._lost(post, reason)
                post.worker.kill()
                self._remove(post)
                self.restarts += 1
        return self.restarts > before

    def _lost(self, post: Post, reason: Text) -> None:
        """Note who was lost, why, and with which cameras."""
        hung = post.pulse.stuck if post.pulse else ()
        worker, cameras = post.worker, [str(one) for one in hung]
        _log.warning("replacing a worker", worker=worker.id, reason=reason.en, hang=cameras)
        self._suspects.lost(post.watched, hung, time.monotonic())
        self._states_at = 0.0  # who waits now is told at once
        now = self._services.clock.now()
        self.losses.append(Loss(now, worker.id, worker.host, len(post.watched), reason))

    def _count(self) -> None:
        """Note what the workers have counted by now."""
        now_s = time.monotonic()
        for post in [post for post in self._posts if post.pulse is not None]:
            post.recent.note({"looks": post.pulse.looks if post.pulse else 0}, now_s)
        self._recent.note(self.counted().drops, now_s)

    def _relieve(self) -> bool:
        """Give one worker of a crowded node up: its cameras are placed anew, where there is room."""
        surplus = self._crew.surplus()
        for post in [post for post in self._posts if post.worker.id == surplus]:
            _log.info("moving a worker to another node", worker=surplus)
            post.worker.kill()
            self._posts.remove(post)
            return True
        return False

    def _fault(self, post: Post) -> Text | None:
        try:
            pulse = post.worker.pulse()
        except WorkerGone:
            return GONE
        now = time.monotonic()
        if pulse is not None:
            post.pulse, post.answered_at = pulse, now
        heartbeat_s = self._services.settings.worker_heartbeat_s
        silent_s = now - post.answered_at
        if silent_s > (heartbeat_s if post.pulse else self._patience_s):
            return SILENT.filled(seconds=round(silent_s))
        return hang(post.pulse, heartbeat_s)

    def _changed(self, session: Session) -> bool:
        """Read the demands where something may have changed; say whether they were read."""
        now, newest, glanced = time.monotonic(), feed.newest(session), self._glanced()
        known, waiting = self._read, self._suspects.waiting(now)
        if known and (newest, glanced, waiting) == known[1:] and now - known[0] < ANEW_S:
            return False
        self._read = now, newest, glanced, waiting
        self._demands = demands(session, glanced, self._services.settings.timezone)
        return True

    def _glanced(self) -> frozenset[UUID]:
        now = time.monotonic()
        self._glances = {key: until for key, until in list(self._glances.items()) if until > now}
        return frozenset(self._glances)

    def _place(self, session: Session) -> None:
        waiting = self._suspects.waiting(time.monotonic())
        wanted = {key: one for key, one in self._demands.cameras.items() if key not in waiting}
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
        index = placement.best(rooms, camera, self._weight(camera), self._limits)
        if index is None:
            self._posts.append(Post(self._crew.hire()))
        return self._posts[-1 if index is None else index]

    def _load(self, post: Post) -> float:
        known = self._demands.cameras
        return sum(self._weight(known[camera_id]) for camera_id in post.watched)

    def _weight(self, camera: Demanded) -> float:
        """Return the room a camera takes, no more than a whole worker."""
        burden = self._suspects.burden(camera.camera_id, time.monotonic())
        whole = float(self._limits.cameras_per_worker)
        return min(whole, burden * placement.weight(camera, self._limits))

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
        withheld(session, self._suspects.waiting(time.monotonic()), clock.now())
        for subscription_id, why in demanded.without_version.items():
            reason = {"code": why.code, "zh": why.message("zh"), "en": why.message("en")}
            observe(session, subscription_id, "no_version", reason, None, clock)

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
