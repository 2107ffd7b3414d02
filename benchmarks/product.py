"""The product under measurement: started in a temporary home, driven through its own API."""

import os
import socket
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

from benchmarks.errors import PartSilent
from benchmarks.meters import Meters
from benchmarks.part import Part
from benchmarks.people import Person, setup_link, sign_up
from benchmarks.processes import Program, measure
from benchmarks.report import Run

READY_S = 180.0
IN_VIEW_S = 120.0
SETTLE_INTERVALS = 2
ALGORITHM = "fire"


@dataclass
class Product:
    """`algomart up`, its address, its home, and the people who drive it."""

    program: Program
    part: Part
    home: Path
    subscriber: Person
    system: Person
    cameras: list[str] = field(default_factory=list)
    subscriptions: dict[str, str] = field(default_factory=dict)
    """The subscriptions by id, and what each looks for (an algorithm's slug)."""
    _shelf: dict[str, str] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def start(cls, settings: Mapping[str, object] | None = None) -> Iterator[Self]:
        """Start the product in a home of its own and stop it with everything it started.

        `settings` are settings of the product by their names in `docs/settings.md`, less the prefix.
        """
        with tempfile.TemporaryDirectory(prefix="am-bench-") as home:
            marker, port = uuid.uuid4().hex, free_port()
            command = [str(Path(sys.executable).with_name("algomart")), "up"]
            environment = _environment(home, port, marker, settings or {})
            with Part("algomart up", command, environment) as part:
                url = f"http://127.0.0.1:{port}"
                wait("algomart up", lambda: _ready(part, url, Path(home)), READY_S)
                subscriber, system = sign_up(Path(home), url)
                program = Program(part.pid, marker, home)
                yield cls(program, part, Path(home), subscriber, system)
                subscriber.close()
                system.close()

    def watch(
        self, urls: Sequence[str], interval_s: float, slugs: Sequence[str] = (ALGORITHM,)
    ) -> None:
        """Subscribe cameras until every address is watched, and wait until all are in view."""
        for url in urls[len(self.cameras) :]:
            self.add(url, interval_s, slugs)
        wait("a camera", lambda: self.in_view() >= len(self.cameras), IN_VIEW_S)
        self.settle(interval_s)

    def settle(self, interval_s: float) -> None:
        """Let a change work itself out."""
        time.sleep(SETTLE_INTERVALS * interval_s)

    def add(
        self,
        url: str,
        interval_s: float,
        slugs: Sequence[str] = (ALGORITHM,),
        group: str = "Benchmark",
    ) -> str:
        """Register a camera, subscribe it to these algorithms and return its id."""
        number = len(self.cameras) + 1
        names = {"name_zh": f"测量 {number}", "name_en": f"{group} {number}"}
        camera = self.subscriber.post("/cameras", {**names, "url": url, "place": "测量"})
        camera_id = str(camera["id"])
        self.cameras.append(camera_id)
        for slug in slugs:
            self._subscribe(camera_id, slug, interval_s)
        return camera_id

    def drop(self, slugs: Sequence[str]) -> None:
        """End every subscription to these algorithms."""
        for subscription_id, slug in list(self.subscriptions.items()):
            if slug in slugs:
                self.subscriber.delete(f"/subscriptions/{subscription_id}")
                del self.subscriptions[subscription_id]

    def in_view(self) -> int:
        """Return how many cameras are in view; raises `PartDied` where the product ended."""
        self.part.check()
        return self.meters().in_view

    def meters(self) -> Meters:
        """Return what the product has counted."""
        return Meters.read(self.system)

    def measure(self, seconds: float, interval_s: float) -> Run:
        """Measure every process of the product for so many seconds.

        A look is late as a peer's is: more than half an interval. Looks that never come are late as well;
        one a subscription may lie beyond the end of the window.
        """
        before = self.meters()
        usage = measure(self.program, seconds)
        after = self.meters()
        looks, late = after.looks - before.looks, after.late - before.late
        expected = len(self.subscriptions) * (int(usage.seconds // interval_s) - 1)
        return Run(
            name="product",
            cameras=len(self.cameras),
            cores=usage.cores,
            looks=looks,
            late_looks=max(late, expected - looks),
            machine_percent=usage.machine_percent,
            processes=usage.processes,
            by_name={name: cpu_s / usage.seconds for name, cpu_s in usage.by_name.items()},
        )

    def _subscribe(self, camera_id: str, slug: str, interval_s: float) -> None:
        if slug not in self._shelf:
            self._shelf = {one["slug"]: one["id"] for one in self.subscriber.every("/algorithms")}
        wanted = {
            "camera_id": camera_id,
            "algorithm_id": self._shelf[slug],
            "interval_s": interval_s,
        }
        made = self.subscriber.post("/subscriptions", wanted)
        self.subscriptions[str(made["id"])] = slug


def wait(what: str, done: Callable[[], bool], seconds: float, every_s: float = 0.5) -> float:
    """Ask until it is done and return the seconds it took; raises `PartSilent` after so many."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > seconds:
            raise PartSilent(part=what, seconds=seconds)
        time.sleep(every_s)
    return time.monotonic() - began


def _ready(part: Part, url: str, home: Path) -> bool:
    part.check()
    try:
        answers = httpx.get(f"{url}/api/v1/health/ready", timeout=2).is_success
    except httpx.TransportError:
        return False
    return answers and setup_link(home).exists()


def _environment(
    home: str, port: int, marker: str, settings: Mapping[str, object]
) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALGOMART_")}
    ours = {
        "home": home,
        "port": port,
        "camera_networks": "127.0.0.0/8",
        "totp": "off",
        "requests_per_minute": 1_000_000,
        **settings,
    }
    named = {f"ALGOMART_{name.upper()}": str(value) for name, value in ours.items()}
    return {**kept, **named, "BENCHMARK_RUN": marker}


def free_port() -> int:
    """Return a port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
