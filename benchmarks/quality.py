"""How surely faulty pictures are found, how often good ones are called faulty, and what a look costs.

Every clip, and every still made alive with noise, wind and traffic, is one camera that is looked at
every five seconds. Its examiner learns the view, then meets all weather, and then each fault on its own.
"""

import copy
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median

import av
import cv2
import numpy as np
from numpy.random import Generator, default_rng
from rich.console import Console
from rich.table import Table

from algorithms.contract.values import Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO
from benchmarks.faulty import FAULTS, WEATHER, Change, clocked, damaged, noisy, shifted
from video.quality import Examiner, Problem
from video.quality.sample import Sample

EVERY = timedelta(seconds=5)
LEARN, WATCH = 12, 28
_BEGAN = datetime(2026, 11, 26, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Camera:
    """Pictures of one camera, some seconds apart; they begin anew when they have ended."""

    name: str
    pictures: Sequence[Pixels]

    def shots(self) -> Iterator[Pixels]:
        """Yield pictures without end; a single one is made alive."""
        if len(self.pictures) == 1:
            yield from _alive(self.pictures[0])
        while True:
            yield from self.pictures


@dataclass(slots=True)
class Count:
    """Of how many cameras or looks something was told."""

    of: int = 0
    told: int = 0
    otherwise: Counter[Problem | None] = field(default_factory=Counter)
    after_s: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Figures:
    """Everything that was counted."""

    cameras: int = 0
    faults: dict[tuple[Problem, str], Count] = field(default_factory=dict)
    clean: dict[str, Count] = field(default_factory=dict)


def cameras(paths: Sequence[Path], stills: int) -> Iterator[Camera]:
    """Yield the demo's scenes, each clip, and so many stills of each folder, evenly chosen."""
    for scene in DEMO.values():
        film = Film(scene)
        yield Camera(scene.name, [film.shot(i).pixels for i in range(0, scene.frame_count, 60)])
    for path in paths:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        pictures = [one for one in files if one.suffix in (".jpg", ".png")]
        clips = [one for one in files if one.suffix == ".mp4"]
        yield from (Camera(clip.stem, _clip(clip)) for clip in clips)
        for picture in pictures[:: max(1, len(pictures) // stills)][:stills]:
            yield Camera(picture.stem, [np.asarray(cv2.imread(str(picture)), dtype=np.uint8)])


def measure(watched: Iterable[Camera], say: Callable[[str], None]) -> Figures:
    """Let each camera go through all weather and all faults."""
    av.logging.set_level(None)  # the decoder says much about damaged streams
    figures = Figures()
    for number, camera in enumerate(watched):
        say(f"{number + 1}: {camera.name}")
        figures.cameras, rng = number + 1, default_rng(number)
        shots = camera.shots()
        examiner = Examiner()
        _look(examiner, islice(shots, LEARN), 0)
        for name, change in WEATHER.items():
            told = _look(copy.deepcopy(examiner), _changed(shots, change, rng), LEARN)
            _add_clean(figures.clean.setdefault(name, Count()), told)
        for problem, name, pictures in _faulty(shots, rng, number):
            told = _look(copy.deepcopy(examiner), pictures, LEARN)
            _add_fault(figures.faults.setdefault((problem, name), Count()), problem, told)
    return figures


def cost_us(pixels: Pixels, rounds: int = 200) -> tuple[float, float]:
    """Return microseconds of CPU time per frame: taking the sample, and examining it as a whole."""
    examiner, sampling, whole = Examiner(), [], []
    for number in range(rounds):
        began = time.thread_time()
        Sample.of(pixels)
        sampled = time.thread_time()
        examiner.examine(pixels, _BEGAN + number * EVERY / 100)
        sampling.append(sampled - began)
        whole.append(time.thread_time() - sampled)
    return median(sampling) * 1e6, median(whole) * 1e6


def cost_of_1080p() -> tuple[float, float]:
    """Return the same for a rendered street, 1920 × 1080."""
    picture = Film(DEMO["quiet_day"]).shot(3).pixels
    return cost_us(np.asarray(cv2.resize(picture, (1920, 1080)), dtype=np.uint8))


def show(figures: Figures, cost: tuple[float, float], as_json: bool) -> None:
    """Print three tables: false alarms, faults found, and the cost of a look."""
    console = Console()
    console.print(_clean_table(figures), _fault_table(figures))
    console.print(
        f"{cost[0]:.0f} µs of CPU to sample a 1080p frame, {cost[1]:.0f} µs for the whole look"
    )
    if as_json:
        sys.stdout.write(json.dumps(_summary(figures, cost)) + "\n")


def _clean_table(figures: Figures) -> Table:
    table = Table("good pictures", "looks", "false alarms", "called", box=None)
    for name, count in figures.clean.items():
        table.add_row(name, str(count.of), str(count.told), _listed(count.otherwise))
    return table


def _fault_table(figures: Figures) -> Table:
    columns = ("fault", "problem", "cameras", "found", "median after, s", "else told")
    table = Table(*columns, box=None)
    for (problem, name), count in figures.faults.items():
        after = f"{median(count.after_s):.0f}" if count.after_s else ""
        cells = (str(count.of), str(count.told), after, _listed(count.otherwise))
        table.add_row(name, problem, *cells)
    return table


def _listed(told: Counter[Problem | None]) -> str:
    return ", ".join(f"{problem or 'nothing'} {times}" for problem, times in told.most_common())


def _summary(figures: Figures, cost: tuple[float, float]) -> dict[str, float]:
    clean, faults = figures.clean.values(), figures.faults.values()
    return {
        "cameras": figures.cameras,
        "false_alarm_rate": sum(one.told for one in clean) / sum(one.of for one in clean),
        "detection_rate": sum(one.told for one in faults) / sum(one.of for one in faults),
        "sample_us": round(cost[0]),
        "look_us": round(cost[1]),
    }


def _alive(still: Pixels) -> Iterator[Pixels]:
    rng = default_rng(int(still.sum()) % 2**32)
    while True:
        across, down = rng.normal(0, 0.001, 2)
        picture = shifted(still, float(across), float(down))
        _traffic(picture, rng)
        yield noisy(picture, 3, rng)


def _traffic(picture: Pixels, rng: Generator) -> None:
    height, width = picture.shape[:2]
    for _ in range(6):
        x, y = int(rng.integers(0, width)), int(rng.integers(height // 3, height))
        size = int(width * rng.uniform(0.03, 0.12))
        color = [float(level) for level in rng.uniform(20, 235, 3)]
        cv2.rectangle(picture, (x, y), (x + size, y + size // 2), color, -1)


def _clip(path: Path) -> list[Pixels]:
    with av.open(str(path)) as container:
        total = container.streams.video[0].frames
        step = max(1, total // 40)
        frames = enumerate(container.decode(video=0))
        return [
            np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)
            for number, frame in frames
            if number % step == 0
        ]


def _changed(shots: Iterator[Pixels], change: Change, rng: Generator) -> Iterator[Pixels]:
    for look, pixels in enumerate(islice(shots, WATCH)):
        yield change(pixels, look, rng)


def _faulty(
    shots: Iterator[Pixels], rng: Generator, seed: int
) -> Iterator[tuple[Problem, str, Iterable[Pixels]]]:
    for fault in FAULTS:
        yield fault.problem, fault.name, _changed(shots, fault.change, rng)
    still = next(shots)
    yield "frozen", "repeated", [still] * WATCH
    yield "frozen", "repeated, clock runs", [clocked(still, look) for look in range(WATCH)]
    yield "corrupt", "H.264, bits flipped", list(damaged(list(islice(shots, WATCH)), seed))
    elsewhere = np.asarray(cv2.flip(still, 1), dtype=np.uint8)
    yield "moved", "another view", list(islice(_alive(elsewhere), WATCH))


def _look(
    examiner: Examiner, pictures: Iterable[Pixels], number: int
) -> list[tuple[float, Problem | None, bool]]:
    """Return for each look its seconds since the first, the problem, and whether it was usable."""
    told = []
    for look, pixels in enumerate(pictures):
        verdict = examiner.examine(pixels, _BEGAN + (number + look) * EVERY)
        told.append((look * EVERY.total_seconds(), verdict.problem, verdict.usable))
    return told


def _add_clean(count: Count, told: Sequence[tuple[float, Problem | None, bool]]) -> None:
    count.of += len(told)
    wrong = [problem for _, problem, _ in told if problem is not None]
    count.told += len(wrong)
    count.otherwise.update(wrong)


def _add_fault(
    count: Count, right: Problem, told: Sequence[tuple[float, Problem | None, bool]]
) -> None:
    count.of += 1
    after = [second for second, problem, _ in told if problem == right]
    if after:
        count.told += 1
        count.after_s.append(after[0])
    else:
        others: list[Problem | None] = [problem for _, problem, _ in told if problem is not None]
        count.otherwise.update(others[-1:] or [None])
