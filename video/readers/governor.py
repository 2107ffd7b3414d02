"""Bounds on connecting: sessions and attempts per recorder, a rate for all, and a breaker.

A recorder is what cameras stand behind, `host:port`. One process has one governor; the supervisor hands
each process its share, so that the shares together are the bound.
"""

import random
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from video.readers.backoff import JITTER

Held = str
"""Why an attempt waits: `held_back` (its recorder answers nobody), `crowded`, or `paced`."""

HOST_FAULTS = frozenset(
    {"unknown_host", "unreachable", "port_closed", "no_answer", "busy", "not_rtsp"}
)
"""Faults of a recorder rather than of one of its cameras."""
BREAK_AFTER = 5
"""So many such faults in a row, no session being open, and only one attempt at a time goes on."""
BURST_S = 1.0
AWAKE_S = 30.0
"""Whoever waits for another looks up this often, should a call have been lost."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process may do with one recorder."""

    sessions: int
    attempts_per_s: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one process may do."""

    attempts_per_s: float = 50.0
    recorder: Share = Share(64, 10.0)
    """For a recorder without a share of its own."""
    shares: Mapping[str, Share] = field(default_factory=dict)

    def of(self, recorder: str) -> Share:
        """Return the share of a recorder."""
        return self.shares.get(recorder, self.recorder)


class _Bucket:
    """So many a second, a second's worth at once."""

    def __init__(self) -> None:
        self._left: float | None = None
        self._at_s = 0.0

    def wait_s(self, rate: float, now_s: float) -> float:
        """Return how long until one more may go."""
        most = max(1.0, rate * BURST_S)
        left = most if self._left is None else self._left + (now_s - self._at_s) * rate
        self._left, self._at_s = min(most, left), now_s
        return 0.0 if self._left >= 1 else (1 - self._left) / rate

    def take(self) -> None:
        """Let one go."""
        self._left = (self._left or 0.0) - 1


@dataclass(eq=False)
class _Recorder:
    """What is known of one recorder."""

    bucket: _Bucket = field(default_factory=_Bucket)
    queue: deque[Event] = field(default_factory=deque)
    sessions: int = 0
    working: int = 0
    """Sessions that show pictures: while there is one, the recorder lives."""
    faults: int = 0
    retry_at_s: float = 0.0

    @property
    def broken(self) -> bool:
        return self.faults >= BREAK_AFTER and not self.working

    def wake(self) -> None:
        """Let the first that waits look again."""
        if self.queue:
            self.queue[0].set()


class Session:
    """A permit to be connected, while its block lasts."""

    def __init__(self, governor: "Governor", recorder: str) -> None:
        self._governor, self._recorder = governor, recorder
        self.works = False

    def shows(self) -> None:
        """Note that pictures come: the recorder lives."""
        self.works = True
        self._governor.working(self._recorder)


class Governor:
    """Lets attempts pass in the order in which they came, as the bounds allow."""

    def __init__(
        self, longest_s: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._longest_s = longest_s
        self._clock = clock
        self._bounds = Bounds()
        self._every = _Bucket()
        self._recorders: defaultdict[str, _Recorder] = defaultdict(_Recorder)
        self._lock = Lock()
        self.ended: Counter[str] = Counter()
        """Attempts by what became of them: `ok`, or a key of `video.readers.link.FAILURES`."""

    def bound(self, bounds: Bounds) -> None:
        """Keep to these bounds from now on; open sessions stay."""
        self._bounds = bounds

    @contextmanager
    def session(
        self, recorder: str, ticket: Event, stopping: Event, waiting: Callable[[Held], None]
    ) -> Iterator[Session | None]:
        """Wait for a session with a recorder and hold it; None where `stopping` came first.

        `ticket` is set whenever it may be the caller's turn; whoever sets `stopping` sets it, too.
        """
        if not self._queue(recorder, ticket, stopping, waiting):
            yield None
            return
        session = Session(self, recorder)
        try:
            yield session
        finally:
            self._leave(recorder, worked=session.works)

    def working(self, recorder: str) -> None:
        """Note that a session shows pictures."""
        with self._lock:
            known = self._recorders[recorder]
            self.ended["ok"] += 1
            known.working += 1
            known.faults = 0
            known.wake()

    def failed(self, recorder: str, fault: str) -> None:
        """Note how an attempt failed: faults of single cameras prove that the recorder lives."""
        with self._lock:
            self.ended[fault] += 1
            known = self._recorders[recorder]
            known.faults = known.faults + 1 if fault in HOST_FAULTS else 0
            if known.broken:
                pause_s = min(self._longest_s, 2.0 ** min(known.faults - BREAK_AFTER, 16))
                spread = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - not a secret
                known.retry_at_s = self._clock() + pause_s * spread
            known.wake()

    def status(self) -> dict[str, int]:
        """Return sessions, attempts that wait, and recorders held back."""
        with self._lock:
            every = list(self._recorders.values())
        return {
            "sessions": sum(one.sessions for one in every),
            "waiting": sum(len(one.queue) for one in every),
            "held_back": sum(one.broken for one in every),
        }

    def _queue(
        self, recorder: str, ticket: Event, stopping: Event, waiting: Callable[[Held], None]
    ) -> bool:
        ticket.clear()
        with self._lock:
            self._recorders[recorder].queue.append(ticket)
        while not stopping.is_set():
            with self._lock:
                cause, wait_s = self._obstacle(recorder, ticket)
                if cause is None:
                    self._admit(recorder)
                    return True
            waiting(cause)
            ticket.wait(wait_s)
            ticket.clear()
        with self._lock:
            known = self._recorders[recorder]
            known.queue.remove(ticket)
            known.wake()
        return False

    def _obstacle(self, recorder: str, ticket: Event) -> tuple[Held | None, float]:
        """Return why a ticket has to wait, and for how many seconds unless it is called before."""
        known, share, now_s = self._recorders[recorder], self._bounds.of(recorder), self._clock()
        held = known.broken and now_s < known.retry_at_s
        if known.queue[0] is not ticket:
            return "held_back" if held else "paced", AWAKE_S
        if held:
            return "held_back", known.retry_at_s - now_s
        if known.sessions >= max(1, share.sessions):
            return "crowded", AWAKE_S
        wait_s = max(
            known.bucket.wait_s(share.attempts_per_s, now_s),
            self._every.wait_s(self._bounds.attempts_per_s, now_s),
        )
        return ("paced", wait_s) if wait_s else (None, 0.0)

    def _admit(self, recorder: str) -> None:
        known = self._recorders[recorder]
        known.queue.popleft()
        known.bucket.take()
        self._every.take()
        known.sessions += 1
        if known.broken:  # one finds out for all; it will tell, or hang for no longer than this
            known.retry_at_s = self._clock() + self._longest_s
        known.wake()

    def _leave(self, recorder: str, *, worked: bool) -> None:
        with self._lock:
            known = self._recorders[recorder]
            known.sessions -= 1
            known.working -= worked
            known.wake()
