"""Whether the usual view was there and is gone from one look to the next, as behind a hand.

No dusk is so quick. What hides a lens is often dark, and would otherwise pass for a night never seen before.
"""

from dataclasses import dataclass
from datetime import datetime

from video.quality.view import Compared

_THERE, _GONE, _BARE = 0.6, 0.25, 0.55
"""Shares of the usual view found: while it is there, and when it is gone; and of its edges then left."""
_QUICK_S = 150.0


@dataclass(slots=True)
class Vanishing:
    """Follows how much of the view each look finds."""

    there_at: datetime | None = None
    gone: bool = False

    def add(self, compared: Compared, taken_at: datetime) -> bool:
        """Add a look; say whether the view vanished at once and has not come back."""
        if compared.seen >= _GONE or compared.busy >= _BARE:
            self.gone = False
            self.there_at = taken_at if compared.seen >= _THERE else self.there_at
        elif self.there_at is not None:
            quick = (taken_at - self.there_at).total_seconds() <= _QUICK_S
            self.gone = self.gone or quick
        return self.gone
