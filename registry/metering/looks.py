"""What subscriptions looked, by the hour: counting it, writing it, and how old frames were when answered."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

AGES_S = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)
"""Upper bounds of the counts of `LookHour.ages`; the last count is of what was older still."""
LATE_FACTOR = 1.5
"""A look that comes so many intervals after the one before is late, and covers no more than that."""

LookKey = tuple[datetime, UUID, UUID]
"""The hour's beginning, the subscription, the version."""


@dataclass(slots=True)
class Looks:
    """The looks of one hour, one subscription and one version."""

    looks: int = 0
    late: int = 0
    missed: int = 0
    lost: int = 0
    watched_s: float = 0.0
    ages: list[int] = field(default_factory=lambda: [0] * (len(AGES_S) + 1))

    def inferred(self, pause_s: float | None, interval_s: float, age_s: float) -> None:
        """Count a look, so many seconds after the one before (None: there is none to count from)."""
        self.looks += 1
        self.ages[bisect_left(AGES_S, age_s)] += 1
        if pause_s is None:
            return
        self.watched_s += min(pause_s, LATE_FACTOR * interval_s)
        if pause_s > LATE_FACTOR * interval_s:
            self.late += 1
            self.missed += max(0, round(pause_s / interval_s) - 1)


_WRITE = text(
    """
    INSERT INTO look_hours (hour, subscription_id, version_id, worker, owner_id, camera_id, algorithm_id,
        looks, late, missed, lost, watched_s, ages)
    SELECT :hour, id, :version_id, :worker, owner_id, camera_id, algorithm_id,
        :looks, :late, :missed, :lost, :watched_s, :ages
    FROM subscriptions WHERE id = :subscription_id
    ON CONFLICT (hour, subscription_id, version_id, worker) DO UPDATE
    SET looks = EXCLUDED.looks, late = EXCLUDED.late, missed = EXCLUDED.missed, lost = EXCLUDED.lost,
        watched_s = EXCLUDED.watched_s, ages = EXCLUDED.ages
    """
).bindparams(bindparam("ages", type_=ARRAY(BigInteger())))


def write(session: Session, worker: str, counted: Mapping[LookKey, Looks]) -> None:
    """Write what a worker counted, in the place of what it wrote before.

    What a subscription that was deleted meanwhile looked last is not written.
    """
    rows = [
        {"hour": hour, "subscription_id": of, "version_id": by, "worker": worker, **asdict(one)}
        for (hour, of, by), one in sorted(counted.items(), key=lambda item: item[0])
    ]
    if rows:
        session.execute(_WRITE, rows)


def quantile(ages: Sequence[int], share: float) -> float | None:
    """Return the age in seconds that this share of the looks did not exceed; None of no looks.

    Within a bound's counts it is interpolated; of what is older than the last bound, that bound is told.
    """
    wanted, below = share * sum(ages), 0
    if not wanted:
        return None
    for count, lower, upper in zip(ages, (0.0, *AGES_S), AGES_S, strict=False):
        if below + count >= wanted:
            return lower + (upper - lower) * (wanted - below) / count
        below += count
    return AGES_S[-1]
