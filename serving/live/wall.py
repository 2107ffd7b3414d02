"""The newest small picture of every camera somebody watches, fetched once for all who do."""

import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

from serving.cluster.assignment import Glance, Wanted
from serving.cluster.post import WorkerProcess
from serving.live.errors import LiveFull

TILE_PX = 480
"""The longer side of a picture among many."""
LARGE_PX = 1280
"""The longer side of a single picture."""


class Watched(Protocol):
    """Who knows which worker watches what; the supervisor does."""

    def glance(self, camera_ids: Collection[UUID]) -> None:
        """Have these cameras watched for some seconds more."""
        ...

    def workers_of(self, camera_ids: Collection[UUID]) -> dict[UUID, WorkerProcess]:
        """Return the workers that watch them."""
        ...


class Wall:
    """Who watches which camera live, within a quota, and what each camera shows.

    Nothing is stored: pictures are in memory while somebody watches, and go with the last one.
    """

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._viewers: Counter[tuple[UUID, int]] = Counter()
        self._pictures: dict[tuple[UUID, int], Glance] = {}
        self._lock = threading.Lock()

    def require_room(self, camera_ids: Collection[UUID]) -> None:
        """Raise `LiveFull` where so many more cameras cannot be watched."""
        with self._lock:
            self._require_room(camera_ids)

    @contextmanager
    def watching(self, camera_ids: Sequence[UUID], longest_side: int) -> Iterator[None]:
        """Keep these cameras' pictures fresh while the block lasts; raises `LiveFull` beyond the quota."""
        keys = [(camera_id, longest_side) for camera_id in camera_ids]
        with self._lock:
            self._require_room(camera_ids)
            self._viewers.update(keys)
        try:
            yield
        finally:
            self._leave(keys)

    def picture(self, camera_id: UUID, longest_side: int) -> Glance | None:
        """Return what a camera shows, or None while nothing has come."""
        return self._pictures.get((camera_id, longest_side))

    def fetch(self, watched: Watched) -> None:
        """Ask every worker once for what is new of its cameras."""
        with self._lock:
            keys = list(self._viewers)
        if not keys:
            return
        camera_ids = {camera_id for camera_id, _ in keys}
        watched.glance(camera_ids)
        workers = watched.workers_of(camera_ids)
        for longest_side in sorted({side for _, side in keys}):
            here = [camera_id for camera_id, side in keys if side == longest_side]
            for worker, part in _by_worker(here, workers):
                self._take(worker.glance(self._wanted(part, longest_side)), longest_side)

    def _wanted(self, camera_ids: Collection[UUID], longest_side: int) -> dict[UUID, Wanted]:
        return {
            camera_id: Wanted(longest_side, self._known(camera_id, longest_side))
            for camera_id in camera_ids
        }

    def _known(self, camera_id: UUID, longest_side: int) -> int:
        known = self.picture(camera_id, longest_side)
        return known.sequence if known else -1

    def _take(self, found: Mapping[UUID, Glance], longest_side: int) -> None:
        with self._lock:
            for camera_id, glance in found.items():
                if (camera_id, longest_side) in self._viewers:
                    self._pictures[camera_id, longest_side] = glance

    def _leave(self, keys: Sequence[tuple[UUID, int]]) -> None:
        with self._lock:
            self._viewers.subtract(keys)
            for key in keys:
                if self._viewers[key] <= 0:
                    del self._viewers[key]
                    self._pictures.pop(key, None)

    def _require_room(self, camera_ids: Collection[UUID]) -> None:
        watched = {camera_id for camera_id, _ in self._viewers}
        if len(watched | set(camera_ids)) > max(self._most, len(watched)):
            setting = "ALGOMART_LIVE_CAMERAS"
            raise LiveFull(limit=self._most, used=len(watched), setting=setting)


def _by_worker(
    camera_ids: Collection[UUID], workers: Mapping[UUID, WorkerProcess]
) -> Iterator[tuple[WorkerProcess, list[UUID]]]:
    found: dict[str, tuple[WorkerProcess, list[UUID]]] = {}
    for camera_id in camera_ids:
        if (worker := workers.get(camera_id)) is not None:
            found.setdefault(worker.id, (worker, []))[1].append(camera_id)
    yield from found.values()
