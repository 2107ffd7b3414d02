"""The API on a real socket, beside a cluster whose cameras all show a street."""

import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from fastapi import FastAPI

from cases.evidence import jpeg
from serving.api.server import bind, serving
from serving.cluster.assignment import Glance, Wanted
from serving.cluster.post import WorkerProcess
from tests.cases.evidence.scenes import street
from tests.serving.test_supervisor import PuppetWorker

STREET = street(480, 270)


@dataclass(eq=False)
class Showing(PuppetWorker):
    """A worker whose cameras all show the street, a new frame at each glance."""

    asked: list[Mapping[UUID, Wanted]] = field(default_factory=list)

    def glance(self, wanted: Mapping[UUID, Wanted]) -> Mapping[UUID, Glance]:
        self.asked.append(wanted)
        picture = jpeg.encode(STREET, kind="live")
        return {
            key: Glance(one.after + 1, datetime.now(UTC), picture) for key, one in wanted.items()
        }


@dataclass(eq=False)
class City:
    """Every camera has the same worker."""

    worker: Showing = field(default_factory=lambda: Showing("w"))
    glanced: list[Collection[UUID]] = field(default_factory=list)

    def glance(self, camera_ids: Collection[UUID]) -> None:
        self.glanced.append(camera_ids)

    def workers_of(self, camera_ids: Collection[UUID]) -> dict[UUID, WorkerProcess]:
        return dict.fromkeys(camera_ids, self.worker)


@contextmanager
def shown(app: FastAPI, city: City, *, every_s: float) -> Iterator[str]:
    """Answer requests, fetching pictures so often, while the block lasts; yields the origin."""
    wall, stopped = app.state.cluster.wall, threading.Event()

    def fetch() -> None:
        while not stopped.wait(every_s):
            wall.fetch(city)

    fetching = threading.Thread(target=fetch)
    fetching.start()
    try:
        listener = bind("127.0.0.1", 0)
        with serving(app, listener):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        fetching.join()
