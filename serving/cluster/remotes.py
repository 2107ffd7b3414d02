"""Versions whose models stay with their vendors: asked by each node's model host, no worse for anybody else.

Connections are kept between calls, and watched meanwhile. What is sent is on the trail before it leaves:
which camera, to which endpoint, once an hour.
"""

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from accounts.audit.service import record
from algorithms.contract.manifest import Manifest, RemoteStage
from algorithms.contract.values import Detection
from algorithms.decoders import DecoderError, decode
from core.database.engine import transaction
from core.errors import AlgomartError
from core.http.services import Services
from core.log import get_logger
from core.settings import Settings
from registry.catalogue.model import Version
from registry.catalogue.strikes import strike
from registry.metering.service import hour_of
from registry.remote import service as endpoints
from registry.remote.breaker import Breaker
from registry.remote.client import RemoteModel
from registry.remote.errors import EndpointFailed, EndpointResting
from registry.remote.lines import Lines
from registry.remote.outward import Address
from registry.sandbox import OutputRejected
from serving import opening
from serving.cluster.batch import Batch, Found
from serving.cluster.desk import AWAY
from serving.jobs import Job
from video.cameras.model import Camera

_log = get_logger(__name__)
ANEW_S = 5.0
"""An approval that is withdrawn, another address, another credential: that is read so often."""
WATCHED_S = 1.0
"""The same is looked for so often while a connection is kept, so that it ends even if nothing is sent."""


@dataclass(frozen=True, slots=True)
class Remote:
    """One version as it is asked now."""

    stage: RemoteStage
    endpoint_id: UUID
    address: Address
    read_s: float


