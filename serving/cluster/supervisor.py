"""The supervisor: makes what runs match what is subscribed, and replaces what died or hangs."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from core.log import get_logger
from registry.subscriptions.service import observe
from serving.cluster.assignment import Assignment, Pulse
from serving.queries.demands import Demanded, Demands, demands
from video.cameras.service import overdue, raise_epochs, unwatched

_log = get_logger(__name__)
NO_VERSION = {
    "code": "no_version",
    "zh": "该算法目前没有可用版本，等待厂商发布",
    "en": "the algorithm has no version that may run; waiting for its vendor",
}


class WorkerProcess(Protocol):
    """A camera worker as the supervisor handles it; `serving.cluster.crew` has the real one."""

    id: str

    def assign(self, assignments: list[Assignment]) -> None:
        """Tell it what to watch."""
        ...

    def pulse(self) -> Pulse | None:
        """Return its latest heartbeat, None while there is none yet; raise `WorkerGone` if it died."""
        ...

    def picture(self, camera_id: UUID) -> bytes | None:
        """Return the last frame of a camera as JPEG."""
        ...

    def kill(self) -> None:
        """End it at once, whatever hangs in it."""
        ...


class Crew(Protocol):
    """Where workers come from."""

    def hire(self) -> WorkerProcess:
        """Start a worker; it may take seconds until it answers."""
        ...


class WorkerGone(Exception):
    """The worker's process ended."""


@dataclass(eq=False)
class Post:
    """One worker, what it was told to watch, and when it last answered."""

    worker: WorkerProcess
    watched: dict[UUID, Assignment] = field(default_factory=dict)
    told: Mapping[UUID, Assignment] | None = None
    pulse: Pulse | None = None
    answered_at: float = field(default_factory=time.monotonic)


class Supervisor:
    """One `reconcile` after another keeps the cameras watched."""

    def __init__(self, services: Services, crew: Crew, *, start_patience_s: float = 60) -> None:
        self._services = services
        self._crew = crew
        self._patience_s = start_patience_s
        self._posts: list[Post] = []
        self.restarts = 0

    def reconcile(self) -> None:
        """Bury dead workers, place cameras that nobody watches, tell each worker its list."""
        self._bury()
        with transaction(self._services.sessions) as session:
            demanded = demands(session)
            wanted = demanded.cameras
            self._place(wanted)
            self._lease(wanted, session)
            self._tell_states(session, demanded)
        self._tell()
        self._dismiss()

    def worker_of(self, camera_id: UUID) -> WorkerProcess | None:
        """Return the worker that watches a camera."""
        return next((p.worker for p in self._posts if camera_id in p.watched), None)

    def status(self) -> list[dict[str, Any]]:
        """Return each worker, for the operator."""
        return [_status(post) for post in self._posts]

    def close(self) -> None:
        """End every worker."""
        for post in self._posts:
            post.worker.kill()
        self._posts.clear()

    def _bury(self) -> None:
        for post in list(self._posts):
            reason = self._fault(post)
            if reason is not None:
                _log.warning("replacing a worker", worker=post.worker.id, reason=reason)
                post.worker.kill()
                self._posts.remove(post)
                self.restarts += 1

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
        return _hang(post.pulse, heartbeat_s, self._services.settings.infer_timeout_s)

    def _place(self, wanted: Mapping[UUID, Demanded]) -> None:
        for post in self._posts:
            for camera_id in set(post.watched) - set(wanted):
                del post.watched[camera_id]
        placed = {camera_id for post in self._posts for camera_id in post.watched}
        for camera_id in sorted(set(wanted) - placed):
            self._roomiest().watched[camera_id] = wanted[camera_id].assignment(epoch=0)

    def _roomiest(self) -> Post:
        room = self._services.settings.cameras_per_worker
        free = [post for post in self._posts if len(post.watched) < room]
        if not free:
            free = [Post(self._crew.hire())]
            self._posts += free
        return min(free, key=lambda post: len(post.watched))

    def _lease(self, wanted: Mapping[UUID, Demanded], session: Session) -> None:
        """Give new placements their epoch; follow changed subscriptions under the old one."""
        for post in self._posts:
            fresh = [camera_id for camera_id, one in post.watched.items() if one.epoch == 0]
            epochs = raise_epochs(session, fresh, post.worker.id) if fresh else {}
            for camera_id, one in post.watched.items():
                epoch = epochs.get(camera_id, one.epoch)
                post.watched[camera_id] = wanted[camera_id].assignment(epoch=epoch)

    def _tell_states(self, session: Session, demanded: Demands) -> None:
        """Write what no worker can: cameras nobody wants or serves, algorithms without a version."""
        clock = self._services.clock
        unwatched(session, set(demanded.cameras), clock.now())
        intervals_s = {key: one.interval_s for key, one in demanded.cameras.items()}
        overdue(session, intervals_s, clock.now())
        for subscription_id in demanded.without_version:
            observe(session, subscription_id, "no_version", NO_VERSION, None, clock)

    def _tell(self) -> None:
        for post in self._posts:
            if post.told != post.watched:
                post.worker.assign(list(post.watched.values()))
                post.told = dict(post.watched)

    def _dismiss(self) -> None:
        for post in [post for post in self._posts if not post.watched]:
            post.worker.kill()
            self._posts.remove(post)


def _hang(pulse: Pulse | None, heartbeat_s: float, infer_timeout_s: float) -> str | None:
    if pulse is None:
        return None
    if pulse.stuck:
        return f"{pulse.stuck} cameras hang in a native library"
    if pulse.loop_age_s > heartbeat_s + infer_timeout_s * 3:
        return f"its line stands still for {pulse.loop_age_s:.0f} s"
    return None


def _status(post: Post) -> dict[str, Any]:
    pulse = post.pulse
    return {
        "id": post.worker.id,
        "cameras": len(post.watched),
        "looks": pulse.looks if pulse else 0,
        "drops": pulse.drops if pulse else {},
        "spooled": pulse.spooled if pulse else 0,
        "answered_s_ago": round(time.monotonic() - post.answered_at, 1),
    }


def new_worker_id() -> str:
    """Return the id of a new worker."""
    return f"w-{uuid7().hex[-12:]}"
