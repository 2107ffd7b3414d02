"""Handing subscriptions over to another version: the one that looks now looks on until the next is loaded.

Frames that are sent to a model while it loads wait for it, and so do the looks that come due meanwhile.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from uuid import UUID

from serving.cluster.assignment import Assignment, Watch

WAITS_S = 8.0
"""A version that is not ready after so long gets its frames all the same: nobody waits in vain."""


@dataclass(eq=False)
class Handover:
    """What a worker's subscriptions look with now, and which versions are being made ready for them."""

    prepare: Callable[[UUID], "Future[None]"]
    """Has the model host load a version; the future ends when it can answer, or could not be loaded."""
    monotonic: Callable[[], float] = time.monotonic
    _now: dict[UUID, Watch] = field(default_factory=dict)
    _asked: dict[UUID, tuple["Future[None]", float]] = field(default_factory=dict)
    _waiting: set[UUID] = field(default_factory=set)
    """Versions that subscriptions wait for."""

    def eased(self, assignments: Sequence[Assignment]) -> list[Assignment]:
        """Return assignments in which what is not ready yet is looked for as before.

        Other changes of such a subscription, its interval and its rule, come with its version. A subscription
        that is new waits for nothing: there is nothing else to look with.
        """
        used = {watch.version_id for watch in self._now.values()}
        self._waiting = set()
        eased = [
            replace(one, watches=tuple(self._eased(watch, used) for watch in one.watches))
            for one in assignments
        ]
        self._now = {watch.subscription_id: watch for one in eased for watch in one.watches}
        self._asked = {key: one for key, one in self._asked.items() if key in self._waiting}
        return eased

    def due(self) -> bool:
        """Tell whether a version that subscriptions wait for is ready, or was waited for long enough."""
        return any(map(self._ready, self._waiting))

    def _eased(self, wanted: Watch, used: set[UUID]) -> Watch:
        before, version_id = self._now.get(wanted.subscription_id), wanted.version_id
        if before is None or version_id in used or self._ready(version_id):
            return wanted
        self._waiting.add(version_id)
        return before

    def _ready(self, version_id: UUID) -> bool:
        if version_id not in self._asked:
            self._asked[version_id] = (self.prepare(version_id), self.monotonic())
        future, since_s = self._asked[version_id]
        return future.done() or self.monotonic() - since_s > WAITS_S
