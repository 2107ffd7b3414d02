"""A soak: half the cameras come and go for a long time, and nothing may be left of it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from typing import Any

from rich.table import Table

from benchmarks import feed
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.inventory import KIB, Held, left, slope
from benchmarks.product import Product, wait
from benchmarks.sightings import Sightings
from benchmarks.street import Recorder, recorder
from video.cameras.state import PATIENCE_S
from video.simulator import Fault

SAMPLE_S = 10.0
OUTAGE_S, PEACE_S = 40.0, 35.0
"""A flapping camera is away for so long, then back for so long; its neighbour begins a little later."""
WARM_UP = 0.25
"""In this share of the time pools and caches fill; memory is judged after it."""
HURRY = 4.0
"""Meanwhile cameras come and go so many times as fast.

A worker's heap grows until it has met every outage in every one of its threads, some hundred and fifty of
them (docs/performance.md): at the usual pace that takes longer than the whole run.
"""
CALM_S = 300.0
STALE_S = PATIENCE_S + 5
"""Until then a camera that was lost may still be called in view."""
SLOPE_MOST = 30.0
"""MiB an hour: what a fit over a quarter of an hour cannot tell from nothing."""
LEFT_MOST = 4
"""A pool may have opened one more connection or thread. What each outage leaves comes to hundreds."""

WAYS = (Fault.STALLED, Fault.REFUSED, Fault.HUNG_UP, Fault.MUTE, Fault.TORN, None)
"""How a camera leaves, in turn; None: its connection is cut once."""
STAYS_CONNECTED = frozenset({Fault.REFUSED, Fault.MUTE})
"""What only new connections meet."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does."""

    cameras: int
    minutes: float
    interval_s: float


@dataclass(frozen=True, slots=True)
class Soak:
    """What the product held before and after."""

    cameras: int
    flapping: int
    minutes: float
    outages: int
    memory_mib: float
    """Memory of its own of all processes, at the end."""
    memory_slope_mib_per_h: float
    slopes_by_process: dict[str, float]
    descriptors_left: int
    threads_left: int
    processes_left: int
    left_by_process: dict[str, dict[str, int]]
    steady_looks_lost: int
    """Looks that the cameras lost that do not flap."""
    workers_replaced: int


def measure(plan: Plan, tell: Tell) -> Soak:
    """Let half of the cameras flap, and compare what is held before and after, all cameras being there."""
    tell("preparing the feed")
    with recorder(feed.prepare(feed.SUB), plan.cameras) as street:
        tell("starting the product in a temporary home")
        with Product.start() as product:
            product.watch(street.urls, plan.interval_s)
            with Sightings.of(product.subscriber, every_s=2) as seen:
                return _soak(plan, product, street, seen, tell)


