"""The cameras of a benchmark: a feed, played by the simulator in processes that are never counted."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.feed import SECONDS
from video.simulator import Channel, SimulatorProcess


@dataclass(frozen=True, slots=True)
class Recorder:
    """One recorder as the product sees it, `host:port`, and the cameras behind it."""

    simulator: SimulatorProcess
    paths: list[str]

    @property
    def urls(self) -> list[str]:
        """The addresses of its cameras."""
        return [self.simulator.url(path) for path in self.paths]


@contextmanager
def recorder(feed: Path, cameras: int, cache: Path | None = None) -> Iterator[Recorder]:
    """Play the feed as so many cameras of one recorder, each at another place of it.

    `cache` keeps the films that faults of the picture ask for.
    """
    channels = {
        f"/cam{index}": Channel(feed, SECONDS * index / cameras) for index in range(cameras)
    }
    with SimulatorProcess(channels, cache=cache) as simulator:
        yield Recorder(simulator, list(channels))


@contextmanager
def recorders(feed: Path, cameras: int, count: int) -> Iterator[list[Recorder]]:
    """Play the feed as so many cameras behind so many recorders, as evenly as it goes."""
    with ExitStack() as stack:
        shares = [cameras // count + (index < cameras % count) for index in range(count)]
        yield [stack.enter_context(recorder(feed, share)) for share in shares]


@contextmanager
def street(feed: Path, cameras: int) -> Iterator[list[str]]:
    """Play the feed as so many cameras and yield their URLs."""
    with recorder(feed, cameras) as behind:
        yield behind.urls
