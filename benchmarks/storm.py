"""A storm: a recorder with a thousand cameras is dead, lives again, and all of them want to come back."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from benchmarks import feed, report
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.product import ALGORITHM, Product, wait
from benchmarks.report import Run
from benchmarks.sightings import Sightings
from benchmarks.street import Recorder, recorder

FAULTS = ("reset", "mute", "closed")
"""What a dead recorder may do with who connects."""
LIVE = "Live"
LIVE_S = 120.0
SAMPLE_S = 10.0
RATE_MOST = 1.1
"""A second's worth of attempts may go at once, so that a short span holds a little more than its share."""
SLACK_S = 60.0
"""Beside the time the rate takes: the longest pause of the breaker, and the look itself."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run measures."""

    dead: int
    live: int
    fault: str
    """What the dead recorder does with who connects: `reset`, `mute` or `closed`."""
    seconds: float
    """For how long the recorder stays dead once all cameras are registered."""
    interval_s: float
    """Of the dead cameras."""
    live_interval_s: float
    connects_per_s: float
    sessions: int


@dataclass(frozen=True, slots=True)
class Return:
    """How the group came back."""

    seconds: float
    busiest_per_s: float
    sessions_peak: int


@dataclass(frozen=True, slots=True)
class Storm:
    """What the storm did."""

    dead: int
    live: int
    fault: str
    connects_per_s: float
    attempts_busiest_minute: int | None
    """Connections the dead recorder counted in its busiest minute; None where its port was closed."""
    attempts_per_minute: float
    """Attempts the product counted itself while the recorder was dead, live cameras included."""
    live_looks_lost: int
    """Looks the live cameras lost, from the first dead camera to the last one's return."""
    return_s: float
    """From the recorder's return until pictures of all of its cameras come."""
    return_busiest_per_s: float
    """Most new sessions a second of the recorder meanwhile, over ten seconds."""
    sessions_cap: int
    sessions_peak: int
    product_cores_in_storm: float
    machine_cpu_percent: float


def measure(plan: Plan, tell: Tell) -> tuple[Run, Storm]:
    """Watch the live cameras, add the dead ones, then let their recorder live."""
    tell("preparing the feeds")
    sub, main = feed.prepare(feed.SUB), feed.prepare()
    settings = {
        "recorder_sessions": plan.sessions,
        "recorder_connects_per_s": plan.connects_per_s,
        "quota_cameras": plan.dead + plan.live,
    }
    with recorder(main, plan.live) as street, recorder(sub, plan.dead) as dead:
        dead.simulator.fault(plan.fault)
        tell("starting the product in a temporary home")
        with Product.start(settings) as product:
            live = _live(product, street, plan)
            with Sightings.of(product.subscriber, LIVE) as seen:
                return _storm(plan, product, dead, live, seen, tell)


def _live(product: Product, street: Recorder, plan: Plan) -> list[str]:
    interval_s = plan.live_interval_s
    live = [product.add(url, interval_s, (ALGORITHM,), LIVE) for url in street.urls]
    wait("a live camera", lambda: product.in_view() >= plan.live, LIVE_S)
    product.settle(interval_s)
    return live


def _storm(
    plan: Plan, product: Product, dead: Recorder, live: list[str], seen: Sightings, tell: Tell
) -> tuple[Run, Storm]:
    began, before = time.time(), product.meters()
    tell(f"registering {plan.dead} cameras behind a dead recorder ({plan.fault})")
    for url in dead.urls:
        product.add(url, plan.interval_s, (ALGORITHM,), "Dead")
    tell(f"the storm, for {plan.seconds:g} s")
    run = product.measure(plan.seconds, plan.live_interval_s)
    attempts, storm_s = product.meters().attempts - before.attempts, time.time() - began
    counted = dead.simulator.totals()["attempts"]["busiest_minute"]
    tell("the recorder lives again")
    back = _return(plan, product, dead)
    seen.poll()
    return run, Storm(
        dead=plan.dead,
        live=plan.live,
        fault=plan.fault,
        connects_per_s=plan.connects_per_s,
        attempts_busiest_minute=None if plan.fault == "closed" else counted,
        attempts_per_minute=round(attempts * 60 / storm_s, 1),
        live_looks_lost=seen.lost(live, plan.live_interval_s, began),
        return_s=round(back.seconds, 1),
        return_busiest_per_s=round(back.busiest_per_s, 2),
        sessions_cap=plan.sessions,
        sessions_peak=back.sessions_peak,
        product_cores_in_storm=report.rounded(run.cores),
        machine_cpu_percent=round(run.machine_percent, 1),
    )


def _return(plan: Plan, product: Product, dead: Recorder) -> Return:
    """Let the recorder live, and watch its sessions until pictures of all of its cameras come.

    A film that loops may show the same picture at two looks of a patrol: that camera is called frozen.
    """
    samples: list[tuple[float, int]] = [(time.monotonic(), _sessions(dead))]

    def returned() -> bool:
        samples.append((time.monotonic(), _sessions(dead)))
        return product.meters().shown >= plan.dead + plan.live

    dead.simulator.mend(plan.fault)
    longest_s = 3 * plan.dead / plan.connects_per_s + 5 * SLACK_S
    seconds = wait("the recorder's last camera", returned, longest_s, every_s=1)
    peak = dead.simulator.totals()["sessions"]["peak"]
    return Return(seconds, busiest(samples, SAMPLE_S), peak)


def busiest(samples: list[tuple[float, int]], span_s: float) -> float:
    """Return the highest rate a second of a counter over any span so long, from (instant, count)."""
    return max(
        (
            (after - before) / (ends - begins)
            for begins, before in samples
            for ends, after in samples
            if ends - begins >= span_s
        ),
        default=0.0,
    )


def _sessions(dead: Recorder) -> int:
    return dead.simulator.totals()["sessions"]["total"]


def show(run: Run, storm: Storm, as_json: bool) -> None:
    """Print what the storm did."""
    cap, rate = 60 * storm.connects_per_s, storm.connects_per_s
    counted = storm.attempts_busiest_minute
    busy = run.machine_percent > report.BUSY_PERCENT
    show_bars(
        f"{storm.dead} dead cameras behind one recorder",
        asdict(storm),
        [
            Bar("attempts_per_minute", storm.attempts_per_minute, cap),
            *([] if counted is None else [Bar("attempts_busiest_minute", counted, cap)]),
            Bar("live_looks_lost", storm.live_looks_lost, 0),
            Bar("return_busiest_per_s", storm.return_busiest_per_s, RATE_MOST * rate),
            Bar("return_s", storm.return_s, RATE_MOST * storm.dead / rate + SLACK_S),
            Bar("sessions_peak", storm.sessions_peak, storm.sessions_cap),
        ],
        [f"the machine was {run.machine_percent:.0f} % busy"] if busy else [],
        as_json=as_json,
        tables=(report.parts_table(run),),
    )
