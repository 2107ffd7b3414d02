"""Patrol: hundreds of cameras seen in turn, through recorders that give few sessions."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, quantiles

from benchmarks import feed, report
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.peer import LATE
from benchmarks.product import Product, wait
from benchmarks.report import Run
from benchmarks.sightings import Sightings
from benchmarks.street import Recorder, recorders

ACHIEVED_MOST = 1.1
"""The interval that 95 of 100 cameras achieve, over the one that was promised."""
CORES_MOST = 2.0
POLL_S = 10.0
FIRST_S = 60.0
"""Beside the time that the cap on attempts takes, every camera has had its first look after so long."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run measures."""

    cameras: int
    recorders: int
    sessions: int
    """Sessions each recorder gives at most."""
    seconds: float
    interval_s: float
    stream: feed.Stream


@dataclass(frozen=True, slots=True)
class Patrol:
    """How well the cameras were kept in turn."""

    cameras: int
    recorders: int
    stream: str
    interval_s: float
    product_cores: float
    achieved_median_s: float | None
    achieved_p95_s: float | None
    """Mean pause between a camera's looks in the window: 95 of 100 cameras have no longer one."""
    told_p95_s: float | None
    """The same of what subscriptions tell: the first looks, before the cameras were spread, included."""
    longest_pause_s: float
    """Longest single pause between two looks of a camera in the window."""
    cameras_missed: int
    """Cameras not seen for more than one and a half intervals at some time, or never."""
    sessions_cap: int
    sessions_peak: int
    """Most sessions a recorder had at once since the start, as it counted itself."""
    late_looks: int
    machine_cpu_percent: float


def measure(plan: Plan, tell: Tell) -> tuple[Run, Patrol]:
    """Register the cameras, wait until each was seen, and watch for a window."""
    tell("preparing the feed")
    film = feed.prepare(plan.stream)
    settings = {"recorder_sessions": plan.sessions, "quota_cameras": plan.cameras}
    with recorders(film, plan.cameras, plan.recorders) as behind:
        tell("starting the product in a temporary home")
        with Product.start(settings) as product:
            _register(product, behind, plan, tell)
            with Sightings.of(product.subscriber, every_s=POLL_S) as seen:
                tell(f"measuring for {plan.seconds:g} s")
                since = time.time()
                run = product.measure(plan.seconds, plan.interval_s)
                seen.poll()
                return run, _figures(plan, product, behind, run, seen, since)


def _register(product: Product, behind: Sequence[Recorder], plan: Plan, tell: Tell) -> None:
    tell(f"registering {plan.cameras} cameras behind {plan.recorders} recorders")
    for url in (url for one in behind for url in one.urls):
        product.add(url, plan.interval_s)
    tell("waiting until each was seen")
    patience_s = FIRST_S + plan.cameras + plan.interval_s
    wait("a camera", lambda: product.in_view() >= plan.cameras, patience_s, every_s=2)
    time.sleep(plan.interval_s)


def _figures(
    plan: Plan,
    product: Product,
    behind: Sequence[Recorder],
    run: Run,
    seen: Sightings,
    since: float,
) -> Patrol:
    until = time.time()
    pauses = [seen[one].pauses(since, until) for one in product.cameras]
    achieved = [fmean(each[:-1]) for each in pauses if each[:-1]]  # the last is not over yet
    told = (one["achieved_interval_s"] for one in product.subscriber.every("/subscriptions"))
    longest = [max(each) for each in pauses]
    peaks = [one.simulator.totals()["sessions"]["peak"] for one in behind]
    return Patrol(
        cameras=plan.cameras,
        recorders=plan.recorders,
        stream=f"{plan.stream.width}x{plan.stream.height}",
        interval_s=plan.interval_s,
        product_cores=report.rounded(run.cores),
        achieved_median_s=share(achieved, 50),
        achieved_p95_s=share(achieved, 95) if len(achieved) == plan.cameras else None,
        told_p95_s=share([float(one) for one in told if one is not None], 95),
        longest_pause_s=round(max(longest), 1),
        cameras_missed=sum(pause > LATE * plan.interval_s for pause in longest),
        sessions_cap=plan.sessions,
        sessions_peak=max(peaks),
        late_looks=run.late_looks,
        machine_cpu_percent=round(run.machine_percent, 1),
    )


def share(values: Sequence[float], percent: int) -> float | None:
    """Return what so many of a hundred values do not exceed."""
    if len(values) < 2:
        return None
    return round(quantiles(values, n=100, method="inclusive")[percent - 1], 1)


def show(run: Run, patrol: Patrol, as_json: bool) -> None:
    """Print the window and what it means; late looks are what is measured here, no fault of the run."""
    busy = run.machine_percent > report.BUSY_PERCENT
    show_bars(
        f"Patrol, one look per {patrol.interval_s:g} s",
        asdict(patrol),
        [
            Bar("achieved_p95_s", patrol.achieved_p95_s, ACHIEVED_MOST * patrol.interval_s),
            Bar("cameras_missed", patrol.cameras_missed, 0),
            Bar("sessions_peak", patrol.sessions_peak, patrol.sessions_cap),
            Bar("product_cores", patrol.product_cores, CORES_MOST),
        ],
        [f"the machine was {run.machine_percent:.0f} % busy"] if busy else [],
        as_json=as_json,
        tables=(report.parts_table(run),),
    )
