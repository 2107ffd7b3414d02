"""How many events a second are taken in: reports with their pictures, through the workers' own desk.

Each process is one worker with cameras of its own. `stored` measures what the product's head and database
bear: pictures encoded before, put among the blobs, and the report committed under the camera's lease.
`encoded` has the worker make the pictures of each 1080p frame, too.
"""

import hashlib
import multiprocessing
import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

import numpy as np

from algorithms.contract.values import Detection, Frame, Pixels
from benchmarks.errors import BenchmarkFailed
from cases.events.report import Report, Source
from cases.events.spool import Spool
from cases.evidence import prepare
from cases.evidence.prepare import Piece, PreparedEvidence
from cases.rules import Incident, Raise, Rule
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from core.settings import Settings
from core.text import Text
from serving import opening
from serving.cluster.assignment import Judged
from serving.cluster.desk import Desk
from video.cameras.service import raise_epochs

Way = Literal["stored", "encoded"]
HIT = Detection("thing", 0.9, (0.3, 0.3, 0.6, 0.6))
RULE = Rule("litter.spill", ("thing",), threshold=0.5, k=1, n=1, severity="minor")


@dataclass(frozen=True, slots=True)
class Worker:
    """What one process is told."""

    settings: Settings
    sources: tuple[Source, ...]
    seconds: float
    way: Way


def source(
    place_id: UUID, owner_id: UUID, algorithm: tuple[UUID, UUID], at: tuple[float, float]
) -> Source:
    """Return what events of a camera say, whose subscription nobody needs here."""
    return Source(
        owner_id=owner_id,
        subscription_id=None,
        camera_id=place_id,
        algorithm_id=algorithm[0],
        version_id=algorithm[1],
        model_digest=None,
        title=Text("抛洒物", "Litter"),
        longitude=at[0],
        latitude=at[1],
    )


def rate(
    services: Services, sources: list[Source], processes: int, seconds: float, way: Way
) -> float:
    """Return events a second, all processes together."""
    context = multiprocessing.get_context("spawn")
    told = [
        Worker(services.settings, tuple(sources[number::processes]), seconds, way)
        for number in range(processes)
    ]
    with context.Pool(processes) as pool:
        return sum(pool.map(_work, told, chunksize=1))


def grow(home: Path) -> None:
    """Make the folders in which the pictures of a million events stand: all there are."""
    for first in range(256):
        for second in range(256):
            (home / "blobs" / f"{first:02x}" / f"{second:02x}").mkdir(parents=True, exist_ok=True)
    os.sync()


def open_desk(services: Services, sources: tuple[Source, ...], name: str) -> Desk:
    """Return a worker's desk that holds the cameras of these sources."""
    folder = Path(services.settings.home) / "spool"
    desk = Desk(services, Spool(folder, 1 << 28))
    with transaction(services.sessions) as session:
        desk.epochs = raise_epochs(session, [one.camera_id for one in sources], name)
    return desk


def picture() -> Pixels:
    """Return a 1080p frame with as much to encode as a street has."""
    chance = np.random.default_rng(5)
    small = chance.integers(40, 200, (135, 240, 3), np.uint8)
    return np.ascontiguousarray(np.kron(small, np.ones((8, 8, 1), np.uint8)))


def _work(told: Worker) -> float:
    """Report until the time is up; return events a second."""
    services = opening.services(told.settings, pool_size=2)
    desk = open_desk(services, told.sources, uuid7().hex)
    pixels = picture()
    stock = Stock.of(
        prepare.encode(
            pixels,
            (HIT,),
            event_type=RULE.event_type,
            title=told.sources[0].title,
            language="zh",
            taken_at=datetime.now(UTC),
        )
    )
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < told.seconds:
        of = told.sources[done % len(told.sources)]
        rule = replace(RULE, incident_key=uuid7().hex)
        now = datetime.now(UTC) + timedelta(microseconds=done)
        decision = Raise(Incident(now, now, looks=1, score=0.9), (HIT,))
        if told.way == "encoded":
            desk.report(Judged(rule, of), decision, Frame(of.camera_id, done, now, pixels))
        else:
            desk.keep(Report(of, rule, decision, stock.anew()))
        done += 1
    took = time.perf_counter() - began
    if desk.spooled:
        raise BenchmarkFailed(reason="the database was away")
    desk.close()
    return done / took


@dataclass(frozen=True, slots=True)
class Stock:
    """Evidence made once; its hashes go on from where the common bytes end, to cost nothing of the rate."""

    ready: PreparedEvidence
    hashed: tuple["hashlib._Hash", ...]

    @classmethod
    def of(cls, ready: PreparedEvidence) -> "Stock":
        """Take what was made."""
        return cls(ready, tuple(hashlib.sha256(one.data) for one in ready.pieces))

    def anew(self) -> PreparedEvidence:
        """Return the pieces with other bytes behind their end, so that each is a blob of its own."""
        pairs = zip(self.ready.pieces, self.hashed, strict=True)
        return replace(self.ready, pieces=tuple(_other(one, hashed) for one, hashed in pairs))


def _other(one: Piece, hashed: "hashlib._Hash") -> Piece:
    tail, own = uuid7().bytes, hashed.copy()
    own.update(tail)
    return replace(one, data=one.data + tail, digest=own.hexdigest())
