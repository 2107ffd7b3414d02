"""A camera worker is lost: how soon every camera is looked at again.

Killed, it is gone at once. Stopped, all its threads hang as in a native library: the supervisor notices by
the heartbeat that does not come, and the seconds count from then.
"""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import psutil

from benchmarks import feed
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.processes import name_of
from benchmarks.product import Product, wait
from benchmarks.sightings import Sightings
from benchmarks.street import street

BACK_S = 10.0
"""A lost worker's cameras are looked at again within so long."""
NOTICE_S = 120.0
SETTLE_S = 20.0
WAYS = {"killed": signal.SIGKILL, "hung": signal.SIGSTOP}
_POLL_S = 0.25


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does."""

    cameras: int
    per_worker: int
    interval_s: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Loss:
    """One worker lost."""

    way: str
    noticed_s: float
    """From the loss until the worker was replaced."""
    back_s: list[float]
    """Of each camera, whosever it was: to its first look after the death, or after the notice of a hang."""
    looks_lost: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All losses together."""

    cameras: int
    per_worker: int
    interval_s: float
    workers: int
    workers_mb: list[int]
    """Memory of each worker process at the end, its own and unshared, MiB."""
    worst_killed_s: float
    worst_hung_s: float
    losses: list[Loss]


def measure(plan: Plan, tell: Callable[[str], None]) -> Figures:
    """Lose a worker in each way, as often as the plan says."""
    with street(feed.prepare(feed.SUB), plan.cameras) as urls:
        tell("starting the product in a temporary home")
        with Product.start({"cameras_per_worker": plan.per_worker}) as product:
            product.watch(urls, plan.interval_s)
            time.sleep(SETTLE_S)
            with Sightings.of(product.subscriber, every_s=_POLL_S) as seen:
                losses = list(_losses(plan, product, seen, tell))
            return _figures(plan, losses, _workers(product))


def bars_of(figures: Figures) -> list[Bar]:
    """Return what is promised."""
    return [
        Bar("worst_killed_s", figures.worst_killed_s, BACK_S),
        Bar("worst_hung_s", figures.worst_hung_s, BACK_S),
    ]


def show(figures: Figures, *, as_json: bool) -> None:
    """Print what was measured."""
    show_bars("A worker lost", asdict(figures), bars_of(figures), [], as_json=as_json)


def _losses(
    plan: Plan, product: Product, seen: Sightings, tell: Callable[[str], None]
) -> Iterator[Loss]:
    for way, number in [(way, number) for way in WAYS for number in range(plan.rounds)]:
        loss = _lose(plan, product, seen, way)
        tell(f"{way} {number + 1}: noticed {loss.noticed_s:.1f} s, back {max(loss.back_s):.1f} s")
        yield loss
        time.sleep(SETTLE_S)


def _lose(plan: Plan, product: Product, seen: Sightings, way: str) -> Loss:
    restarts, began = product.meters().restarts, time.time()
    _busiest(product).send_signal(WAYS[way])
    wait("notice", lambda: product.meters().restarts > restarts, NOTICE_S, _POLL_S)
    noticed_s = time.time() - began
    since = began if way == "killed" else began + noticed_s
    wait("looks", lambda: all(_looked(seen, one, since) for one in product.cameras), NOTICE_S)
    back_s = sorted(_first(seen, one, since) - since for one in product.cameras)
    lost = seen.lost(product.cameras, plan.interval_s, began)
    return Loss(way, round(noticed_s, 2), [round(one, 2) for one in back_s], lost)


def _looked(seen: Sightings, camera_id: str, since: float) -> bool:
    return seen[camera_id].looks[-1] > since


def _first(seen: Sightings, camera_id: str, since: float) -> float:
    return next(look for look in seen[camera_id].looks if look > since)


def _workers(product: Product) -> list[psutil.Process]:
    every = product.program.processes()
    return [one for one in every if name_of(one) == "ray::CameraWorker"]


def _busiest(product: Product) -> psutil.Process:
    """Return the worker with the most connections: one that reads cameras, and no spare."""
    return max(_workers(product), key=lambda one: len(one.net_connections("tcp")))


def _figures(plan: Plan, losses: Sequence[Loss], workers: Sequence[psutil.Process]) -> Figures:
    worst = {way: max(max(one.back_s) for one in losses if one.way == way) for way in WAYS}
    return Figures(
        cameras=plan.cameras,
        per_worker=plan.per_worker,
        interval_s=plan.interval_s,
        workers=len(workers),
        workers_mb=sorted(one.memory_full_info().uss >> 20 for one in workers),
        worst_killed_s=worst["killed"],
        worst_hung_s=worst["hung"],
        losses=list(losses),
    )
