"""An alias is moved while cameras run: looks missed, and seconds until the new version sees them all.

Each move is to a version that the model host has never loaded. Looks are seen from outside, as the API tells
of them, and so is the version that inferred the last one.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from benchmarks import feed, goods
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.product import ALGORITHM, Product, wait
from benchmarks.sightings import Sightings
from benchmarks.street import street

SLUG = f"{ALGORITHM}_moved"
MISSED_MOST, SECONDS_MOST = 0, 10.0
"""What is promised of a move."""
PATIENCE_S = 60.0
QUIET_INTERVALS = 10
"""So many intervals without any move are watched before, and after each move for looks it cost."""
_POLL_S = 0.25


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does."""

    cameras: int
    interval_s: float
    moves: int

    @property
    def versions(self) -> list[str]:
        """The versions on the shelf; the last one is what cameras begin with."""
        return [f"1.0.{number}" for number in range(self.moves + 1)]


@dataclass(frozen=True, slots=True)
class Move:
    """One move of the alias."""

    version: str
    seconds: float
    """From the request until every camera's last look was inferred by the new version."""
    looks_missed: int
    looks_late: int
    """Looks that the product itself counted as more than half an interval late."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All moves together."""

    cameras: int
    interval_s: float
    looks_missed: int
    worst_s: float
    quiet_missed: int
    """Looks missed while nobody moved anything."""
    moves: list[Move]


def measure(plan: Plan, tell: Callable[[str], None]) -> Figures:
    """Move the alias as often as the plan says."""
    with street(feed.prepare(feed.SUB), plan.cameras) as urls:
        tell("starting the product in a temporary home")
        with Product.start() as product:
            tell(f"putting {len(plan.versions)} versions through the gate")
            goods.offer_versions(product.home, SLUG, plan.versions)
            product.watch(urls, plan.interval_s, (SLUG,))
            with Sightings.of(product.subscriber, every_s=_POLL_S) as seen:
                tell("watching without a move")
                quiet = _quiet(plan, product, seen)
                return _figures(plan, quiet, list(_moves(plan, product, seen, tell)))


def bars_of(figures: Figures) -> list[Bar]:
    """Return what is promised."""
    return [
        Bar("looks_missed", figures.looks_missed, MISSED_MOST),
        Bar("worst_s", figures.worst_s, SECONDS_MOST),
    ]


def show(figures: Figures, *, as_json: bool) -> None:
    """Print what was measured."""
    doubts = [f"{figures.quiet_missed} looks were missed without a move"]
    reasons = doubts if figures.quiet_missed else []
    bars = bars_of(figures)
    show_bars("An alias moved", asdict(figures), bars, reasons, as_json=as_json)


def _quiet(plan: Plan, product: Product, seen: Sightings) -> int:
    began = time.time()
    time.sleep(QUIET_INTERVALS * plan.interval_s)
    return seen.lost(product.cameras, plan.interval_s, began)


def _moves(
    plan: Plan, product: Product, seen: Sightings, tell: Callable[[str], None]
) -> Iterator[Move]:
    for version in plan.versions[:-1]:
        move = _move(plan, product, seen, version)
        tell(f"{version}: {move.seconds:.1f} s, {move.looks_missed} looks missed")
        yield move


def _move(plan: Plan, product: Product, seen: Sightings, version: str) -> Move:
    shelf = {one["slug"]: one["id"] for one in product.system.every("/algorithms")}
    path = f"/algorithms/{shelf[SLUG]}"
    of = {one["version"]: one["id"] for one in product.system.get(path)["versions"]}
    late, began = product.meters().late, time.time()
    wanted = {"version_id": of[version], "reason": "benchmark"}
    product.system.put(f"{path}/aliases/stable", wanted)
    wait("the version", lambda: _runs(product, of[version]), PATIENCE_S, _POLL_S)
    seconds = time.time() - began
    time.sleep(QUIET_INTERVALS * plan.interval_s)
    missed = seen.lost(product.cameras, plan.interval_s, began)
    return Move(version, round(seconds, 2), missed, product.meters().late - late)


def _runs(product: Product, version_id: str) -> bool:
    """Tell whether the last look of every camera was inferred by a version."""
    running = [one["running_version"] for one in product.subscriber.every("/subscriptions")]
    return all(one is not None and one["id"] == version_id for one in running)


def _figures(plan: Plan, quiet: int, moves: Sequence[Move]) -> Figures:
    return Figures(
        cameras=plan.cameras,
        interval_s=plan.interval_s,
        looks_missed=sum(one.looks_missed for one in moves),
        worst_s=max(one.seconds for one in moves),
        quiet_missed=quiet,
        moves=list(moves),
    )
