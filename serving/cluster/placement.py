"""Which worker watches which camera: full workers, spread nodes, recorders kept together; all pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from uuid import UUID

from serving.queries.demands import Demanded
from video.readers import Bounds, Share

VISITED = 1 / 8
"""What a camera that is only visited weighs beside one that is streamed."""
STREAMED = 0.75
"""Of a crowded recorder's sessions, so much goes to its most urgent cameras; the others take turns."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the city may ask of its recorders and workers."""

    cameras_per_worker: int
    patrol_from_s: float
    connects_per_s: float
    recorder_sessions: int
    recorder_connects_per_s: float


@dataclass(frozen=True, slots=True)
class Room:
    """A worker as placement sees it."""

    index: int
    load: float
    recorders: frozenset[str]


def weight(camera: Demanded, limits: Limits) -> float:
    """Return what a camera costs its worker; a streamed one costs one."""
    return VISITED if camera.interval_s >= limits.patrol_from_s else 1.0


def best(rooms: Iterable[Room], camera: Demanded, needed: float, limits: Limits) -> int | None:
    """Return the worker for a camera that needs so much room; None: all are full.

    One that knows its recorder, else the emptiest.
    """
    free = [room for room in rooms if room.load + needed <= limits.cameras_per_worker]
    chosen = min(
        free, key=lambda room: (camera.recorder not in room.recorders, room.load), default=None
    )
    return chosen.index if chosen else None


def crowded(cameras: Iterable[Demanded], limits: Limits) -> frozenset[UUID]:
    """Return the cameras that take turns, since their recorder has fewer sessions than cameras.

    The most patient ones do; the most urgent keep a session each.
    """
    by_recorder: dict[str, list[Demanded]] = {}
    for camera in cameras:
        by_recorder.setdefault(camera.recorder, []).append(camera)
    most = limits.recorder_sessions
    return frozenset(
        camera.camera_id
        for behind in by_recorder.values()
        if len(behind) > most
        for camera in sorted(behind, key=lambda one: (one.interval_s, one.camera_id))[
            floor(most * STREAMED) :
        ]
    )


def bounds(recorders: Sequence[Mapping[str, int]], limits: Limits) -> list[Bounds]:
    """Return each worker's share of every bound, given its number of cameras by recorder."""
    total = Counter[str]()
    for one in recorders:
        total.update(one)
    every = max(1, sum(total.values()))
    return [
        Bounds(
            attempts_per_s=limits.connects_per_s * max(1, sum(one.values())) / every,
            recorder=Share(limits.recorder_sessions, limits.recorder_connects_per_s),
            shares={
                recorder: _share(limits, count / total[recorder]) for recorder, count in one.items()
            },
        )
        for one in recorders
    ]


def _share(limits: Limits, part: float) -> Share:
    sessions = max(1, floor(limits.recorder_sessions * part))
    return Share(sessions, limits.recorder_connects_per_s * part)
