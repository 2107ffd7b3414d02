"""Whether a camera's looks have come late for so long that somebody must be told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OVER_AFTER = timedelta(seconds=60)
"""Looks that come in time for so long end it."""


@dataclass(slots=True)
class Lag:
    """One camera's; it asks for time both ways, so that a passing rush tells nobody."""

    late_since: datetime | None = None
    good_since: datetime | None = None
    told: bool = False

    def note(self, late: bool | None, at: datetime, after: timedelta) -> bool:
        """Take in a look, late or not (None: nothing is known, it begins anew); return whether to tell."""
        if late is None:
            self.late_since, self.good_since, self.told = None, None, False
        elif late:
            self.late_since, self.good_since = self.late_since or at, None
            self.told = self.told or at - self.late_since >= after
        else:
            self.good_since = self.good_since or at
            if not self.told or at - self.good_since >= OVER_AFTER:
                self.late_since, self.told = None, False
        return self.told
