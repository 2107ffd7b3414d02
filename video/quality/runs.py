"""From odd frames to a problem: how often and for how long it must be seen, and not seen.

Looks come every 0.2 s or every hour, so each kind asks for both a number of looks and a time.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from video.quality.problem import WORST_FIRST, Problem


@dataclass(frozen=True, slots=True)
class Patience:
    """What makes a problem, and what ends it."""

    looks: int
    seconds: float
    share: float = 0.5
    """Share of the looks since it began that must show it."""
    plain_s: float = math.inf
    """Seconds that are enough where that share of the looks shows it plainly."""
    good_looks: int = 2
    good_seconds: float = 10.0


PLAIN_S = 16.0
"""Three looks five seconds apart are not enough, a fourth is: whatever hides the view is told within 30 s."""
PATIENCE: Mapping[Problem, Patience] = {
    "flat": Patience(2, 5),
    "black": Patience(2, 10),  # an IR filter that switches over is dark for a second or two
    "corrupt": Patience(3, 10, share=0.2, good_looks=5, good_seconds=30),  # it comes and goes
    "frozen": Patience(1, 0),  # has waited already, see `stillness`
    "overexposed": Patience(3, 20),  # lightning, headlights, an exposure that settles
    "covered": Patience(3, 90, plain_s=PLAIN_S),  # a bus at a red light
    "blurred": Patience(3, 30, plain_s=PLAIN_S),  # a lens that focuses anew
    "moved": Patience(3, 60, plain_s=PLAIN_S),  # a dome that somebody turns for a moment
}


@dataclass(slots=True)
class Run:
    """One problem from its first bad frame on, confirmed or not yet."""

    since: datetime
    bad: int = 0
    plain: int = 0
    """Bad looks that showed it plainly."""
    looks: int = 0
    good: int = 0
    """Looks without it since it was last seen."""
    good_since: datetime | None = None
    confirmed: bool = False

    def add(self, bad: bool, plain: bool, taken_at: datetime, patience: Patience) -> bool:
        """Add a look; return False when the run is over."""
        self.looks += 1
        if not bad:
            return self._over(taken_at, patience)
        self.bad, self.good, self.good_since = self.bad + 1, 0, None
        self.plain += plain
        lasted_s = (taken_at - self.since).total_seconds()
        least = max(patience.looks, self.looks * patience.share)
        enough_s = patience.plain_s if self.plain >= least else patience.seconds
        self.confirmed = self.confirmed or (self.bad >= least and lasted_s >= enough_s)
        return True

    def _over(self, taken_at: datetime, patience: Patience) -> bool:
        self.good += 1
        self.good_since = self.good_since or taken_at
        good_s = (taken_at - self.good_since).total_seconds()
        return self.good < patience.good_looks or good_s < patience.good_seconds


@dataclass(slots=True)
class Runs:
    """The runs of one camera, one per problem at most."""

    running: dict[Problem, Run] = field(default_factory=dict)

    def add(
        self,
        seen: Mapping[Problem, datetime],
        taken_at: datetime,
        plain: Collection[Problem] = (),
    ) -> None:
        """Add a look that showed these problems, some of them plainly.

        With each comes the instant it began at the latest.
        """
        for problem, began in seen.items():
            self.running.setdefault(problem, Run(began))
        for problem, run in list(self.running.items()):
            if not run.add(problem in seen, problem in plain, taken_at, PATIENCE[problem]):
                del self.running[problem]

    def worst(self) -> tuple[Problem, datetime] | tuple[None, None]:
        """Return the worst confirmed problem and when it began."""
        for problem in WORST_FIRST:
            if self.confirmed(problem):
                return problem, self.running[problem].since
        return None, None

    def confirmed(self, problem: Problem) -> bool:
        """Say whether a problem has lasted long enough."""
        run = self.running.get(problem)
        return run is not None and run.confirmed

    def forget(self, problems: Collection[Problem]) -> None:
        """End these runs at once."""
        for problem in problems:
            self.running.pop(problem, None)
