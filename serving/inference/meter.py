"""What was called: figures of this process for callers and Prometheus, rows by the hour for statements."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.database.engine import Sessions, transaction
from registry.metering import service as metering
from registry.metering.service import Hour, Used
from serving.inference.values import Model

SERIES_MOST = 500
"""Pairs of organization and version Prometheus is told of; what comes after them is summed as `other`."""
OTHER = ("other", "other")
Series = tuple[str, str]


@dataclass(slots=True)
class Span:
    """How often something was done, and how long it took altogether."""

    count: int = 0
    ns: int = 0

    def add(self, seconds: float) -> None:
        """Count one more."""
        self.count += 1
        self.ns += round(seconds * 1e9)


@dataclass(frozen=True, slots=True)
class Timing:
    """What the parts of one call took, in seconds."""

    read: float = 0.0
    """From bytes to the array."""
    waited: float = 0.0
    """To the model and back, and for its turn."""
    ran: float = 0.0
    """In the model."""

    @property
    def whole(self) -> float:
        """All of it."""
        return self.read + self.waited + self.ran


@dataclass(slots=True)
class Statistics:
    """What one version was called for, since this process started."""

    last: datetime | None = None
    frames: int = 0
    success: Span = field(default_factory=Span)
    fail: Span = field(default_factory=Span)
    queue: Span = field(default_factory=Span)
    read: Span = field(default_factory=Span)
    ran: Span = field(default_factory=Span)
    by_batch: dict[int, Span] = field(default_factory=dict)


class Meter:
    """Counts calls; `flush` makes rows of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_version: defaultdict[UUID, Statistics] = defaultdict(Statistics)
        self._series: dict[Series, Used] = {}
        self._unwritten: defaultdict[Hour, Used] = defaultdict(Used)

    def succeeded(
        self, owner_id: UUID, model: Model, frames: int, timing: Timing, at: datetime
    ) -> None:
        """Count a call that was answered."""
        with self._lock:
            seen = self._by_version[model.version_id]
            seen.last, seen.frames = at, seen.frames + frames
            seen.success.add(timing.whole)
            seen.queue.add(timing.waited)
            seen.read.add(timing.read)
            seen.ran.add(timing.ran)
            seen.by_batch.setdefault(frames, Span()).add(timing.ran)
            for one in self._used(owner_id, model, at):
                one.calls += 1
                one.frames += frames
                one.seconds += timing.ran

    def failed(self, owner_id: UUID, model: Model, timing: Timing, at: datetime) -> None:
        """Count a call that the model failed on."""
        with self._lock:
            self._by_version[model.version_id].fail.add(timing.whole)
            for one in self._used(owner_id, model, at):
                one.calls += 1
                one.failures += 1

    def statistics(self, version_id: UUID) -> Statistics:
        """Return what a version was called for."""
        with self._lock:
            return self._by_version.get(version_id) or Statistics()

    def series(self) -> Mapping[Series, Used]:
        """Return the sums for Prometheus, by organization and version."""
        with self._lock:
            return dict(self._series)

    def flush(self, sessions: Sessions) -> None:
        """Write what was counted since the last time; what cannot be written stays for the next."""
        with self._lock:
            taken, self._unwritten = self._unwritten, defaultdict(Used)
        if not taken:
            return
        try:
            with transaction(sessions) as session:
                metering.add(session, taken)
        except BaseException:
            self._put_back(taken)
            raise

    def _used(self, owner_id: UUID, model: Model, at: datetime) -> tuple[Used, Used]:
        key = (str(owner_id), model.label)
        if key not in self._series and len(self._series) >= SERIES_MOST:
            key = OTHER
        hour = (owner_id, model.version_id, metering.hour_of(at))
        return self._series.setdefault(key, Used()), self._unwritten[hour]

    def _put_back(self, taken: Mapping[Hour, Used]) -> None:
        with self._lock:
            for hour, one in taken.items():
                kept = self._unwritten[hour]
                kept.calls += one.calls
                kept.frames += one.frames
                kept.failures += one.failures
                kept.seconds += one.seconds
