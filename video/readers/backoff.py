"""How long to wait before the next attempt: 1, 2, 4 … seconds, never twice exactly the same."""

import random
from dataclasses import dataclass

JITTER = 0.2
PATIENT = 4


@dataclass
class Backoff:
    """A ladder that is climbed on every failure and left on success."""

    longest_s: float
    failures: int = 0

    def next_s(self, interval_s: float = 0.0) -> float:
        """Return the next pause; jitter keeps a thousand cameras from calling back at once.

        A camera that is looked at once an hour need not be called twice a minute: the ladder goes up
        to a quarter of its interval.
        """
        longest_s = max(self.longest_s, interval_s / PATIENT)
        pause_s = min(longest_s, 2.0 ** min(self.failures, 16))
        self.failures += 1
        return pause_s * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - not a secret

    def reset(self) -> None:
        """Begin at the bottom again."""
        self.failures = 0
