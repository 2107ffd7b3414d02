"""What anybody sees of cameras from outside: polled from the API, look by look, state by state."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

import httpx

from benchmarks.errors import BenchmarkFailed
from benchmarks.peer import LATE
from benchmarks.people import Person

GONE = 3.0
"""A last look so many intervals old means lost ones; before, the next may be on its way."""


@dataclass(eq=False)
class Sighting:
    """One camera as it was seen from outside."""

    state: str = "new"
    reason: str | None = None
    looks: list[float] = field(default_factory=list)
    """When the frames were taken that were inferred, as Unix seconds."""

    def note(self, camera: dict[str, Any]) -> None:
        """Take in what the API says now."""
        self.state = camera["state"]
        self.reason = (camera["state_reason"] or {}).get("code")
        at = camera["last_inferred_at"]
        looked = datetime.fromisoformat(at).timestamp() if at else None
        if looked is not None and (not self.looks or looked > self.looks[-1]):
            self.looks.append(looked)

    def pauses(self, since: float, until: float) -> list[float]:
        """Return the seconds from look to look, of pauses that ended or should have within a span."""
        ends = [look for look in self.looks if look <= until]
        pauses = [after - before for before, after in pairwise(ends) if after >= since]
        return pauses + ([until - ends[-1]] if ends else [until - since])

    def lost(self, interval_s: float, since: float, until: float) -> int:
        """Return how many looks were lost within a span."""
        *between, last = self.pauses(since, until)
        late = [pause for pause in between if pause > LATE * interval_s]
        late += [last] if last > GONE * interval_s else []
        return sum(max(1, round(pause / interval_s) - 1) for pause in late)


class Sightings:
    """Polls the cameras whose names hold some words; a look is missed by no poll that comes in time."""

    def __init__(self, person: Person, named: str, every_s: float) -> None:
        self._person, self._every_s = person, every_s
        self._path = str(httpx.URL("/cameras", params={"q": named}))
        self._of: dict[str, Sighting] = {}
        self._ended = threading.Event()
        self.unanswered = 0
        """Polls the API did not answer."""

    @classmethod
    @contextmanager
    def of(cls, person: Person, named: str = "", every_s: float = 0.5) -> Iterator["Sightings"]:
        """Watch as long as the block lasts."""
        sightings = cls(person, named, every_s)
        sightings.poll()
        thread = threading.Thread(target=sightings._run, daemon=True)
        thread.start()
        yield sightings
        sightings._ended.set()
        thread.join()

    def __getitem__(self, camera_id: str) -> Sighting:
        return self._of[camera_id]

    def lost(
        self, cameras: Iterable[str], interval_s: float, since: float, until: float | None = None
    ) -> int:
        """Return how many looks these cameras lost within a span of Unix seconds."""
        ends = time.time() if until is None else until
        return sum(self._of[one].lost(interval_s, since, ends) for one in cameras)

    def poll(self) -> None:
        """Ask once."""
        for camera in self._person.every(self._path):
            self._of.setdefault(str(camera["id"]), Sighting()).note(camera)

    def _run(self) -> None:
        while not self._ended.wait(self._every_s):
            try:
                self.poll()
            except (BenchmarkFailed, httpx.HTTPError):
                self.unanswered += 1
