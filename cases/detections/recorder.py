"""Writing detections beside the line, which never waits for it: what cannot be written is counted."""

import threading
from collections import Counter, deque
from datetime import UTC, datetime
from uuid import UUID

from cases.detections import segment
from cases.detections.record import Record
from cases.detections.retention import Keep, purge
from core.clock import Clock
from core.ids import uuid7
from core.log import get_logger

_log = get_logger(__name__)
FLUSH_S = 10.0
"""Records are gathered for so long: what a killed process loses, at most."""
PURGE_S = 300.0
BUFFERED = 20_000
"""So many records wait at the most; while the disk hangs, further ones are dropped."""

Place = tuple[UUID, datetime]


class Recorder:
    """The records of one process, written by a thread of its own."""

    def __init__(self, keep: Keep, clock: Clock) -> None:
        self.dropped: Counter[str] = Counter()
        """Records that were not kept, by cause: `buffer` or `disk`."""
        self._keep, self._clock = keep, clock
        self._writer = uuid7().hex[-12:]
        self._waiting: deque[tuple[UUID, Record]] = deque()
        self._mutex = threading.Lock()
        self._flushing = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="detections", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def record(self, camera_id: UUID, record: Record) -> None:
        """Have a record written soon; returns at once."""
        with self._mutex:
            if len(self._waiting) >= BUFFERED:
                self.dropped["buffer"] += 1
                return
            self._waiting.append((camera_id, record))

    @property
    def lost(self) -> int:
        """How many records were dropped."""
        return self.dropped.total()

    def flush(self) -> None:
        """Write what waits."""
        with self._flushing:
            with self._mutex:
                waiting, self._waiting = self._waiting, deque()
            by_place: dict[Place, list[Record]] = {}
            for camera_id, record in waiting:
                by_place.setdefault((camera_id, _hour(record.taken_at)), []).append(record)
            for place, records in by_place.items():
                self._append(place, records)

    def close(self) -> None:
        """Write what waits and stop."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5)
        self.flush()

    def _run(self) -> None:
        next_purge_s = 0.0
        while not self._stopping.wait(FLUSH_S):
            self.flush()
            next_purge_s -= FLUSH_S
            if next_purge_s <= 0:
                next_purge_s = PURGE_S
                purge(self._keep, self._clock.now())

    def _append(self, place: Place, records: list[Record]) -> None:
        path = segment.path_of(self._keep.folder, *place, self._writer)
        try:
            segment.append(path, records)
        except OSError as error:
            with self._mutex:
                self.dropped["disk"] += len(records)
            _log.warning(
                "detections were not kept", path=str(path), records=len(records), error=str(error)
            )


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
