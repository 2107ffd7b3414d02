"""What a worker's subscriptions look, by the hour, written every few seconds: see `registry.metering`."""

from datetime import datetime, timedelta

from core.clock import Clock
from core.database.engine import Sessions, transaction
from registry.metering.looks import LookKey, Looks, write
from registry.metering.service import hour_of
from serving.cluster.assignment import Watch

EVERY = timedelta(seconds=10)
"""A worker that is killed loses the counts of so long."""
KEPT = timedelta(hours=2)
"""An hour's counts are forgotten so long after it began; a clock that is set back by less changes nothing."""


class Hours:
    """The counts of one worker, used by the thread of its line alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted: dict[LookKey, Looks] = {}
        self._unwritten: set[LookKey] = set()
        self._written_at: datetime = clock.now()

    def inferred(self, watch: Watch, pause_s: float | None, age_s: float) -> None:
        """Count a frame that was inferred, so long after the one before, so old when it was answered."""
        self._of(watch).inferred(pause_s, watch.interval_s, age_s)

    def lost(self, watch: Watch) -> None:
        """Count a frame that was lost with its model."""
        self._of(watch).lost += 1

    def write(self, sessions: Sessions, worker: str, *, now: bool = False) -> None:
        """Write what is new, `now` or once in a while; what cannot be written stays for the next time."""
        at = self._clock.now()
        if not self._unwritten or not (now or abs(at - self._written_at) >= EVERY):
            return
        with transaction(sessions) as session:
            write(session, worker, {key: self._counted[key] for key in self._unwritten})
        self._unwritten.clear()
        self._written_at = at
        self._counted = {key: one for key, one in self._counted.items() if at - key[0] < KEPT}

    def _of(self, watch: Watch) -> Looks:
        key = (hour_of(self._clock.now()), watch.subscription_id, watch.version_id)
        self._unwritten.add(key)
        return self._counted.setdefault(key, Looks())
