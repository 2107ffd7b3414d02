"""The camera worker: a killable process that watches many cameras."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import cv2
import psutil
from ray import serve
from ray.exceptions import RayError
from ray.serve.exceptions import RayServeException
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.detections.ledger import Ledger
from cases.detections.recorder import Recorder
from cases.detections.retention import Keep
from cases.events.service import remembered
from cases.events.spool import Spool
from cases.rules import Memory
from core import log
from core.clock import Clock
from core.database.engine import transaction
from core.settings import Settings
from registry.rollouts import cameras as rollouts
from registry.subscriptions import remote
from registry.subscriptions.service import observe
from serving import opening
from serving.cluster.assignment import Assignment, Glance, Pulse, Wanted
from serving.cluster.batch import Batch, Found
from serving.cluster.clips import Clips, roll_of
from serving.cluster.desk import AWAY, Desk
from serving.cluster.eyes import Eyes, Recalled
from serving.cluster.handover import Handover
from serving.cluster.heap import keep_pages
from serving.cluster.hours import Hours
from serving.cluster.pace import Kept
from serving.cluster.ray_node import MODELS
from serving.cluster.standing import Standing
from serving.cluster.tally import Tally
from serving.line import Line
from video.cameras.address import networks
from video.cameras.service import clear_url, record_looks
from video.quality import Examiner
from video.readers import Bounds, Demand, Feed, Governor, Patience
from video.views import service as views

_log = log.get_logger(__name__)
STATES_EVERY_S = 1.0
TRIALS_EVERY_S = 2.0
"""How often what versions on trial did is written: the product looks at it as often."""
GREET_S = 30.0
VIEWS_A_TURN = 4
"""So many usual views are kept at a time: the cameras of a worker learn theirs together."""
STUCK_SLACK_S = 4.0
"""A native call that lasts so much longer than its own time-out hangs."""


class HostedModels:
    """The model host, reached through Ray Serve; a call that fails loses its frames and says so.

    All that is due at once goes in one call, for a call costs more than what it carries (11 ms of a core,
    and 1 ms for each further batch); its answers stream back as they come, so that no model waits for a
    slower one. A model that hangs is ended by the host, a host that hangs by Serve.
    """

    def __init__(self) -> None:
        handle: Any = serve.get_app_handle(MODELS)
        handle._init(_prefer_local_routing=True)  # frames stay on their node
        self._plain, self._handle = handle, handle.options(stream=True)

    def infer(self, batches: Sequence[Batch]) -> "Sequence[Future[Sequence[Found]]]":
        """Send the batches; frames of a call that failed come back as None."""
        answers: list[Future[Sequence[Found]]] = [Future() for _ in batches]
        response = self._handle.infer.remote(batches)
        for answer in answers:
            answer.set_running_or_notify_cancel()
        threading.Thread(target=self._await, args=(response, batches, answers)).start()
        return answers

    def greet(self) -> None:
        """Find the way to the model host, which takes the first call a second."""
        with suppress(RayError, RayServeException, TimeoutError):
            self._plain.resident.remote().result(timeout_s=GREET_S)

    def prepare(self, version_id: UUID) -> "Future[None]":
        """Have a version loaded; the future ends with that, and as well where the host does not answer."""
        ready: Future[None] = Future()
        threading.Thread(target=self._prepare, args=(version_id, ready), daemon=True).start()
        return ready

    def _prepare(self, version_id: UUID, ready: "Future[None]") -> None:
        with suppress(RayError, RayServeException, TimeoutError):
            self._plain.prepare.remote(version_id).result(timeout_s=GREET_S)
        ready.set_result(None)

    def _await(
        self,
        response: Any,
        batches: Sequence[Batch],
        answers: "Sequence[Future[Sequence[Found]]]",
    ) -> None:
        try:
            for place, found in response:
                answers[place].set_result(found)
        except (RayError, RayServeException) as error:
            _log.warning("model host did not answer", error=str(error)[:200])
        for batch, answer in zip(batches, answers, strict=True):
            if not answer.done():
                answer.set_result([None] * len(batch.camera_ids))


def _recorder(settings: Settings, clock: Clock) -> Recorder | None:
    """Return what keeps detections, already writing; None where none are kept."""
    keep = Keep.of(settings)
    if not keep.days:
        return None
    recorder = Recorder(keep, clock)
    recorder.start()
    return recorder


class CameraWorker:
    """Runs one line over the cameras it is assigned; `serving.cluster.crew` makes actors of it."""

    def __init__(self, worker_id: str) -> None:
        settings = Settings()
        log.configure(settings.log_level, settings.log_format)
        cv2.setNumThreads(1)  # the many cameras of this process are enough to do at once
        keep_pages()
        self._services = opening.services(settings, pool_size=2)
        self._worker_id = worker_id
        self._process = psutil.Process()
        self._tally, self._hours = Tally(), Hours(self._services.clock)
        self._eyes = Eyes(
            self._open_feed,
            self._services.clock,
            settings.poor_after_s,
            tally=self._tally,
            recall=self._recall,
            behind_after_s=settings.behind_after_s,
            hours=self._hours,
        )
        spool = Spool(settings.home / "spool", settings.spool_mb << 20)
        self._clips = Clips(self._services, self._eyes.film)
        clips = self._clips if roll_of(self._services).bytes_max else None
        self._desk = Desk(self._services, spool, clips)
        self._recorder = _recorder(settings, self._services.clock)
        models = HostedModels()
        self._woken = threading.Event()
        self._line = Line(
            self._eyes,
            models,
            self._desk,
            returned=self._woken.set,
            ledger=Ledger(self._recorder),
            tally=self._tally,
        )
        self._governor = Governor(settings.reconnect_max_s)
        self._patience = Patience(
            settings.open_timeout_s,
            settings.read_timeout_s,
            settings.reconnect_max_s,
            settings.patrol_from_s,
        )
        self._standing = Standing()
        self._handover = Handover(models.prepare)
        self._order: Sequence[Assignment] = ()
        self._kept: dict[UUID, Kept] = {}
        self._turned_at = self._trials_at = time.monotonic()
        self._stopping, self._called = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._thread.start()
        self._clips.start()
        threading.Thread(target=self._warm, args=(models,), name="warm", daemon=True).start()

    def assign(self, number: int, assignments: Sequence[Assignment], bounds: Bounds) -> None:
        """Watch exactly these cameras from the next turn on, within these bounds of connecting.

        Orders are numbered; one that a newer one has overtaken is passed over.
        """
        if not self._standing.give(number, assignments):
            return
        self._governor.bound(bounds)
        if not self._called.is_set():
            self._turned_at = time.monotonic()
            self._called.set()

    def pulse(self) -> Pulse:
        """Tell how it goes."""
        return Pulse(
            loop_age_s=time.monotonic() - self._turned_at if self._called.is_set() else 0.0,
            stuck=self._eyes.stuck(STUCK_SLACK_S),
            looks=self._line.looks,
            drops=self._eyes.drops() + self._line.drops,
            spooled=self._desk.spooled,
            short=self._eyes.short,
            modes=self._eyes.modes(),
            connections=self._governor.status(),
            tally=self._counted(),
            behind=self._eyes.behind(),
            memory_bytes=self._process.memory_info().rss,
        )

    def _counted(self) -> Tally:
        """Return what was counted, what the governor counted with it."""
        counted = Tally()
        counted.add(self._tally)
        counted.counts.update(
            {("attempts", reason): n for reason, n in self._governor.ended.items()}
        )
        if self._recorder is not None:
            lost = self._recorder.dropped.items()
            counted.counts.update({("unrecorded", cause): n for cause, n in lost})
        return counted

    def picture(self, camera_id: UUID) -> bytes | None:
        """Return the last frame looked at, as JPEG."""
        return self._eyes.picture(camera_id)

    def glance(self, wanted: dict[UUID, Wanted]) -> dict[UUID, Glance]:
        """Return what cameras show now, where that is newer, and look at them often for a while."""
        return self._eyes.glance(wanted)

    def stop(self) -> None:
        """Finish the turn and close the cameras."""
        self._stopping.set()
        self._called.set()
        self._woken.set()
        self._thread.join(5)
        self._write_hours(now=True)
        self._clips.stop(2)
        self._eyes.close()
        self._desk.close()
        if self._recorder is not None:
            self._recorder.close()

    def _warm(self, models: HostedModels) -> None:
        """Open what the first look needs, so that a spare worker does not open it then."""
        with suppress(*AWAY), transaction(self._services.sessions) as session:
            session.execute(text("SELECT 1"))
        models.greet()

    def _run(self) -> None:
        self._called.wait()  # a spare worker rests until it is called
        states_at = 0.0
        while not self._stopping.is_set():
            try:
                self._take_assignment()
                self._line.send()
                if time.monotonic() - states_at >= STATES_EVERY_S:
                    states_at = time.monotonic()
                    self._write_states()
                    self._write_hours()
                    self._write_trials()
                    self._desk.drain()
            except Exception as error:  # noqa: BLE001 - one bad turn must not blind the other cameras
                self._line.drops["turn"] += 1
                _log.error("a turn of the line failed", exc_info=error)
            self._turned_at = time.monotonic()
            self._gather()

    def _gather(self) -> None:
        """Let frames gather for a while; what the models answer meanwhile is judged at once."""
        ends_at = time.monotonic() + self._services.settings.gather_s
        while (left_s := ends_at - time.monotonic()) > 0 and not self._stopping.is_set():
            self._woken.wait(left_s)
            self._woken.clear()
            self._line.collect()

    def _take_assignment(self) -> None:
        order = self._standing.take()
        if order is None and not self._handover.due():
            return
        self._order = self._order if order is None else order
        try:
            self._desk.drain()  # what a dead worker left must be stored before it is remembered
            assignments = self._handover.eased(self._order)
            self._remember(assignments)
            self._desk.epochs = {one.camera_id: one.epoch for one in assignments}
            self._eyes.assign(assignments)
            self._line.trials.keep(watch for one in assignments for watch in one.watches)
        except AWAY:
            self._standing.put_back(self._order)

    def _remember(self, assignments: Sequence[Assignment]) -> None:
        """Rebuild what the judge knew of subscriptions that are new here; forget those that left."""
        judged = [j for one in assignments for watch in one.watches for j in watch.judged]
        judged += [j for one in assignments for j in one.upkeep]
        wanted = {(j.source.watcher_id, j.rule.incident_key) for j in judged}
        known = {key: memory for key, memory in self._line.memories.items() if key in wanted}
        with transaction(self._services.sessions) as session:
            for key in wanted - set(known):
                known[key] = Memory.resumed(remembered(session, *key))
        self._line.memories = known

    def _open_feed(self, assignment: Assignment) -> Feed:
        with transaction(self._services.sessions) as session:
            url = clear_url(session, self._services.keyring, assignment.camera_id)
        return Feed(
            Demand(assignment.camera_id, url, assignment.interval_s, assignment.recorder),
            self._patience,
            allowed=networks(self._services.settings),
            governor=self._governor,
            clock=self._services.clock,
            roll=roll_of(self._services),
        )

    def _recall(self, one: Assignment) -> Recalled:
        """Return the camera's examiner as another worker left it."""
        with transaction(self._services.sessions) as session:
            kept = views.recall(session, one.camera_id, one.url_digest, one.view_accepted_at)
        return (Examiner.resumed(kept.view), kept.stored_at) if kept else (Examiner(), None)

    def _write_kept(self, session: Session) -> None:
        """Write how subscriptions keep their promise, where that changed."""
        kept = self._eyes.kept()
        failing = [key for key, one in kept.items() if one.state == "failing"]
        for key, reason in remote.troubles(session, failing).items() if failing else ():
            kept[key] = replace(kept[key], reason=reason)
        for subscription_id, one in kept.items():
            if self._kept.get(subscription_id) != one:
                observe(
                    session,
                    subscription_id,
                    one.state,
                    one.reason,
                    one.achieved_interval_s,
                    self._services.clock,
                    version_id=one.version_id,
                )
        self._kept = kept

    def _write_trials(self) -> None:
        """Write what versions on trial did; it waits here while the database is away."""
        if time.monotonic() - self._trials_at < TRIALS_EVERY_S:
            return
        self._trials_at = time.monotonic()
        counted = self._line.trials.take()
        if not counted:
            return
        try:
            with transaction(self._services.sessions) as session:
                rollouts.note(session, counted)
        except AWAY as error:
            self._line.trials.put_back(counted)
            _log.warning("what trials did was not written", error=str(error))

    def _write_states(self) -> None:
        states = self._eyes.states()
        if not states:
            return
        try:
            with transaction(self._services.sessions) as session:
                record_looks(session, self._worker_id, states)
                self._write_kept(session)
                for learned, epoch in self._eyes.learned(VIEWS_A_TURN):
                    views.keep(session, learned, epoch, self._services.clock)
        except AWAY as error:
            _log.warning("camera states were not written", error=str(error))

    def _write_hours(self, *, now: bool = False) -> None:
        try:
            self._hours.write(self._services.sessions, self._worker_id, now=now)
        except AWAY as error:
            _log.warning("looks were not written", error=str(error))
