"""Which cameras worker processes were lost with: who hangs waits, and gets a worker to itself.

A hang has a name. A crash has none, so the cameras of workers that crash again and again are spread over
more and more of them, until the one that crashes them sits alone.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from math import inf
from uuid import UUID

FORGET_S = 900.0
"""A camera without a strike for so long has none."""
WAITS_S = (0.0, 10.0, 30.0, 60.0, 300.0)
"""How long a camera that cost a worker alone waits, by its strikes."""
SPREAD_AFTER = 2
"""Strikes that are nobody's fault: machines do run out of memory."""
ALONE_AFTER = 3
"""Strikes after which a camera known to cost workers has one to itself."""
_HANG = 2
"""What a hang counts: it has a name."""


@dataclass(slots=True)
class _Strikes:
    count: int = 0
    last_s: float = -inf
    waits_until_s: float = -inf
    alone: bool = False


@dataclass(slots=True)
class Suspects:
    """The strikes of cameras; instants are monotonic seconds."""

    _by_camera: dict[UUID, _Strikes] = field(default_factory=dict)

    def lost(self, cameras: Collection[UUID], hung: Collection[UUID], now_s: float) -> None:
        """Note that a worker with these cameras was lost, with those among them that hung."""
        guilty = set(hung) & set(cameras) or (set(cameras) if len(cameras) == 1 else set())
        for camera_id in guilty or cameras:
            known = self._known(camera_id, now_s) or _Strikes()
            self._by_camera[camera_id] = known
            known.count += _HANG if camera_id in hung else 1
            known.last_s = now_s
            if camera_id in guilty:
                known.waits_until_s = now_s + WAITS_S[min(known.count, len(WAITS_S)) - 1]
                known.alone = known.count >= ALONE_AFTER

    def waiting(self, now_s: float) -> frozenset[UUID]:
        """Return the cameras that no worker gets yet."""
        every = list(self._by_camera.items())
        return frozenset(key for key, one in every if one.waits_until_s > now_s)

    def burden(self, camera_id: UUID, now_s: float) -> float:
        """Return how many times its room in a worker a camera takes; infinity: all of it."""
        known = self._known(camera_id, now_s)
        if known is None:
            return 1.0
        return inf if known.alone else 2.0 ** max(0, known.count - SPREAD_AFTER)

    def _known(self, camera_id: UUID, now_s: float) -> _Strikes | None:
        known = self._by_camera.get(camera_id)
        if known is not None and now_s - known.last_s > FORGET_S:
            del self._by_camera[camera_id]
            return None
        return known
