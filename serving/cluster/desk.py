"""Where a worker's decisions are stored: database and blobs, or on disk until both are back."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from algorithms.contract.values import Frame
from cases.events.manifest import seal
from cases.events.report import Report
from cases.events.service import report as store
from cases.events.spool import Spool
from cases.evidence import prepare
from cases.evidence.prepare import PreparedEvidence
from cases.rules import Decision, End, Raise, Update
from core.blobs import BlobsAway
from core.database.engine import transaction
from core.errors import Conflict
from core.http.services import Services
from core.log import get_logger
from core.text import Text
from serving.cluster.assignment import Judged
from serving.cluster.clips import Clips
from video.cameras.service import hold_lease

_log = get_logger(__name__)
UPDATE_EVERY_S = 5
"""An open incident is seen with every look; its row follows this often."""
AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""What SQLAlchemy raises while the database is away."""
_UNSTORED = (*AWAY, BlobsAway)
"""A report waits on disk for either: the database, or the store of its pictures."""


class LeaseLost(Conflict):
    """Another worker watches this camera now; this one's decision does not count."""

    code = "lease_lost"
    detail = Text(
        "摄像机 {camera_id} 已由其他进程接管。", "Another worker watches camera {camera_id} now."
    )


class Desk:
    """Stores decisions of one worker, under the lease of each camera."""

    def __init__(self, services: Services, spool: Spool, clips: Clips | None = None) -> None:
        self._services = services
        self._clips = clips
        self._spool = spool
        self._seal = partial(seal, keyring=services.keyring, clock=services.clock)
        self._updated_at: dict[tuple[UUID, str], datetime] = {}
        self.epochs: dict[UUID, int] = {}

    def report(self, judged: Judged, decision: Decision, frame: Frame) -> None:
        """Commit the decision, or append it to the spool; raise when neither can be done."""
        key = (judged.source.watcher_id, decision.incident.key)
        if isinstance(decision, Update) and not self._due(key, frame):
            return
        if isinstance(decision, Raise):
            self._raise(judged, decision, frame)
        else:
            self.keep(Report(judged.source, judged.rule, decision))
        if isinstance(decision, End):
            self._updated_at.pop(key, None)
        else:
            self._updated_at[key] = frame.taken_at

    def keep(self, told: Report) -> None:
        """Commit a report whose pictures are made, or append it to the spool."""
        if self.spooled:  # order matters: an end must not overtake its raise
            self._spool.append(told)
            return
        try:
            self._commit(told)
        except _UNSTORED as error:
            _log.warning("a store is away, keeping a report on disk", error=str(error))
            self._spool.append(told)

    def drain(self) -> None:
        """Store what waits on disk, oldest first; quietly later while there is nowhere to."""
        try:
            services = self._services
            self._spool.drain(services.sessions, services.blobs, services.keyring)
        except _UNSTORED:
            return

    def close(self) -> None:
        """Let go of the spool; what waits in it is drained by whoever comes next."""
        self._spool.close()

    @property
    def spooled(self) -> int:
        """Reports that wait on disk."""
        return len(self._spool)

    def _due(self, key: tuple[UUID, str], frame: Frame) -> bool:
        last = self._updated_at.get(key)
        return last is None or (frame.taken_at - last).total_seconds() >= UPDATE_EVERY_S

    def _evidence(self, judged: Judged, decision: Raise, frame: Frame) -> PreparedEvidence:
        return prepare.encode(
            frame.pixels,
            decision.hits,
            event_type=judged.rule.event_type,
            title=judged.source.title,
            language=self._services.settings.language,
            taken_at=frame.taken_at,
        )

    def _raise(self, judged: Judged, decision: Raise, frame: Frame) -> None:
        """Report an incident with its pictures; its clip comes when it is over, and waits for nobody."""
        evidence = self._evidence(judged, decision, frame)
        if self._clips is None or judged.source.subscription_id is None:
            self.keep(Report(judged.source, judged.rule, decision, evidence))
            return
        take = self._clips.begin(frame)
        evidence = replace(evidence, absent=(*evidence.absent, take.absent))
        told = Report(judged.source, judged.rule, decision, evidence)
        self.keep(told)
        self._clips.follow(told.event_id, take)

    def _commit(self, told: Report) -> None:
        if told.evidence is not None:
            told = replace(told, evidence=prepare.store(self._services.blobs, told.evidence))
        camera_id = told.source.camera_id
        with transaction(self._services.sessions) as session:
            if not hold_lease(session, camera_id, self.epochs.get(camera_id, -1)):
                raise LeaseLost(camera_id=camera_id)
            store(session, told, self._seal)
