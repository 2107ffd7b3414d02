"""The product under measurement: started in a temporary home, driven through its own API."""

import os
import socket
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from benchmarks.errors import PartSilent
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
    """`algomart up`, its address, and the people who drive it."""

    program: Program
    part: Part
    subscriber: Person
    system: Person
    cameras: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[Self]:
        """Start the product in a home of its own and stop it with everything it started."""
        with tempfile.TemporaryDirectory(prefix="am-bench-") as home:
            marker, port = uuid.uuid4().hex, _free_port()
            command = [str(Path(sys.executable).with_name("algomart")), "up"]
            with Part("algomart up", command, _environment(home, port, marker)) as part:
                url = f"http://127.0.0.1:{port}"
                _wait("algomart up", lambda: _ready(part, url, Path(home)), READY_S)
                subscriber, system = sign_up(Path(home), url)
                yield cls(Program(part.pid, marker, home), part, subscriber, system)
                subscriber.close()
                system.close()

    def watch(self, urls: Sequence[str], interval_s: float) -> None:
        """Subscribe cameras until every address is watched, and wait until all are in view."""
        algorithm_id = self._algorithm()
        for url in urls[len(self.cameras) :]:
            self.cameras.append(self._subscribe(url, algorithm_id, interval_s))
        _wait("a camera", self._all_in_view, IN_VIEW_S)
        time.sleep(SETTLE_INTERVALS * interval_s)

    def measure(self, seconds: float, interval_s: float) -> Run:
        """Measure every process of the product for so many seconds."""
        before = self._looks()
        usage = measure(self.program, seconds)
        looks = self._looks() - before
        expected = len(self.cameras) * int(usage.seconds // interval_s)
        return Run(
            name="product",
            cameras=len(self.cameras),
            cores=usage.cores,
            looks=looks,
            late_looks=max(0, expected - looks),
            machine_percent=usage.machine_percent,
            processes=usage.processes,
            by_name={name: cpu_s / usage.seconds for name, cpu_s in usage.by_name.items()},
        )

    def _algorithm(self) -> str:
        shelf = self.subscriber.get("/algorithms")["items"]
        return next(str(one["id"]) for one in shelf if one["slug"] == ALGORITHM)

    def _subscribe(self, url: str, algorithm_id: str, interval_s: float) -> str:
        number = len(self.cameras) + 1
        camera = self.subscriber.post(
            "/cameras",
            {
                "name_zh": f"测量 {number}",
                "name_en": f"Benchmark {number}",
                "url": url,
                "place": "测量",
            },
        )
        self.subscriber.post(
            "/subscriptions",
            {"camera_id": camera["id"], "algorithm_id": algorithm_id, "interval_s": interval_s},
        )
        return str(camera["id"])

    def _all_in_view(self) -> bool:
        self.part.check()
        cameras = self.subscriber.get("/cameras?limit=200")["items"]
        seen = {camera["id"] for camera in cameras if camera["state"] == "in_view"}
        return set(self.cameras) <= seen

    def _looks(self) -> int:
        workers: list[dict[str, Any]] = self.system.get("/system")["workers"]
        return sum(int(worker["looks"]) for worker in workers)


def _ready(part: Part, url: str, home: Path) -> bool:
    part.check()
    try:
        answers = httpx.get(f"{url}/api/v1/health/ready", timeout=2).is_success
    except httpx.TransportError:
        return False
    return answers and setup_link(home).exists()


def _wait(what: str, done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise PartSilent(part=what, seconds=seconds)
        time.sleep(0.5)


def _environment(home: str, port: int, marker: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALGOMART_")}
    return kept | {
        "ALGOMART_HOME": home,
        "ALGOMART_PORT": str(port),
        "ALGOMART_CAMERA_NETWORKS": "127.0.0.0/8",
        "ALGOMART_TOTP": "off",
        "BENCHMARK_RUN": marker,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
