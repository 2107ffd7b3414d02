"""What a worker counts: bounded names only, so that what is scraped stays small whatever the city does."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

AGES_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
BATCHES = (1, 2, 4, 8)
INFERENCES_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 20.0)

Labelled = tuple[str, str]
"""A counter's name, and the one label it may have."""


@dataclass(eq=False)
class Spread:
    """How often a value lay between two bounds; the last count is of values above all of them."""

    bounds: Sequence[float]
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = self.counts or [0] * (len(self.bounds) + 1)

    def note(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def add(self, other: "Spread") -> None:
        """Count everything another one has counted."""
        self.counts = [mine + its for mine, its in zip(self.counts, other.counts, strict=True)]
        self.total += other.total


@dataclass(eq=False)
class Tally:
    """Everything one worker has counted since it started, or several together."""

    counts: Counter[Labelled] = field(default_factory=Counter)
    """`asked`, `done` and `late` looks by the way the camera is read; `attempts` and `failures` by reason;
    `unrecorded` detections by cause."""
    age_s: Spread = field(default_factory=lambda: Spread(AGES_S))
    """From a frame's receipt until it was inferred."""
    batch: Spread = field(default_factory=lambda: Spread(BATCHES))
    """Frames that travelled together."""
    inference_s: Spread = field(default_factory=lambda: Spread(INFERENCES_S))
    """From a batch's sending until its answer."""

    def count(self, name: str, label: str, times: int = 1) -> None:
        """Count something that happened."""
        self.counts[name, label] += times

    def labels(self, name: str) -> Mapping[str, int]:
        """Return the counts of one name by label."""
        return {label: count for (known, label), count in self.counts.items() if known == name}

    def add(self, other: "Tally") -> None:
        """Count everything another one has counted."""
        self.counts += other.counts
        self.age_s.add(other.age_s)
        self.batch.add(other.batch)
        self.inference_s.add(other.inference_s)