@dataclass(eq=False)
class Remotes:
    """Asks endpoints; frames that came to nothing are None, and the endpoint's row says why."""

    services: Services
    _manifests: dict[UUID, Manifest] = field(default_factory=dict)
    _remotes: dict[UUID, Remote] = field(default_factory=dict)
    _breakers: dict[UUID, Breaker] = field(default_factory=dict)
    _troubles: dict[UUID, str | None] = field(default_factory=dict)
    """What this process last wrote of an endpoint."""
    _noted: set[tuple[datetime, UUID, UUID]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _watching: Job | None = None
    _lines: Lines = field(init=False)

    def __post_init__(self) -> None:
        self._lines = Lines(self.services.settings)

    @classmethod
    def open(cls, settings: Settings) -> "Remotes":
        """Return those of a process that was told nothing but where home is."""
        return cls(opening.services(settings, pool_size=2))

    def knows(self, version_id: UUID) -> bool | None:
        """Tell the same as `has` without waiting; None where that has to be looked up."""
        known = self._manifests.get(version_id)
        return None if known is None else known.remote is not None

    def has(self, version_id: UUID) -> bool:
        """Tell whether a version is asked at its vendor's."""
        return self._manifest(version_id).remote is not None

    def infer(self, batch: Batch) -> list[Found]:
        """Return what is found in the frames of a batch; one that came to nothing is None."""
        most = self._manifest(batch.version_id).batch_max
        return [found for part in batch.parts(most) for found in self._found(part)]

    def close(self) -> None:
        """Let go of what is open."""
        with self._lock:
            watching, self._watching = self._watching, None
        if watching is not None:
            watching.__exit__()
        self._lines.close()

    def _found(self, part: Batch) -> Sequence[Found]:
        try:
            return self._asked(part)
        except EndpointFailed as failure:
            _log.info("endpoint gave nothing", version=str(part.version_id), why=failure.trouble)
        except (OutputRejected, DecoderError) as failure:
            version, error = str(part.version_id), str(failure)
            _log.warning("endpoint answered wrongly", version=version, error=error)
            self._strike(part, failure)
        except AWAY as error:
            _log.warning("nothing is sent that is not on the trail", error=str(error))
        return [None] * len(part.camera_ids)

    def _asked(self, part: Batch) -> list[list[Detection]]:
        one = self._remote(part.version_id)
        self._note(one, part)
        self._begin_watching()
        with self._counted(one.endpoint_id), self._lines.lent(one.endpoint_id, one.address) as http:
            outputs = RemoteModel(http, one.address, one.stage).run(part.pixels)
        return decode(one.stage.decoder, outputs, part.letterboxes)

    def _manifest(self, version_id: UUID) -> Manifest:
        """Return what a version says of itself, which never changes."""
        known = self._manifests.get(version_id)
        if known is None:
            with transaction(self.services.sessions) as session:
                version = session.get_one(Version, version_id)
                known = Manifest.model_validate(version.manifest)
            self._manifests[version_id] = known
        return known

    def _remote(self, version_id: UUID) -> Remote:
        """Return a version as it is asked now; raises `EndpointFailed` where it must not be."""
        known, now_s = self._remotes.get(version_id), time.monotonic()
        if known is None or now_s - known.read_s > ANEW_S:
            self._remotes.pop(version_id, None)
            known = self._remotes[version_id] = self._read(version_id, now_s)
        return known

    def _read(self, version_id: UUID, now_s: float) -> Remote:
        services, manifest = self.services, self._manifest(version_id)
        stage = manifest.remote
        assert stage is not None
        with transaction(services.sessions) as session:
            vendor_id = session.get_one(Version, version_id).owner_id
            one = endpoints.named(session, vendor_id, stage.endpoint)
        try:
            address = endpoints.address_of(one, services.settings, services.keyring)
        except EndpointFailed as failure:
            self._tell(one.id, failure.trouble)
            raise
        return Remote(stage, one.id, address, now_s)

    def _begin_watching(self) -> None:
        with self._lock:
            if self._watching is None:
                self._watching = Job("endpoints", WATCHED_S, self.watch).__enter__()

    def watch(self) -> None:
        """End connections that were kept for long enough, and those to where nothing may be sent any more."""
        self._lines.sweep()
        kept = self._lines.open()
        if not kept:
            return
        services = self.services
        with transaction(services.sessions) as session:
            let_in = endpoints.let_in(session, kept, services.settings, services.keyring)
        for endpoint_id, address in kept.items():
            if let_in.get(endpoint_id) != address:
                self._forget(endpoint_id)
                self._lines.cut(endpoint_id)

    def _forget(self, endpoint_id: UUID) -> None:
        """Read anew what is asked there before the next call."""
        for version_id, one in [*self._remotes.items()]:
            if one.endpoint_id == endpoint_id:
                self._remotes.pop(version_id, None)

    def _note(self, one: Remote, part: Batch) -> None:
        """Put on the trail which cameras are looked at there, each once an hour and before it is."""
        clock = self.services.clock
        hour = hour_of(clock.now())
        with self._lock:
            self._noted = {key for key in self._noted if key[0] == hour}
            fresh = {(hour, part.version_id, key) for key in part.camera_ids} - self._noted
        if not fresh:
            return
        told = {"url": one.address.url, "version_id": part.version_id}
        with transaction(self.services.sessions) as session:
            cameras = select(Camera).where(Camera.id.in_([camera for *_, camera in fresh]))
            for camera in session.scalars(cameras):
                record(session, None, "camera.send", camera, after=told, clock=clock)
        with self._lock:
            self._noted |= fresh

    @contextmanager
    def _counted(self, endpoint_id: UUID) -> Iterator[None]:
        """Let a call out if the endpoint's breaker admits it, and tell the breaker what came of it."""
        with self._lock:
            breaker = self._breakers.setdefault(endpoint_id, Breaker())
        if not breaker.admits():
            raise EndpointResting
        trouble: str | None = "failed"
        try:
            yield
            trouble = None
        except OutputRejected:  # it did answer: that is the model's fault, not the endpoint's
            trouble = None
            raise
        except EndpointFailed as failure:
            trouble = failure.trouble
            raise
        finally:
            if trouble is None:
                breaker.succeeded()
            else:
                breaker.failed()
                self._lines.cut(endpoint_id)
            if trouble is None or breaker.is_open:
                self._tell(endpoint_id, trouble)

    def _tell(self, endpoint_id: UUID, trouble: str | None) -> None:
        """Write what is wrong with an endpoint, or that nothing is, where that is news."""
        if endpoint_id in self._troubles and self._troubles[endpoint_id] == trouble:
            return
        try:
            with transaction(self.services.sessions) as session:
                endpoints.set_trouble(session, endpoint_id, trouble, self.services.clock)
            self._troubles[endpoint_id] = trouble
        except AWAY as error:
            _log.warning("an endpoint's state was not written", error=str(error))

    def _strike(self, part: Batch, failure: AlgomartError) -> None:
        """Hold a wrong answer against the version; a batch counts as its first frame."""
        digest = hashlib.sha256(part.pixels[0].tobytes()).hexdigest()
        with transaction(self.services.sessions) as session:
            camera_id, clock = part.camera_ids[0], self.services.clock
            strike(session, part.version_id, camera_id, digest, failure.code, clock)
