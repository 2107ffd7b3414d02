"""Does one more camera cost the same among many as among few? Four windows of one product."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from benchmarks import feed, report
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.product import Product
from benchmarks.report import Run
from benchmarks.street import street

GROWTH_MOST = 1.1
SMALLER = 4
"""Each count is compared with a quarter of it, as in the cost per camera."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared."""

    few: int
    many: int
    seconds: float
    interval_s: float

    @property
    def counts(self) -> list[int]:
        """Every number of cameras that is measured, ascending."""
        return sorted({max(1, self.few // SMALLER), self.few, self.many // SMALLER, self.many})


@dataclass(frozen=True, slots=True)
class Growth:
    """What one more camera costs among few and among many."""

    few: int
    many: int
    interval_s: float
    marginal_cores_few: float
    marginal_cores_many: float
    growth_ratio: float | None
    late_looks: int
    machine_cpu_percent: float


def measure(plan: Plan, tell: Tell) -> Sequence[Run]:
    """Watch more and more cameras with one product, a window at each number."""
    tell("preparing the feed")
    runs = []
    with street(feed.prepare(), plan.many) as urls:
        tell("starting the product in a temporary home")
        with Product.start() as product:
            for count in plan.counts:
                tell(f"product: {count} cameras for {plan.seconds:g} s")
                product.watch(urls[:count], plan.interval_s)
                runs.append(product.measure(plan.seconds, plan.interval_s))
    return runs


def compare(plan: Plan, runs: Sequence[Run]) -> Growth:
    """Return what one more camera costs at both ends."""
    by_count = {run.cameras: run for run in runs}
    few, many = (
        report.marginal_cores(by_count[max(1, count // SMALLER)], by_count[count])
        for count in (plan.few, plan.many)
    )
    return Growth(
        few=plan.few,
        many=plan.many,
        interval_s=plan.interval_s,
        marginal_cores_few=report.rounded(few),
        marginal_cores_many=report.rounded(many),
        growth_ratio=report.rounded(many / few) if few > 0 else None,
        late_looks=sum(run.late_looks for run in runs),
        machine_cpu_percent=round(max(run.machine_percent for run in runs), 1),
    )


def show(runs: Sequence[Run], growth: Growth, as_json: bool) -> None:
    """Print the windows and what they mean."""
    reasons = report.doubts(runs)
    if growth.growth_ratio is None:
        reasons.append(report.NOT_POSITIVE)
    show_bars(
        "What one more camera costs",
        asdict(growth),
        [Bar("growth_ratio", growth.growth_ratio, GROWTH_MOST)],
        reasons,
        as_json=as_json,
        tables=(report.runs_table(runs), report.parts_table(runs[-1])),
    )
