"""The cameras of a benchmark: the feed, played by the simulator in a process that is never counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.feed import SECONDS
from video.simulator import Channel, SimulatorProcess


@contextmanager
def street(feed: Path, cameras: int) -> Iterator[list[str]]:
    """Play the feed as so many cameras, each at another place of it, and yield their URLs."""
    channels = {
        f"/cam{index}": Channel(feed, SECONDS * index / cameras) for index in range(cameras)
    }
    with SimulatorProcess(channels) as simulator:
        yield [simulator.url(path) for path in channels]
