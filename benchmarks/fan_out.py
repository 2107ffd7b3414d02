"""Several algorithms on one camera: what they cost together beside one decode and their inferences."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import feed, goods, peers, report
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.errors import ModelMissing
from benchmarks.product import ALGORITHM, Product
from benchmarks.report import Run
from benchmarks.street import street

FAN_OUT_MOST = 1.1

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run measures."""

    cameras: int
    small: int
    algorithms: int
    seconds: float
    interval_s: float
    model: Path

    @property
    def copies(self) -> list[str]:
        """The algorithms beside the built-in one."""
        return [f"{ALGORITHM}_{number}" for number in range(2, self.algorithms + 1)]


@dataclass(frozen=True, slots=True)
class Runs:
    """Every window of one run."""

    limit_one: Run
    limit_all: Run
    small: Run
    full: Run
    full_one: Run
    """The product with all cameras after all but one algorithm were taken away."""

    @property
    def every(self) -> tuple[Run, ...]:
        """The windows in the order in which they were measured."""
        return (self.limit_one, self.limit_all, self.small, self.full, self.full_one)


@dataclass(frozen=True, slots=True)
class FanOut:
    """What several algorithms on a camera cost."""

    cameras: int
    algorithms: int
    interval_s: float
    limit_cores_per_camera: float
    """One decode and the inferences of all."""
    marginal_cores_per_camera: float
    ratio_to_limit: float
    limit_cores_per_algorithm: float
    cores_per_algorithm: float
    """What one more algorithm on a camera costs the product."""
    ratio_per_algorithm: float
    late_looks: int
    machine_cpu_percent: float


def measure(plan: Plan, tell: Tell) -> Runs:
    """Measure the limit with one and with all algorithms, then the product."""
    if not plan.model.is_file():
        raise ModelMissing(path=plan.model)
    tell("preparing the feed")
    with street(feed.prepare(), plan.cameras) as urls:
        return Runs(
            _limit(urls, plan, 1, tell),
            _limit(urls, plan, plan.algorithms, tell),
            *_product(urls, plan, tell),
        )


def _limit(urls: Sequence[str], plan: Plan, models: int, tell: Tell) -> Run:
    tell(f"limit: {len(urls)} cameras, {models} models, for {plan.seconds:g} s")
    return peers.limit(urls, plan.model, plan.interval_s, plan.seconds, models)


def _product(urls: Sequence[str], plan: Plan, tell: Tell) -> tuple[Run, Run, Run]:
    tell("starting the product in a temporary home")
    with Product.start() as product:
        goods.offer(product.home, plan.copies)
        runs = []
        for count in (plan.small, plan.cameras):
            tell(f"product: {count} cameras, {plan.algorithms} algorithms, {plan.seconds:g} s")
            product.watch(urls[:count], plan.interval_s, (ALGORITHM, *plan.copies))
            runs.append(product.measure(plan.seconds, plan.interval_s))
        tell(f"product: {plan.cameras} cameras, one algorithm, {plan.seconds:g} s")
        product.drop(plan.copies)
        product.settle(plan.interval_s)
        return runs[0], runs[1], product.measure(plan.seconds, plan.interval_s)


def compare(plan: Plan, runs: Runs) -> FanOut:
    """Return what the algorithms cost beside the limit."""
    marginal = report.marginal_cores(runs.small, runs.full)
    more = plan.cameras * (plan.algorithms - 1)
    limit_each = (runs.limit_all.cores - runs.limit_one.cores) / more
    each = (runs.full.cores - runs.full_one.cores) / more
    return FanOut(
        cameras=plan.cameras,
        algorithms=plan.algorithms,
        interval_s=plan.interval_s,
        limit_cores_per_camera=report.rounded(runs.limit_all.cores_per_camera),
        marginal_cores_per_camera=report.rounded(marginal),
        ratio_to_limit=report.rounded(marginal / runs.limit_all.cores_per_camera),
        limit_cores_per_algorithm=report.rounded(limit_each),
        cores_per_algorithm=report.rounded(each),
        ratio_per_algorithm=report.rounded(each / limit_each),
        late_looks=sum(run.late_looks for run in runs.every),
        machine_cpu_percent=round(max(run.machine_percent for run in runs.every), 1),
    )


def show(runs: Runs, fan_out: FanOut, as_json: bool) -> None:
    """Print the windows and what they mean."""
    reasons = report.doubts(runs.every)
    if fan_out.marginal_cores_per_camera <= 0:
        reasons.append(report.NOT_POSITIVE)
    show_bars(
        f"{fan_out.algorithms} algorithms on a camera",
        asdict(fan_out),
        [Bar("ratio_to_limit", fan_out.ratio_to_limit, FAN_OUT_MOST)],
        reasons,
        as_json=as_json,
        tables=(report.runs_table(runs.every), report.parts_table(runs.full)),
    )
