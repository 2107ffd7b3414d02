"""Cost per camera: the limit, plain OpenCV and the product on the same feeds in the same run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import feed, peers
from benchmarks.errors import ModelMissing
from benchmarks.product import Product
from benchmarks.report import Cost, Run, cost_per_camera
from benchmarks.street import street

OPENCV_CAMERAS = 8
"""Plain OpenCV decodes every frame; more cameras than this overload a small machine."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run measures."""

    cameras: int
    small: int
    seconds: float
    interval_s: float
    model: Path
    faults: Sequence[str] = ()
    """Why the figures would not compare, whatever they are."""


def measure(plan: Plan, tell: Tell) -> tuple[Sequence[Run], Cost]:
    """Carry the plan out and return every run with the figures made of them."""
    if not plan.model.is_file():
        raise ModelMissing(path=plan.model)
    tell("preparing the feed")
    with street(feed.prepare(), plan.cameras) as urls:
        limit = _peer("limit", peers.limit, urls, plan, tell)
        opencv = _peer("opencv", peers.opencv, urls[:OPENCV_CAMERAS], plan, tell)
        small, full = _product(urls, plan, tell)
    cost = cost_per_camera(plan.interval_s, limit, opencv, small, full, plan.faults)
    return (limit, opencv, small, full), cost


Peer = Callable[[Sequence[str], Path, float, float], Run]


def _peer(name: str, peer: Peer, urls: Sequence[str], plan: Plan, tell: Tell) -> Run:
    tell(f"{name}: {len(urls)} cameras for {plan.seconds:g} s")
    return peer(urls, plan.model, plan.interval_s, plan.seconds)


def _product(urls: Sequence[str], plan: Plan, tell: Tell) -> tuple[Run, Run]:
    tell("starting the product in a temporary home")
    with Product.start() as product:
        runs = []
        for count in (plan.small, plan.cameras):
            tell(f"product: {count} cameras for {plan.seconds:g} s")
            product.watch(urls[:count], plan.interval_s)
            runs.append(product.measure(plan.seconds, plan.interval_s))
    return runs[0], runs[1]
