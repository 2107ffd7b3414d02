"""What a benchmark prints: the arithmetic of cost per camera, a table, one JSON line."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from rich.console import Console
from rich.table import Table

from benchmarks.bars import Bar, table_of, told

BUSY_PERCENT = 85.0
"""Above this a machine gives each process less than it asks for, and the figures mean nothing."""

PART_CORES = 0.0005
"""Processes that use less than this are not worth a line."""

MARGINAL_MOST, FIXED_MOST, TOTAL_MOST, OPENCV_LEAST = 1.15, 0.2, 1.3, 5.0
"""What is promised of one more camera over the limit, of no camera, of all, and beside plain OpenCV."""

NOT_POSITIVE = "the marginal cost is not positive: use more cameras or more seconds"


@dataclass(frozen=True, slots=True)
class Run:
    """One watcher on one number of cameras, over one window."""

    name: str
    cameras: int
    cores: float
    looks: int
    late_looks: int
    machine_percent: float
    processes: int
    by_name: Mapping[str, float] = field(default_factory=dict)
    """Cores by what the processes are called."""

    @property
    def cores_per_camera(self) -> float:
        """The whole cost divided by the cameras."""
        return self.cores / self.cameras


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost per camera of the product, beside the bare limit and plain OpenCV."""

    cameras: int
    interval_s: float
    limit_cores_per_camera: float
    opencv_cores_per_camera: float
    product_total_cores: float
    marginal_cores_per_camera: float
    fixed_cores: float
    marginal_ratio_to_limit: float
    total_ratio_to_limit: float
    ratio_to_opencv: float | None
    late_looks: int
    machine_cpu_percent: float
    valid: bool
    reason: str | None


def cost_per_camera(
    interval_s: float, limit: Run, opencv: Run, small: Run, full: Run, faults: Sequence[str] = ()
) -> Cost:
    """Split the product's cost into fixed and marginal, from a small and the full number of cameras."""
    runs = (limit, opencv, small, full)
    marginal = marginal_cores(small, full)
    reasons = [*faults, *doubts(runs)]
    if marginal <= 0:
        reasons.append(NOT_POSITIVE)
    return Cost(
        cameras=full.cameras,
        interval_s=interval_s,
        limit_cores_per_camera=rounded(limit.cores_per_camera),
        opencv_cores_per_camera=rounded(opencv.cores_per_camera),
        product_total_cores=rounded(full.cores),
        marginal_cores_per_camera=rounded(marginal),
        fixed_cores=rounded(full.cores - full.cameras * marginal),
        marginal_ratio_to_limit=rounded(marginal / limit.cores_per_camera),
        total_ratio_to_limit=rounded(full.cores_per_camera / limit.cores_per_camera),
        ratio_to_opencv=rounded(opencv.cores_per_camera / marginal) if marginal > 0 else None,
        late_looks=sum(run.late_looks for run in runs),
        machine_cpu_percent=round(max(run.machine_percent for run in runs), 1),
        valid=not reasons,
        reason="; ".join(reasons) or None,
    )


def marginal_cores(small: Run, full: Run) -> float:
    """Return what one more camera costs."""
    return (full.cores - small.cores) / (full.cameras - small.cameras)


def doubts(runs: Iterable[Run]) -> list[str]:
    """Return why runs may not be believed."""
    return [reason for run in runs for reason in _doubts(run)]


def bars_of(cost: Cost) -> list[Bar]:
    """Return what is promised of the cost of a camera."""
    return [
        Bar("marginal_ratio_to_limit", cost.marginal_ratio_to_limit, MARGINAL_MOST),
        Bar("fixed_cores", cost.fixed_cores, FIXED_MOST),
        Bar("total_ratio_to_limit", cost.total_ratio_to_limit, TOTAL_MOST),
        Bar("ratio_to_opencv", cost.ratio_to_opencv, OPENCV_LEAST, at_least=True),
    ]


def show(runs: Sequence[Run], cost: Cost, as_json: bool, console: Console | None = None) -> None:
    """Print the runs, the figures, and with `as_json` the figures once more as the last line."""
    console = console or Console()
    for table in (runs_table(runs), parts_table(runs[-1]), _cost_table(cost)):
        console.print(table)
    console.print(table_of(bars_of(cost)))
    if not cost.valid:
        console.print(f"[bold]This run is invalid:[/bold] {cost.reason}")
    if as_json:
        console.file.write(json.dumps({**asdict(cost), **told(bars_of(cost))}) + "\n")


def _doubts(run: Run) -> Iterator[str]:
    if not run.looks:
        yield f"{run.name} took no look"
    if run.late_looks:
        yield f"{run.name}: {run.late_looks} late looks"
    if run.machine_percent > BUSY_PERCENT:
        yield f"{run.name}: the machine was {run.machine_percent:.0f} % busy"


def runs_table(runs: Sequence[Run]) -> Table:
    """Return runs as a table."""
    heads = ("", "cameras", "cores", "per camera", "looks", "late", "machine", "processes")
    table = Table(title="Measured")
    for head in heads:
        table.add_column(head, justify="left" if not head else "right")
    for run in runs:
        table.add_row(
            run.name,
            str(run.cameras),
            f"{run.cores:.3f}",
            f"{run.cores_per_camera:.4f}",
            str(run.looks),
            str(run.late_looks),
            f"{run.machine_percent:.0f} %",
            str(run.processes),
        )
    return table


def parts_table(run: Run) -> Table:
    """Return where the cores of a run go as a table."""
    table = Table(title=f"Where the cores of {run.name} with {run.cameras} cameras go")
    table.add_column("process")
    table.add_column("cores", justify="right")
    for name, cores in run.by_name.items():
        if cores >= PART_CORES:
            table.add_row(name, f"{cores:.4f}")
    return table


def _cost_table(cost: Cost) -> Table:
    table = Table(title=f"Cost per camera, one look per {cost.interval_s:g} s")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in asdict(cost).items():
        if name != "reason":
            table.add_row(name, f"{value:g}" if isinstance(value, float) else str(value))
    return table


def rounded(value: float) -> float:
    """Return a figure as it is printed."""
    return round(value, 4)
