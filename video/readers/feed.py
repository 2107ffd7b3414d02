"""One camera's reader: a thread that connects, reads, keeps the newest due frame, and tries again."""

import time
from contextlib import closing
from datetime import datetime
from threading import Event, Thread

from algorithms.contract.values import Frame
from core.clock import Clock, SystemClock
from core.log import get_logger
from core.net.allowed import Allowed
from video.readers.backoff import Backoff
from video.readers.capture import Capture, configure
from video.readers.demand import Demand
from video.readers.link import FAILURES, Link, LinkState
from video.readers.probe import probe
from video.readers.slot import Slot

HEALTHY_S = 10.0
BACKLOG_S = 2.0

_log = get_logger(__name__)


class Feed:
    """Watches one camera until stopped; a worker takes frames from it and reads its link."""

    def __init__(
        self,
        demand: Demand,
        *,
        open_timeout_s: float,
        read_timeout_s: float,
        reconnect_max_s: float,
        allowed: Allowed,
        clock: Clock | None = None,
    ) -> None:
        self.demand = demand
        self._allowed = allowed
        self._timeouts_s = (open_timeout_s, read_timeout_s)
        self._clock = clock or SystemClock()
        self._backoff = Backoff(reconnect_max_s)
        self._slot = Slot(demand.interval_s)
        self._state: tuple[LinkState, str | None, datetime] = (
            "connecting",
            None,
            self._clock.now(),
        )
        self._frames = self._sequence = 0
        self._shape: tuple[int, ...] | None = None
        self._busy_since: float | None = None
        self._stopping = Event()
        # A daemon, so that a call hung in a native library cannot keep the worker from ending.
        self._thread = Thread(target=self._run, name=f"feed-{demand.camera_id}", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        configure()
        self._thread.start()

    def take(self, now: datetime) -> Frame | None:
        """Return the newest frame when a look is due, else None."""
        return self._slot.take(now)

    def pace(self, interval_s: float) -> None:
        """Change the interval between looks without reconnecting."""
        self._slot.pace(interval_s)

    @property
    def link(self) -> Link:
        """How the link is now."""
        state, reason, since = self._state
        return Link(state, reason, since, self._frames, dict(self._slot.drops))

    def stuck(self, limit_s: float) -> bool:
        """Say whether the reader has been inside one native call for longer than this."""
        since = self._busy_since
        return since is not None and time.monotonic() - since > limit_s

    def stop(self, timeout_s: float) -> bool:
        """Ask the reader to end and say whether it did in time; a hung one is left behind."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            reason = self._attempt()
            if self._stopping.is_set():
                return
            self._set(FAILURES[reason], reason)
            self._stopping.wait(self._backoff.next_s())

    def _attempt(self) -> str:
        try:
            return self._watch()
        except Exception as error:  # noqa: BLE001 - the camera loop: the next attempt may do better
            self._slot.drops["error"] += 1
            _log.error("reader failed", camera=self._id, error=type(error).__name__)
            return "reader_failed"
        finally:
            self._busy_since = None

    def _watch(self) -> str:
        """Connect and read until the link breaks; return why it did."""
        self._busy_since = time.monotonic()
        probed = probe(self.demand.url, self._timeouts_s[0], self._allowed)
        if probed.reason is not None or self._stopping.is_set():
            return probed.reason or "hung_up"
        capture = Capture.open(probed.url, *self._timeouts_s)
        if capture is None:
            return "undecodable"
        with closing(capture):
            return self._read(capture)

    def _read(self, capture: Capture) -> str:
        opened = time.monotonic()
        before = self._frames
        waits = 0
        while not self._stopping.is_set():
            self._busy_since = began = time.monotonic()
            grabbed = capture.grab()
            now = time.monotonic()
            if not grabbed:
                timed_out = now - began > self._timeouts_s[1] / 2
                return _silence(self._frames - before, timed_out=timed_out)
            self._received(now - opened)
            # What piled up while the stream was being opened is old; it ends where grabbing waits.
            waits += now - began > capture.frame_s / 2
            if waits >= 2 or now - opened > BACKLOG_S:
                self._offer(capture)
        return "hung_up"

    def _received(self, open_s: float) -> None:
        self._frames += 1
        self._set("streaming", None)
        if open_s > HEALTHY_S:
            self._backoff.reset()

    def _offer(self, capture: Capture) -> None:
        now = self._clock.now()
        if not self._slot.wants(now):
            return
        pixels = capture.retrieve()
        if pixels is None:
            self._slot.drops["undecodable"] += 1
            return
        if self._shape not in (None, pixels.shape):
            _log.info("frame size changed", camera=self._id, size=list(pixels.shape[:2]))
        self._shape = pixels.shape
        self._sequence += 1
        self._slot.put(Frame(self.demand.camera_id, self._sequence, now, pixels))

    def _set(self, state: LinkState, reason: str | None) -> None:
        if self._state[:2] != (state, reason):
            self._state = (state, reason, self._clock.now())
            _log.info("camera link changed", camera=self._id, state=state, reason=reason)

    @property
    def _id(self) -> str:
        return str(self.demand.camera_id)


def _silence(received: int, *, timed_out: bool) -> str:
    if not received:
        return "no_frames"
    return "stalled" if timed_out else "hung_up"
