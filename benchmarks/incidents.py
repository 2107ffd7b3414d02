"""Event level on rendered streets: hours of nothing that must raise nothing, incidents that must be found.

Only the frames that are looked at are rendered, so hours pass in minutes. Every street has its own seed,
none of them one that taught the built-ins.
"""

import json
import math
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from algorithms.contract.values import Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import Scene
from algorithms.training import streets
from core.intervals import poisson_mean
from registry.evaluation import looking
from serving import watching
from serving.first_start import ALGORITHMS, package

STREET_S = 120.0
BEGINS_S, LASTS_S = 20.0, 60.0
_FIRST_QUIET, _FIRST_INCIDENT = 700_000, 800_000
_SUBJECTS = {"fire": "fires", "waterlogging": "pools", "debris": "piles", "muck_truck": "mucks"}
_PASSES_S = 15.0
"""A muck truck is in the picture for so long."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one algorithm raised on rendered streets."""

    algorithm: str
    quiet_hours: float
    quiet_looks: int
    false_events: int
    false_per_hour_at_most: float
    """Upper bound of the rate with 95 % confidence (Poisson)."""
    incidents: int
    found: int
    seconds_to_find_median: float | None
    seconds_to_find_longest: float | None
    times_real_time: float
    """Seconds of film for one second of this machine."""


def measure(algorithm: str, hours: float, incidents: int, shelf: Path = ALGORITHMS) -> Result:
    """Watch so many hours of quiet streets and so many incidents."""
    began = time.monotonic()
    with package(looking.find(shelf, algorithm)) as folder, looking.opened(folder) as eyes:
        subject = _SUBJECTS[eyes.manifest.id]
        looks = false = 0
        for number in range(math.ceil(hours * 3600 / STREET_S)):
            seen = watching.watch(eyes, _looked_at(quiet(number, subject), eyes))
            looks += seen.looks
            false += sum(map(len, seen.raised.values()))
        waits = [_found(eyes, incident(number, subject)) for number in range(incidents)]
    watched = math.ceil(hours * 3600 / STREET_S) * STREET_S / 3600
    told = [wait for wait in waits if wait is not None]
    seconds = watched * 3600 + incidents * STREET_S
    return Result(
        algorithm=algorithm,
        quiet_hours=round(watched, 3),
        quiet_looks=looks,
        false_events=false,
        false_per_hour_at_most=(
            round(poisson_mean(false, 0.05) / watched, 3) if watched else math.inf
        ),
        incidents=incidents,
        found=len(told),
        seconds_to_find_median=statistics.median(told) if told else None,
        seconds_to_find_longest=max(told, default=None),
        times_real_time=round(seconds / (time.monotonic() - began), 1),
    )


def show(result: Result, as_json: bool) -> None:
    """Print the figures, one a line, or as one JSON line."""
    plain = asdict(result)
    if as_json:
        print(json.dumps(plain))
        return
    for name, value in plain.items():
        print(f"{name:24} {value}")


def quiet(number: int, subject: str) -> Scene:
    """Return a street without this subject; the other subjects come by, rain and wet streets too."""
    scene = streets.random_scene(_FIRST_QUIET + number, STREET_S)
    return replace(scene, **{subject: ()})  # type: ignore[arg-type]


def incident(number: int, subject: str) -> Scene:
    """Return a street on which this subject appears in the 20th second."""
    scene = next(
        scene
        for seed in range(_FIRST_INCIDENT + 10 * number, _FIRST_INCIDENT + 10 * number + 10)
        if getattr(scene := streets.random_scene(seed, STREET_S), subject)
    )
    lasts_s = _PASSES_S if subject == "mucks" else LASTS_S
    things = tuple(
        replace(one, starts_s=BEGINS_S, ends_s=BEGINS_S + lasts_s)
        for one in getattr(scene, subject)[:1]
    )
    return replace(scene, **{subject: things})  # type: ignore[arg-type]


def _found(eyes: looking.Eyes, scene: Scene) -> float | None:
    """Return after how many seconds the first event is raised, None if none is."""
    raised = watching.watch(eyes, _looked_at(scene, eyes)).raised
    after = [at - BEGINS_S for times in raised.values() for at in times if at >= BEGINS_S]
    return min(after, default=None)


def _looked_at(scene: Scene, eyes: looking.Eyes) -> Iterator[tuple[float, Pixels]]:
    every = max(1, round(eyes.manifest.look.interval_s * scene.fps))
    return ((shot.second, shot.pixels) for shot in Film(scene).shots(every))
