"""What counters gained of late: the last five minutes, in steps of ten seconds."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

SPAN_S = 300.0
STEP_S = 10.0


@dataclass(eq=False)
class Recent:
    """Samples of counters that only grow; instants are monotonic seconds."""

    _samples: deque[tuple[float, Counter[str]]] = field(default_factory=deque)
    _newest: tuple[float, Counter[str]] | None = None

    def note(self, counts: Mapping[str, int], now_s: float) -> None:
        """Take in what the counters say now."""
        self._newest = now_s, Counter(counts)
        if not self._samples or now_s - self._samples[-1][0] >= STEP_S:
            self._samples.append(self._newest)
        while len(self._samples) > 1 and now_s - self._samples[1][0] >= SPAN_S:
            self._samples.popleft()

    def gained(self) -> dict[str, int]:
        """Return what each counter gained within the span, those that gained nothing left out."""
        if self._newest is None:
            return {}
        return dict(self._newest[1] - self._samples[0][1])

    def per_s(self, name: str) -> float | None:
        """Return how fast a counter grew; None before ten seconds have passed."""
        spent_s = self._newest[0] - self._samples[0][0] if self._newest else 0.0
        return None if spent_s < STEP_S else self.gained().get(name, 0) / spent_s
