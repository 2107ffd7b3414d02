"""Clips of one worker: begun when an event is raised, cut and stored when they are over, by a thread.

What is being made lives in this process. If it dies, the head gives up the piece when its time is over
(`cases.events.pieces.expire`), and the event says that its clip is missing.
"""

import hashlib
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from algorithms.contract.values import Frame
from cases.events import pieces
from cases.evidence.prepare import Absent, Piece
from core.blobs import BlobsAway
from core.database.engine import transaction
from core.home import StorageFull
from core.http.services import Services
from core.log import get_logger
from video.films import Clip, ClipUncuttable, Film, Roll, cut
from video.films.mp4 import MEDIA_TYPE

_log = get_logger(__name__)
EVERY_S = 0.5
FILMS_MAX = 64
"""Films of one worker that are being made at a time."""
WAITING_MAX = 16
"""Finished clips that wait for their store, or for their event to be stored."""
PATIENCE = timedelta(seconds=120)
"""A clip should be there so long after its film is over."""
_AWAY = (OperationalError, InterfaceError, PoolTimeout)


@dataclass(frozen=True, slots=True)
class Take:
    """A film that was begun, or why there is none, and what the event says of it until it is there."""

    film: Film | None
    absent: Absent


@dataclass(eq=False)
class _Job:
    event_id: UUID
    film: Film | None
    piece: Piece | None = None
    reason: str | None = None
    """Why the clip is missing, or shorter than it should be."""
    stored: bool = False


class Clips:
    """Films under way, and finished clips on their way to their events."""

    def __init__(self, services: Services, film: Callable[[UUID, float], Film | None]) -> None:
        self._services, self._film = services, film
        self._jobs: deque[_Job] = deque()
        self._mutex = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clips", daemon=True)

    def start(self) -> None:
        """Begin to cut what is over."""
        self._thread.start()

    def begin(self, frame: Frame) -> Take:
        """Begin a film about a frame; it goes on by itself."""
        if len(self._jobs) >= FILMS_MAX:
            return Take(None, Absent(pieces.CLIP, "missing", "too_many"))
        film = self._film(frame.camera_id, frame.received_s)
        if film is None:
            return Take(None, Absent(pieces.CLIP, "missing", "nothing_recorded"))
        left = timedelta(seconds=max(0.0, film.until_s - time.monotonic()))
        due_at = self._services.clock.now() + left + PATIENCE
        return Take(film, Absent(pieces.CLIP, "making", due_at=due_at))

    def follow(self, event_id: UUID, take: Take) -> None:
        """See to it that a film gets to its event, which is stored or waits on disk by now."""
        if take.film is not None:
            with self._mutex:
                self._jobs.append(_Job(event_id, take.film))

    def stop(self, timeout_s: float) -> None:
        """End what is under way and store what there is of it, as far as that can be done in time."""
        for job in list(self._jobs):
            if job.film is not None:
                job.film.end("worker_stopped")
        self._stopping.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            self._round()
        self._round()

    def _round(self) -> None:
        now_s = time.monotonic()
        for job in list(self._jobs):
            if job.film is not None and not job.film.done(now_s):
                continue
            try:
                done = self._finished(job)
            except Exception as error:  # noqa: BLE001 - a background job: one clip must not cost the others
                _log.error("a clip was lost", event_id=str(job.event_id), exc_info=error)
                done = True
            if done:
                self._drop(job)
        self._bound()

    def _finished(self, job: _Job) -> bool:
        """Do what is left to be done for a clip and say whether that was all."""
        if job.film is not None:
            job.piece, job.reason = _cut(job.film)
            job.film = None  # its packets are given back
        if not self._store(job):
            return False
        try:
            return self._told(job)
        except _AWAY:
            return False

    def _store(self, job: _Job) -> bool:
        if job.piece is None or job.stored:
            return True
        try:
            self._services.blobs.put(job.piece.data)
            job.stored = True
        except BlobsAway:
            return False
        except StorageFull:
            job.piece, job.reason = None, "disk_full"
        except OSError:
            job.piece, job.reason = None, "disk_failed"
        return True

    def _told(self, job: _Job) -> bool:
        """Write the clip down at its event; False while that waits on disk itself.

        No lease is asked for: whoever watches the camera by now, this film is the event's.
        """
        services = self._services
        keyring, clock = services.keyring, services.clock
        with transaction(services.sessions) as session:
            if job.piece is not None:
                return pieces.keep(
                    session, job.event_id, job.piece, keyring, clock, reason=job.reason
                )
            why = job.reason or "nothing_recorded"
            return pieces.lack(session, job.event_id, pieces.CLIP, why, keyring, clock)

    def _bound(self) -> None:
        """Let go of the oldest that wait: with an outage that lasts, memory must not fill with clips."""
        waiting = [job for job in list(self._jobs) if job.film is None]
        for job in waiting[: max(0, len(waiting) - WAITING_MAX)]:
            if job.piece is not None and not job.stored:
                job.piece, job.reason = None, "store_away"
            else:
                self._drop(job)

    def _drop(self, job: _Job) -> None:
        with self._mutex:
            self._jobs.remove(job)


def roll_of(services: Services) -> Roll:
    """Return how much of each stream is kept."""
    settings = services.settings
    before_s, after_s = settings.clip_before_s, settings.clip_after_s
    return Roll(before_s, after_s, settings.clip_mb << 20 if before_s or after_s else 0)


def _cut(film: Film) -> tuple[Piece | None, str | None]:
    try:
        clip = cut(film)
    except ClipUncuttable as error:
        return None, error.why
    return _piece(clip), clip.cut_short


def _piece(clip: Clip) -> Piece:
    about = {
        "codec": clip.codec,
        "seconds": round(clip.seconds, 3),
        "before_s": round(clip.before_s, 3),
        "frames": clip.frames,
        "source": "looks" if clip.sampled else "stream",
    }
    digest = hashlib.sha256(clip.data).hexdigest()
    return Piece(pieces.CLIP, digest, MEDIA_TYPE, clip.width, clip.height, clip.data, about)
