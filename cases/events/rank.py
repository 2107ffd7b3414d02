"""Where an event stands in the queue: by its age, and a head start for what is severe and sure.

Ages grow alike, so the order of two events never changes: one instant, stored when the event is raised,
orders the queue for good, and an index carries it (docs/adr/0021-review-desk.md).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

HEAD_START: Mapping[str, timedelta] = {
    "critical": timedelta(hours=24),
    "major": timedelta(hours=4),
    "minor": timedelta(),
}
"""How much older than it is an event counts."""
SURE = timedelta(hours=1)
"""What full confidence adds to that; half of it, half."""


def rank_at(severity: str, score: float, opened_at: datetime) -> datetime:
    """Return the instant that orders the queue, the earliest first; `score` is from 0 to 1."""
    return opened_at - HEAD_START[severity] - SURE * min(max(score, 0.0), 1.0)
