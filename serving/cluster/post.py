"""A worker's post: the worker, what it was told to watch, how it answers, and what may be wrong with it."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from core.ids import uuid7
from core.text import Text
from serving.cluster.assignment import Assignment, Glance, Pulse, Wanted
from serving.cluster.recent import Recent
from video.readers import Bounds

GONE = Text("进程已退出", "its process ended")
SILENT = Text("{seconds} 秒没有应答", "no heartbeat for {seconds} s")
HUNG = Text("{count} 路摄像机卡死在底层库中", "{count} cameras hang in a native library")
STILL = Text("处理循环停顿 {seconds} 秒", "its line stands still for {seconds} s")


class WorkerProcess(Protocol):
    """A camera worker as the supervisor handles it; `serving.cluster.crew` has the real one."""

    id: str
    node_id: str
    host: str
    """Of that node."""

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
        """Return a worker: a spare that answers at once, or a new one that takes seconds."""
        ...

    def keep_spares(self) -> None:
        """Have spare workers wait."""
        ...

    def close(self) -> None:
        """End the spare workers."""
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
    began_at: float = field(default_factory=time.monotonic)
    recent: Recent = field(default_factory=Recent)

    @property
    def recorders(self) -> Counter[str]:
        """Return its number of cameras by recorder."""
        return Counter(one.recorder for one in self.watched.values())


@dataclass(frozen=True, slots=True)
class Loss:
    """A worker that had to be replaced."""

    at: datetime
    worker: str
    host: str
    cameras: int
    reason: Text


def hang(pulse: Pulse | None, heartbeat_s: float) -> Text | None:
    """Return what hangs, by a worker's own word."""
    if pulse is None:
        return None
    if pulse.stuck:
        return HUNG.filled(count=len(pulse.stuck))
    if pulse.loop_age_s > heartbeat_s * 2:
        return STILL.filled(seconds=round(pulse.loop_age_s))
    return None


def status(post: Post) -> dict[str, Any]:
    """Return a worker, for the operator."""
    pulse, per_s = post.pulse, post.recent.per_s("looks")
    return {
        "id": post.worker.id,
        "node_id": post.worker.node_id,
        "host": post.worker.host,
        "age_s": round(time.monotonic() - post.began_at),
        "memory_mb": pulse.memory_bytes >> 20 if pulse and pulse.memory_bytes else None,
        "looks_per_s": None if per_s is None else round(per_s, 2),
        "behind": pulse.behind if pulse else 0,
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
