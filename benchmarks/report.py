"""What a benchmark prints: the arithmetic of cost per camera, a table, one JSON line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from rich.console import Console
from rich.table import Table

BUSY_PERCENT = 85.0
"""Above this a machine gives each process less than it asks for, and the figures mean nothing."""

PART_CORES = 0.0005
"""Processes that use less than this are not worth a line."""


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
    marginal = (full.cores - small.cores) / (full.cameras - small.cameras)
    reasons = [*faults, *(reason for run in runs for reason in _faults(run))]
    if marginal <= 0:
        reasons.append("the marginal cost is not positive: use more cameras or more seconds")
    return Cost(
        cameras=full.cameras,
        interval_s=interval_s,
        limit_cores_per_camera=_round(limit.cores_per_camera),
        opencv_cores_per_camera=_round(opencv.cores_per_camera),
        product_total_cores=_round(full.cores),
        marginal_cores_per_camera=_round(marginal),
        fixed_cores=_round(full.cores - full.cameras * marginal),
        marginal_ratio_to_limit=_round(marginal / limit.cores_per_camera),
        total_ratio_to_limit=_round(full.cores_per_camera / limit.cores_per_camera),
        ratio_to_opencv=_round(opencv.cores_per_camera / marginal) if marginal > 0 else None,
        late_looks=sum(run.late_looks for run in runs),
        machine_cpu_percent=round(max(run.machine_percent for run in runs), 1),
        valid=not reasons,
        reason="; ".join(reasons) or None,
    )


def show(runs: Sequence[Run], cost: Cost, as_json: bool, console: Console | None = None) -> None:
    """Print the runs, the figures, and with `as_json` the figures once more as the last line."""
    console = console or Console()
    console.print(_runs_table(runs))
    console.print(_parts_table(runs[-1]))
    console.print(_cost_table(cost))
    if not cost.valid:
        console.print(f"[bold]This run is invalid:[/bold] {cost.reason}")
    if as_json:
        console.file.write(json.dumps(asdict(cost)) + "\n")


def _faults(run: Run) -> Iterator[str]:
    if not run.looks:
        yield f"{run.name} took no look"
    if run.late_looks:
        yield f"{run.name}: {run.late_looks} late looks"
    if run.machine_percent > BUSY_PERCENT:
        yield f"{run.name}: the machine was {run.machine_percent:.0f} % busy"


def _runs_table(runs: Sequence[Run]) -> Table:
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


def _parts_table(run: Run) -> Table:
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


def _round(value: float) -> float:
    return round(value, 4)
