"""The versions that have children now: started on first use, struck when they fail, evicted when idle."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
import psutil
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from algorithms.contract.manifest import Manifest, ModelStage
from algorithms.contract.values import Detection
from algorithms.decoders import DecoderError, decode
from core.blobs import Blobs
from core.clock import SystemClock
from core.database.engine import Sessions, open_engine, session_factory, transaction
from core.errors import AlgomartError
from core.log import get_logger
from core.settings import Settings
from registry.catalogue.model import Version
from registry.catalogue.strikes import strike
from registry.sandbox import Child, ChildFailed, ChildTimedOut, Limits
from registry.sandbox import engine as engines
from registry.sandbox.signature import Signature
from registry.tuning import service as tuning
from registry.tuning.machine import machine
from registry.tuning.service import Served
from serving import opening
from serving.cluster.batch import Batch, Found
from serving.cluster.children import Children, Seat

_log = get_logger(__name__)
RESIDENT_MAX = 16
IDLE_S = 600
RETRY_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Pauses before a child that would not start is tried again."""
RENEW_S = 60.0
"""A version was tuned since: that is asked so often, and taken up without a frame being lost."""
BUSY_PERCENT = 90
"""A timeout on a machine busier than this says nothing about the model."""


@dataclass(frozen=True, slots=True)
class Use:
    """What children are kept for."""

    callers: bool
    """Whether they serve pictures and tensors that callers send, not the frames of cameras."""
    share: float
    """Most children of one version, as a part of the machine's cores."""
    batch_most: int | None = None
    """Most frames at once, where the manifest would allow more."""
    niceness: int = 0
    """How far they stand back behind this process where the machine is busy."""


CAMERAS = Use(callers=False, share=1)
CALLERS = Use(callers=True, share=0.5, batch_most=8, niceness=10)
"""Nothing a caller sends may cost a camera its look: his children are others, and stand back."""


