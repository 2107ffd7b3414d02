"""CPU time of everything one program started, however it started it.

A process belongs to the program when it descends from it, when it inherited the program's marker in
its environment, or when its command line names the program's home (a PostgreSQL that detached itself).
Time of children that ended is taken from the parent that reaped them, so that a process shorter than
the sampling step is counted too.
"""

import contextlib
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

Key = tuple[int, float]
"""A process id and the instant the process began: ids are used again, this pair is not."""

STEP_S = 2.0

BOOT_TIME_ERROR_S = 2.0
"""The kernel tells when a process began relative to a boot time known to the second."""


@dataclass(frozen=True, slots=True)
class Times:
    """CPU seconds of one process, those of its ended children, its parent and what it is called."""

    own: float
    reaped: float
    parent: int
    name: str = ""


Sample = Mapping[Key, Times]


@dataclass(frozen=True, slots=True)
class Program:
    """One program under measurement: its first process, and how its other ones are recognised."""

    pid: int
    marker: str = ""
    home: str = ""

    def sample(self) -> dict[Key, Times]:
        """Return the CPU times of every process that belongs to the program now."""
        sample: dict[Key, Times] = {}
        for process in self.processes():
            with contextlib.suppress(psutil.Error), process.oneshot():
                cpu = process.cpu_times()
                sample[(process.pid, process.create_time())] = Times(
                    own=cpu.user + cpu.system,
                    reaped=cpu.children_user + cpu.children_system,
                    parent=process.ppid(),
                    name=name_of(process),
                )
        return sample

    def processes(self) -> Iterator[psutil.Process]:
        """Yield every process that belongs to the program now."""
        every = {process.pid: process for process in psutil.process_iter()}
        children = _children(every.values())
        waiting = [pid for pid, process in every.items() if self._is_seed(process)]
        seen: set[int] = set()
        while waiting:
            pid = waiting.pop()
            if pid in seen:
                continue
            seen.add(pid)
            waiting += children[pid]
            if pid in every:
                yield every[pid]

    def _is_seed(self, process: psutil.Process) -> bool:
        if process.pid == self.pid:
            return True
        with contextlib.suppress(psutil.Error):
            if self.home and any(self.home in part for part in process.cmdline()):
                return True
            return bool(self.marker) and self.marker in process.environ().values()
        return False


@dataclass(frozen=True, slots=True)
class Usage:
    """What a program used in one window, and how busy the machine was meanwhile."""

    seconds: float
    cpu_seconds: float
    machine_percent: float
    processes: int
    by_name: Mapping[str, float]
    """CPU seconds of the processes that lived to the end, by what they are called."""

    @property
    def cores(self) -> float:
        """CPU seconds used in each second."""
        return self.cpu_seconds / self.seconds


def spent(before: Sample, after: Sample, began: float = 0.0) -> float:
    """Return the CPU seconds used between two samples of one program.

    A process seen for the first time counts whole, unless it is older than the window (`began`) and
    was only recognised now. What a parent reaped counts less what its lost children had when last seen,
    for that was counted while they lived.
    """
    total = 0.0
    lost: defaultdict[int, float] = defaultdict(float)
    for key in before.keys() - after.keys():
        lost[before[key].parent] += before[key].own + before[key].reaped
    for key, now in after.items():
        then = before.get(key) or (
            now if key[1] < began - BOOT_TIME_ERROR_S else Times(0.0, 0.0, now.parent)
        )
        total += now.own - then.own
        total += max(0.0, now.reaped - then.reaped - lost[key[0]])
    return total


def measure(program: Program, seconds: float, step_s: float = STEP_S) -> Usage:
    """Watch a program for so many seconds and return what it used."""
    machine, began, wall = _machine(), time.monotonic(), time.time()
    first = sample = program.sample()
    total = 0.0
    while (left := began + seconds - time.monotonic()) > 0:
        time.sleep(min(step_s, left))
        after = program.sample()
        total += spent(sample, after, wall)
        sample = after
    busy, every = (now - then for now, then in zip(_machine(), machine, strict=True))
    return Usage(
        seconds=time.monotonic() - began,
        cpu_seconds=total,
        machine_percent=100 * busy / every if every else 0.0,
        processes=len(sample),
        by_name=_by_name(first, sample),
    )


def _by_name(before: Sample, after: Sample) -> dict[str, float]:
    used: defaultdict[str, float] = defaultdict(float)
    for key, now in after.items():
        used[now.name] += now.own - (before[key].own if key in before else 0.0)
    return dict(sorted(used.items(), key=lambda item: -item[1]))


def name_of(process: psutil.Process) -> str:
    """Return what a person would call the process: Ray's title, the module it runs, or its program."""
    command = process.cmdline()
    title = command[0] if command else ""
    if title.startswith("ray::"):
        return title.split()[0].split(".")[0]
    if title.startswith("postgres:"):
        return "postgres"
    if "-m" in command[:-1]:
        return command[command.index("-m") + 1]
    scripts = [Path(part).name for part in command[:2] if part and not part.startswith("-")]
    return scripts[-1] if scripts else process.name()


def _children(processes: Iterable[psutil.Process]) -> defaultdict[int, list[int]]:
    children: defaultdict[int, list[int]] = defaultdict(list)
    for process in processes:
        with contextlib.suppress(psutil.Error):
            children[process.ppid()].append(process.pid)
    return children


def _machine() -> tuple[float, float]:
    """Return the busy and the whole CPU seconds of the machine since it started."""
    cpu = psutil.cpu_times()
    every = sum(cpu) - cpu.guest - cpu.guest_nice
    return every - cpu.idle - cpu.iowait, every
