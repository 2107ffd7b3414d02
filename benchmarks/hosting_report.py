"""What a run of `benchmarks.hosting` comes to, and what is promised of it."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.report import BUSY_PERCENT
from serving.cluster.resident import RESIDENT_MAX

RATIO_MOST, COLD_MOST_S, BASE_MB, MODELS = 1.05, 1.0, 64.0, 2
"""What is promised of the hot path, of a cold start, and of a child's memory beside its activations."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does."""

    versions: int
    hot: int
    frames: int
    """In each batch of a hot version."""
    rounds: int
    """Calls to each of the two hosts."""
    cold: int
    """Versions without a child that are asked for while the hot ones are called."""
    every_s: float
    """Pause from one of these to the next."""

    @property
    def idle(self) -> int:
        """Versions that have a child beside the hot ones."""
        return min(RESIDENT_MAX, self.versions) - self.hot


@dataclass(frozen=True, slots=True)
class Held:
    """What one resident child holds and may hold, in MB of 2²⁰ bytes."""

    pss: float
    model: float
    activations: float

    @property
    def over(self) -> float:
        """By how much it holds more than it may; less than nothing where it holds less."""
        return self.pss - (BASE_MB + MODELS * self.model + self.activations)


@dataclass(slots=True)
class Taken:
    """Everything that was measured in one run."""

    few_s: list[float] = field(default_factory=list)
    """Seconds of each hot batch where no other version exists."""
    many_s: list[float] = field(default_factory=list)
    """The same with all the others on the shelf, idle."""
    during_s: list[float] = field(default_factory=list)
    """The same while others are asked for."""
    cold_s: list[float] = field(default_factory=list)
    """Seconds from the first question to a version without a child until its answer."""
    held: list[Held] = field(default_factory=list)
    machine_percent: float = 0.0
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of it."""

    versions: int
    hot: int
    frames: int
    hot_ms_alone: float
    hot_p95_ms_alone: float
    hot_ms: float
    hot_p95_ms: float
    hot_path_ratio: float
    """Median with the others on the shelf over median without them."""
    cold_every_s: float
    hot_ms_during: float
    hot_p95_ms_during: float
    ratio_during: float
    """Median while others are asked for, over median where there are none."""
    cold_starts: int
    cold_start_median_s: float
    cold_start_p95_s: float
    cold_start_s: float
    """The longest."""
    residents: int
    pss_most_mb: float
    activations_most_mb: float
    pss_over_allowed_mb: float | None
    """Of the child that exceeds what it may hold by most; None where it could not be read."""
    machine_cpu_percent: float


def compared(plan: Plan, taken: Taken) -> Figures:
    """Return the figures of what was measured."""
    alone, beside, during = (
        statistics.median(each) for each in (taken.few_s, taken.many_s, taken.during_s)
    )
    return Figures(
        versions=plan.versions,
        hot=plan.hot,
        frames=plan.frames,
        hot_ms_alone=_ms(alone),
        hot_p95_ms_alone=_ms(_p95(taken.few_s)),
        hot_ms=_ms(beside),
        hot_p95_ms=_ms(_p95(taken.many_s)),
        hot_path_ratio=round(beside / alone, 3),
        cold_every_s=plan.every_s,
        hot_ms_during=_ms(during),
        hot_p95_ms_during=_ms(_p95(taken.during_s)),
        ratio_during=round(during / alone, 3),
        cold_starts=len(taken.cold_s),
        cold_start_median_s=round(statistics.median(taken.cold_s), 3),
        cold_start_p95_s=round(_p95(taken.cold_s), 3),
        cold_start_s=round(max(taken.cold_s), 3),
        residents=len(taken.held),
        pss_most_mb=round(max((one.pss for one in taken.held), default=0.0), 1),
        activations_most_mb=max((one.activations for one in taken.held), default=0.0),
        pss_over_allowed_mb=round(max(one.over for one in taken.held), 1) if taken.held else None,
        machine_cpu_percent=round(taken.machine_percent, 1),
    )


def bars_of(figures: Figures) -> list[Bar]:
    """Return what is promised."""
    return [
        Bar("hot_path_ratio", figures.hot_path_ratio, RATIO_MOST),
        Bar("cold_start_s", figures.cold_start_s, COLD_MOST_S),
        Bar("pss_over_allowed_mb", figures.pss_over_allowed_mb, 0.0),
    ]


def show(plan: Plan, taken: Taken, *, as_json: bool) -> None:
    """Print what was measured."""
    figures = compared(plan, taken)
    reasons = [*taken.reasons]
    if taken.machine_percent > BUSY_PERCENT:
        reasons.append(f"the machine was {taken.machine_percent:.0f} % busy")
    title = f"{plan.versions} versions on the shelf, {plan.hot} of them hot"
    show_bars(title, asdict(figures), bars_of(figures), reasons, as_json=as_json)


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