@dataclass(frozen=True, slots=True)
class Fed:
    """What a model made of a caller's tensor: its outputs in the model's order, and how long it took."""

    outputs: list[NDArray[Any]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Model:
    """What a child is started from."""

    manifest: Manifest
    run: Served
    built_in: bool
    tuned: bool = False
    """Whether that is not the vendor's file as handed in but another way, which ran faster here."""

    @classmethod
    def of(cls, session: Session, version: Version, use: "Use", here: str) -> "Model":
        """Return the model of a version: for cameras the way that was measured to be the fastest `here`."""
        manifest = Manifest.model_validate(version.manifest)
        built_in = (version.approval or {}).get("by") == "release"
        plain = Served.as_handed_in(version)
        run = plain if use.callers else tuning.served(session, version, here)
        return cls(manifest, run, built_in, tuned=run != plain)

    @property
    def stage(self) -> ModelStage:
        """The one stage this release serves; the shelf refuses goods with more."""
        return self.manifest.model_stages[0]

    def limits(self, use: Use, settings: Settings) -> Limits:
        """Return what a child of it may use."""
        most = self.manifest.batch_max
        return Limits(
            batch_max=min(most, use.batch_most or most),
            memory_mb=settings.model_memory_mb,
            tensors=use.callers,
        )


@dataclass(eq=False)
class Resident:
    """One version and its children."""

    model: Model
    children: Children
    used_at: float = field(default_factory=time.monotonic)
    asked_at: float = field(default_factory=time.monotonic)
    """When it was last asked whether another way of running it was measured to be faster."""
    suspect: bool = False
    """A batch failed: until a whole call passes, frames run alone, so that blame finds its frame."""
    failures: int = 0
    retry_at: float = 0.0
    inferred: int = 0
    opening: threading.Lock = field(default_factory=threading.Lock)
    """Held while the first child starts before any frame asked for one."""


class Residents:
    """Children by version, at most `RESIDENT_MAX`, the least recently used leaving first."""

    def __init__(
        self, settings: Settings, sessions: Sessions, blobs: Blobs, use: Use = CAMERAS
    ) -> None:
        self._settings = settings
        self._sessions = sessions
        self._blobs = blobs
        self._use = use
        self._here = machine(settings.openvino_python)
        self._most = max(1, int(len(os.sched_getaffinity(0)) * use.share))
        self._by_version: dict[UUID, Resident] = {}
        self._lock = threading.Lock()
        self._clock = SystemClock()

    @classmethod
    def open(cls, settings: Settings, use: Use = CAMERAS) -> "Residents":
        """Return the residents of a process that was told nothing but where home is."""
        engine = open_engine(opening.database_url(settings), pool_size=2)
        return cls(settings, session_factory(engine), opening.blobs(settings), use)

    def infer(self, batch: Batch) -> list[Found]:
        """Run a batch; frames lost with the model come back as None."""
        self._renew(batch.version_id)
        with self._seat(batch.version_id) as (resident, seat):
            step = 1 if resident.suspect else resident.model.manifest.batch_max
            found: list[Found] = []
            for part in batch.parts(step):
                found += self._run(resident, seat, part)
            resident.suspect = any(one is None for one in found)
            return found

    def prepare(self, version_id: UUID) -> None:
        """Have a version ready to answer at once: loaded, and warm by a blank picture.

        One that cannot be loaded is left to its first frames, which say so.
        """
        resident = self._resident(version_id)
        with resident.opening:
            if resident.children.pids:
                return
            with resident.children.seat() as seat:
                self._warm(resident, seat)

    def feed(self, version_id: UUID, tensor: NDArray[Any]) -> Fed:
        """Run a caller's own tensor, as the model takes it; raises `ChildFailed`."""
        with self._seat(version_id) as (resident, seat):
            try:
                child = seat.child or self._start(resident, seat)
                began = time.perf_counter()
                outputs = child.feed(tensor, self._settings.infer_timeout_s)
            except ChildFailed as failure:
                self._failed(resident, seat, failure)
                raise
            resident.failures = 0
            resident.inferred += len(tensor)
            return Fed(outputs, time.perf_counter() - began)

    def signature(self, version_id: UUID) -> Signature | None:
        """Return what a model takes and gives, loading it if need be; raises `ChildFailed`."""
        with self._seat(version_id) as (resident, seat):
            try:
                return (seat.child or self._start(resident, seat)).signature
            except ChildFailed as failure:
                self._failed(resident, seat, failure)
                raise

    def status(self) -> Sequence[dict[str, object]]:
        """Return what is resident, for the operator."""
        with self._lock:
            return [
                {
                    "version_id": str(version_id),
                    "pids": resident.children.pids,
                    "inferred": resident.inferred,
                    "failures": resident.failures,
                }
                for version_id, resident in self._by_version.items()
            ]

    def close(self) -> None:
        """End every child."""
        with self._lock:
            for resident in self._by_version.values():
                resident.children.close()
            self._by_version.clear()

    @contextmanager
    def _seat(self, version_id: UUID) -> Iterator[tuple[Resident, Seat]]:
        resident = self._resident(version_id)
        with resident.children.seat() as seat:
            resident.used_at = time.monotonic()
            yield resident, seat

    def _resident(self, version_id: UUID) -> Resident:
        """Return a version's children; frames of others wait neither for the database nor for an eviction."""
        with self._lock:
            known = self._by_version.get(version_id)
        if known is not None:
            return known
        fresh, leaving = Resident(self._model(version_id), Children(self._most)), []
        with self._lock:
            if version_id not in self._by_version:
                leaving = self._evict()
            resident = self._by_version.setdefault(version_id, fresh)
        for one in leaving:
            one.children.retire()
        return resident

    def _model(self, version_id: UUID) -> Model:
        with transaction(self._sessions) as session:
            return Model.of(session, session.get_one(Version, version_id), self._use, self._here)

    def _renew(self, version_id: UUID) -> None:
        """Look now and then whether a version was tuned since; if so, go on with that, once it is warm."""
        with self._lock:
            known, now = self._by_version.get(version_id), time.monotonic()
            if known is None or now - known.asked_at < RENEW_S:
                return
            known.asked_at = now
        threading.Thread(target=self._take_up, args=(version_id, known), daemon=True).start()

    def _take_up(self, version_id: UUID, known: Resident) -> None:
        model = self._model(version_id)
        if model.run == known.model.run:
            return
        tuned = Resident(model, Children(self._most))
        with tuned.children.seat() as seat:
            self._warm(tuned, seat)
        with self._lock:
            if tuned.failures or self._by_version.get(version_id) is not known:
                tuned.children.close()
                return
            self._by_version[version_id] = tuned
        known.children.retire()
        _log.info("model renewed", algorithm=model.manifest.id, version=model.manifest.version)

    def _evict(self) -> list[Resident]:
        """Take out those who leave for one more: their children end what they have in hand, and then end."""
        oldest_first = sorted(self._by_version.items(), key=lambda item: item[1].used_at)
        room_needed = len(oldest_first) + 1 - RESIDENT_MAX
        idle_since = time.monotonic() - IDLE_S
        return [
            self._by_version.pop(version_id)
            for index, (version_id, resident) in enumerate(oldest_first)
            if index < room_needed or resident.used_at < idle_since
        ]

    def _run(self, resident: Resident, seat: Seat, part: Batch) -> list[Found]:
        try:
            detections = self._detect(resident, seat, part)
        except (ChildFailed, DecoderError) as failure:
            running, overloaded = self._failed(resident, seat, failure), _overloaded(failure)
            if resident.model.tuned and not overloaded:
                self._give_up(part.version_id, resident)
            elif running and len(part.camera_ids) == 1 and not (overloaded or self._use.callers):
                self._strike(part, failure)
            return [None] * len(part.camera_ids)
        resident.failures = 0
        resident.inferred += len(part.camera_ids)
        return list(detections)

    def _give_up(self, version_id: UUID, resident: Resident) -> None:
        """Go back to the vendor's file: what fails in another way of running is not the vendor's fault."""
        with transaction(self._sessions) as session:
            tuning.give_up(session, version_id, self._here, self._clock)
        with self._lock:
            if self._by_version.get(version_id) is resident:
                del self._by_version[version_id]
        resident.children.retire()

    def _detect(self, resident: Resident, seat: Seat, part: Batch) -> list[list[Detection]]:
        child = seat.child or self._start(resident, seat)
        outputs: list[NDArray[Any]] = child.run(part.pixels, self._settings.infer_timeout_s)
        return decode(resident.model.stage.decoder, outputs, part.letterboxes)

    def _warm(self, resident: Resident, seat: Seat) -> None:
        spec = resident.model.stage.input
        blank = np.zeros((1, spec.height, spec.width, 3), np.uint8)
        try:
            child = seat.child or self._start(resident, seat)
            child.run(blank, self._settings.infer_timeout_s)
        except ChildFailed as failure:
            self._failed(resident, seat, failure)  # no camera's frame: no strike

    def _start(self, resident: Resident, seat: Seat) -> Child:
        if time.monotonic() < resident.retry_at:
            raise ChildFailed(reason="it is being held back after a failure")
        model, manifest = resident.model, resident.model.manifest
        limits = model.limits(self._use, self._settings)
        data = self._blobs.get(model.run.digest)
        runs = engines.named(model.run.engine, self._settings.openvino_python)
        child = Child.start(data, model.stage.input, limits, runs)
        if not (child.level.sufficient or self._settings.serve_unsandboxed or model.built_in):
            child.close()
            raise ChildFailed(reason=child.level.text.en)
        resident.children.started(seat, child)
        if self._use.niceness:
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, child.pid, min(19, own + self._use.niceness))
        _log.info("model started", algorithm=manifest.id, version=manifest.version, pid=child.pid)
        return child

    def _failed(self, resident: Resident, seat: Seat, failure: AlgomartError) -> bool:
        """End the child, hold the next one back where failures repeat; return whether there was one."""
        running = resident.children.lost(seat)
        if resident.failures or not running:
            pause = RETRY_S[min(resident.failures, len(RETRY_S) - 1)]
            resident.retry_at = max(resident.retry_at, time.monotonic() + pause)
        resident.failures += 1
        _log.warning("model failed", algorithm=resident.model.manifest.id, error=str(failure))
        return running

    def _strike(self, part: Batch, failure: AlgomartError) -> None:
        digest = hashlib.sha256(part.pixels.tobytes()).hexdigest()
        with transaction(self._sessions) as session:
            camera_id = part.camera_ids[0]
            strike(session, part.version_id, camera_id, digest, failure.code, self._clock)


def _overloaded(failure: AlgomartError) -> bool:
    return isinstance(failure, ChildTimedOut) and psutil.cpu_percent() > BUSY_PERCENT
