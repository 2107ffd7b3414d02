"""One camera's reader: a thread that connects, reads as the demand wants it, and tries again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread

from algorithms.contract.values import Frame, Pixels
from core.clock import Clock, SystemClock
from core.log import get_logger
from core.net.allowed import Allowed
from video.films.film import Film, Roll
from video.films.ring import LAG_S, Ring
from video.films.small import small
from video.readers import continuous, keyframes, patrol
from video.readers.backoff import Backoff
from video.readers.demand import Demand
from video.readers.gap import KeyGap
from video.readers.governor import Governor, Held, Session
from video.readers.link import FAILURES, Link, LinkState
from video.readers.mode import Means, Mode, choose
from video.readers.packets import Facts
from video.readers.probe import aim, probe, refusal
from video.readers.reading import Reading
from video.readers.shot import Coded, Stamp
from video.readers.slot import Slot
from video.readers.trust import Trust

HEALTHY_S = 10.0
SAMPLES = 6
"""So many pictures that were looked at are kept where the stream's packets are not, however old."""
_NO_CLIPS = Roll()

_log = get_logger(__name__)
_WAYS: Mapping[Mode, Callable[[Reading], str | None]] = {
    "continuous": continuous.watch,
    "keyframes": keyframes.watch,
    "patrol": patrol.visit,
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a reader waits, in seconds."""

    open_s: float
    read_s: float
    reconnect_max_s: float
    patrol_from_s: float


class Feed:
    """Watches one camera until stopped; a worker takes frames from it and reads its link."""

    def __init__(
        self,
        demand: Demand,
        patience: Patience,
        *,
        allowed: Allowed,
        governor: Governor | None = None,
        clock: Clock | None = None,
        roll: Roll = _NO_CLIPS,
    ) -> None:
        self.demand = demand
        self._roll = roll
        self._ring = Ring(roll.before_s + LAG_S, roll.bytes_max)
        self._samples = Ring(roll.before_s + LAG_S, roll.bytes_max, least=SAMPLES)
        self._patience = patience
        self._allowed = allowed
        self._governor = governor or Governor(patience.reconnect_max_s)
        self._clock = clock or SystemClock()
        self._backoff = Backoff(patience.reconnect_max_s)
        self._slot, self._gap, self._trust = Slot(), KeyGap(), Trust()
        self._interval_s, self._crowded, self._short = demand.interval_s, False, False
        self._state: tuple[LinkState, str | None, datetime] = (
            "connecting",
            None,
            self._clock.now(),
        )
        self._reading: Reading | None = None
        self._mode: Mode = choose(self._interval_s, self._means(time.monotonic()))
        self._facts: Facts | None = None
        self._frames = self._sequence = 0
        self._shape: tuple[int, ...] | None = None
        self._proven = False
        self._busy_since: float | None = None
        self._damaged_at: datetime | None = None
        self._stopping, self._nudge = Event(), Event()
        # A daemon, so that a call hung in a native library cannot keep the worker from ending.
        self._thread = Thread(target=self._run, name=f"feed-{demand.camera_id}", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def expect(self, due_s: float) -> None:
        """Say when the next look is due, on the monotonic clock."""
        self._slot.expect(due_s)
        if self._mode == "patrol":
            self._nudge.set()

    def holds(self, now_s: float) -> bool:
        """Say whether a fresh frame waits."""
        return self._slot.holds(now_s)

    def take(self, now_s: float) -> Frame | None:
        """Return the waiting frame, decoding it only now, or None; then `expect` the next."""
        shot = self._slot.take(now_s)
        if shot is None:
            return None
        pixels = shot.develop()
        if isinstance(shot, Coded):
            self._trust.note(whole=pixels is not None, now_s=now_s)
        if pixels is None:
            self._slot.drops["undecodable"] += 1
            self._damaged_at = shot.stamp.taken_at
            self.expect(now_s)
            return None
        if self._shape not in (None, pixels.shape):
            _log.info("frame size changed", camera=self._id, size=list(pixels.shape[:2]))
        self._shape = pixels.shape
        self._sequence += 1
        if self._samples.on and self._mode != "keyframes":
            self._samples.add(small(pixels, shot.stamp.received_s))
        return _frame(self.demand, self._sequence, shot.stamp, pixels)

    def damaged(self) -> datetime | None:
        """Return, once, when the last picture came that was taken and could not be decoded whole."""
        damaged_at, self._damaged_at = self._damaged_at, None
        return damaged_at

    def film(self, at_s: float) -> Film | None:
        """Begin a film about an instant, of the packets where they are received; None: there is nothing.

        A camera that is visited shows what was looked at so far: nobody waits an hour for the next picture.
        """
        before_s, after_s = self._roll.before_s, self._roll.after_s
        if self._mode == "keyframes" and (film := self._ring.film(at_s, before_s, after_s)):
            return film
        return self._samples.film(at_s, before_s, 0 if self._mode == "patrol" else after_s)

    def pace(self, interval_s: float, *, crowded: bool = False, short: bool = False) -> None:
        """Change the interval between looks, and what else decides how the camera is read."""
        self._interval_s, self._crowded, self._short = interval_s, crowded, short

    @property
    def link(self) -> Link:
        """How the link is now."""
        state, reason, since = self._state
        reading = self._reading
        frames = self._frames + (reading.frames if reading else 0)
        facts = (reading.facts if reading else None) or self._facts
        return Link(
            state,
            reason,
            since,
            frames,
            dict(self._slot.drops),
            self._mode,
            self._gap.seconds(time.monotonic()),
            facts,
        )

    def stuck(self, slack_s: float) -> bool:
        """Say whether a native call lasts longer than its time-out and some slack."""
        since = self._busy_since
        longest_s = max(self._patience.open_s, self._patience.read_s) + slack_s
        return since is not None and time.monotonic() - since > longest_s

    def stop(self, timeout_s: float) -> bool:
        """Ask the reader to end and say whether it did in time; a hung one is left behind."""
        self._stopping.set()
        self._nudge.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._mode = self._wanted()
            if self._mode == "patrol" and not self._rest():
                continue
            reason = self._attempt()
            if reason is None or self._stopping.is_set():
                continue
            self._proven = False
            self._set(FAILURES[reason], reason)
            self._stopping.wait(self._backoff.next_s(self._interval_s))

    def _rest(self) -> bool:
        """Wait until a visit is due; False where it is not yet, or no longer patrol's to make."""
        wait_s = self._slot.rest_s(time.monotonic())
        if wait_s <= 0:
            return True
        self._nudge.wait(min(wait_s, 3600))
        self._nudge.clear()
        return False

    def _attempt(self) -> str | None:
        recorder = self.demand.recorder
        with self._governor.session(recorder, self._nudge, self._stopping, self._held) as session:
            if session is None:
                return None
            reason = self._connected(session)
        if reason is not None:
            self._governor.failed(recorder, reason)
        return reason

    def _connected(self, session: Session) -> str | None:
        self._busy_since = time.monotonic()
        try:
            return self._watch(session)
        except Exception as error:  # noqa: BLE001 - the camera loop: the next attempt may do better
            self._slot.drops["error"] += 1
            _log.error("reader failed", camera=self._id, error=type(error).__name__)
            return "reader_failed"
        finally:
            self._busy_since = None

    def _watch(self, session: Session) -> str | None:
        """Connect and read until the link breaks; return why it did."""
        aimed = self._proven and self._mode == "patrol"  # it answered the last time: ask it nothing
        target = (aim if aimed else probe)(self.demand.url, self._patience.open_s, self._allowed)
        if target.reason is not None or self._stopping.is_set():
            return target.reason
        reading = self._reading = self._begin(target.url, session)
        try:
            reason = _WAYS[self._mode](reading)
        finally:
            self._end(reading)
        return self._unopened(aimed) if reason == "undecodable" else reason

    def _unopened(self, aimed: bool) -> str:
        """Return why a stream could not be opened: FFmpeg, and OpenCV above it, do not say."""
        whole = (self.demand.url, self._patience.open_s, self._allowed)
        reason = probe(*whole).reason if aimed else None
        return reason or refusal(*whole) or "undecodable"

    def _begin(self, url: str, session: Session) -> Reading:
        if self._mode != "keyframes":
            self._ring.clear()
        if self._mode != "patrol":  # a visit takes one picture, which proves nothing of the next
            self._trust.connected()
        return Reading(
            url,
            self._mode,
            self._slot,
            self._gap,
            session,
            self._stopping,
            self._clock,
            self._patience.open_s,
            self._patience.read_s,
            wanted_mode=self._wanted,
            trusted=self._trust.holds(time.monotonic()),
            touch=self._touch,
            shown=self._shown,
            ring=self._ring,
        )

    def _end(self, reading: Reading) -> None:
        self._frames += reading.frames
        self._facts = reading.facts or self._facts
        if reading.frames and (
            self._mode == "patrol" or time.monotonic() - reading.began_s > HEALTHY_S
        ):
            self._backoff.reset()
        self._gap.stop(time.monotonic())
        self._reading = None

    def _touch(self) -> None:
        """Note that a native call begins."""
        self._busy_since = time.monotonic()

    def _shown(self) -> None:
        self._proven = True
        self._set("streaming", None)

    def _wanted(self) -> Mode:
        return choose(self._interval_s, self._means(time.monotonic()))

    def _means(self, now_s: float) -> Means:
        return Means(
            self._patience.patrol_from_s,
            self._gap.seconds(now_s),
            self._trust.holds(now_s),
            self._crowded,
            self._short,
        )

    def _held(self, why: Held) -> None:
        """Say that an attempt waits, and leave the state as it is."""
        self._busy_since = None
        if self._state[0] != "streaming":
            self._set(self._state[0], why)

    def _set(self, state: LinkState, reason: str | None) -> None:
        if self._state[:2] != (state, reason):
            since = self._state[2] if self._state[0] == state else self._clock.now()
            self._state = (state, reason, since)
            _log.info("camera link changed", camera=self._id, state=state, reason=reason)

    @property
    def _id(self) -> str:
        return str(self.demand.camera_id)


def _frame(demand: Demand, sequence: int, stamp: Stamp, pixels: Pixels) -> Frame:
    return Frame(
        demand.camera_id,
        sequence,
        stamp.taken_at,
        pixels,
        stamp.stream_s,
        stamp.camera_at,
        stamp.received_s,
    )