def _soak(plan: Plan, product: Product, street: Recorder, seen: Sightings, tell: Tell) -> Soak:
    flaps = Flaps(street, street.paths[: plan.cameras // 2])
    warm_s, rest_s = plan.minutes * 60 * WARM_UP, plan.minutes * 60 * (1 - WARM_UP)
    tell(f"warming up for {warm_s:.0f} s")
    flaps.hurry = HURRY
    _flap(flaps, product, warm_s)
    flaps.hurry = 1.0
    before, began, counted = _at_rest(product, flaps, plan), time.time(), product.meters()
    tell(f"{len(flaps.paths)} cameras flap for {rest_s:.0f} s")
    outages, samples = flaps.outages, _flap(flaps, product, rest_s)
    after = _at_rest(product, flaps, plan)
    seen.poll()
    return Soak(
        cameras=plan.cameras,
        flapping=len(flaps.paths),
        minutes=plan.minutes,
        outages=flaps.outages - outages,
        memory_mib=round(sum(after.memory_kib.values()) / KIB, 1),
        memory_slope_mib_per_h=_per_hour(samples),
        slopes_by_process=_by_process(samples),
        descriptors_left=_total(before.descriptors, after.descriptors),
        threads_left=_total(before.threads, after.threads),
        processes_left=_total(before.processes, after.processes),
        left_by_process=_left(before, after),
        steady_looks_lost=seen.lost(product.cameras[plan.cameras // 2 :], plan.interval_s, began),
        workers_replaced=product.meters().restarts - counted.restarts,
    )


Samples = list[tuple[float, Held]]


class Flaps:
    """Cameras that leave one after the other, each in another way than the last time."""

    def __init__(self, street: Recorder, paths: list[str]) -> None:
        self._simulator, self.paths = street.simulator, paths
        self._away: dict[str, Fault | None] = {}
        self._turns = self._order()
        self._due = time.monotonic()
        self._back: list[tuple[float, str]] = []
        self.hurry = 1.0
        """How many times as fast as usual they come and go."""
        self.outages = 0

    def turn(self) -> None:
        """Let whoever is due leave, and whoever was away long enough come back."""
        now = time.monotonic()
        for _, path in [one for one in self._back if one[0] <= now]:
            self._mend(path)
        while self._due <= now:
            self._due += (OUTAGE_S + PEACE_S) / len(self.paths) / self.hurry
            self._break(*next(self._turns))

    def end(self) -> None:
        """Let all come back."""
        for path in list(self._away):
            self._mend(path)
        self._due = time.monotonic()

    def _order(self) -> Iterator[tuple[str, Fault | None]]:
        for round_ in cycle(range(len(WAYS))):
            for index, path in enumerate(self.paths):
                yield path, WAYS[(round_ + index) % len(WAYS)]

    def _break(self, path: str, way: Fault | None) -> None:
        if path in self._away:
            self._mend(path)
        self.outages += 1
        self._away[path] = way
        self._back.append((time.monotonic() + OUTAGE_S / self.hurry, path))
        if way is not None:
            self._simulator.fault(way, path)
        if way is None or way in STAYS_CONNECTED:
            self._simulator.cut(path)

    def _mend(self, path: str) -> None:
        way = self._away.pop(path, None)
        self._back = [one for one in self._back if one[1] != path]
        if way is not None:
            self._simulator.mend(way, path)


def _flap(flaps: Flaps, product: Product, seconds: float) -> Samples:
    """Flap for so many seconds and sample what is held."""
    began, samples, due = time.monotonic(), Samples(), 0.0
    while (passed := time.monotonic() - began) < seconds:
        product.part.check()
        flaps.turn()
        if passed >= due:
            due += SAMPLE_S
            samples.append((passed, Held.by(product.program)))
        time.sleep(0.5)
    return samples


def _at_rest(product: Product, flaps: Flaps, plan: Plan) -> Held:
    """Wait until all cameras are there, and count."""
    flaps.end()
    time.sleep(STALE_S)
    wait("a camera", lambda: product.in_view() >= plan.cameras, CALM_S)
    product.settle(plan.interval_s)
    return Held.at_rest(product.program)


def _per_hour(samples: Samples) -> float:
    return _mib_per_h([(at, sum(held.memory_kib.values())) for at, held in samples])


def _mib_per_h(samples: list[tuple[float, float]]) -> float:
    return round(slope(samples) * 3600 / KIB, 1)


def _by_process(samples: Samples) -> dict[str, float]:
    names = {name for _, held in samples for name in held.memory_kib}
    slopes = {
        name: _mib_per_h([(at, held.memory_kib[name]) for at, held in samples]) for name in names
    }
    steepest = sorted(slopes.items(), key=lambda one: -abs(one[1]))
    return {name: value for name, value in steepest if abs(value) >= 1}


def _total(before: Counter[str], after: Counter[str]) -> int:
    return sum(left(before, after).values())


def _left(before: Held, after: Held) -> dict[str, dict[str, int]]:
    kinds = ("descriptors", "threads", "processes")
    return {kind: left(getattr(before, kind), getattr(after, kind)) for kind in kinds}


def show(soak: Soak, as_json: bool) -> None:
    """Print what was held and what was left."""
    figures: dict[str, Any] = asdict(soak)
    show_bars(
        f"{soak.outages} outages in {soak.minutes:g} minutes",
        figures,
        [
            Bar("memory_slope_mib_per_h", soak.memory_slope_mib_per_h, SLOPE_MOST),
            Bar("descriptors_left", soak.descriptors_left, LEFT_MOST),
            Bar("threads_left", soak.threads_left, LEFT_MOST),
            Bar("processes_left", soak.processes_left, 0),
            Bar("steady_looks_lost", soak.steady_looks_lost, 0),
        ],
        [],
        as_json=as_json,
        tables=(_table(soak),),
    )


def _table(soak: Soak) -> Table:
    table = Table("process", title="What grew, and what was left, by process")
    heads = ("MiB an hour", "descriptors", "threads", "processes")
    for head in heads:
        table.add_column(head, justify="right")
    counts = [soak.left_by_process[kind] for kind in heads[1:]]
    for name in sorted({*soak.slopes_by_process, *(name for one in counts for name in one)}):
        shown = (f"{one[name]:+d}" if name in one else "" for one in counts)
        table.add_row(name, f"{soak.slopes_by_process.get(name, 0.0):+g}", *shown)
    return table
