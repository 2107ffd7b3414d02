"""What a program holds: memory of its own, descriptors, threads, processes, by what they are called."""

import contextlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from benchmarks.processes import Program, name_of

KIB = 1 << 10
DATABASE = "postgres"
"""Its processes follow its clients' pools; a connection that is leaked is a descriptor of a client."""


@dataclass(eq=False)
class Held:
    """Everything one program holds at one moment."""

    memory_kib: Counter[str] = field(default_factory=Counter)
    """Anonymous memory, in KiB: memory that is shared has a size of its own that it cannot outgrow.

    Pages of PostgreSQL's buffers that one process alone has touched would count as its own.
    """
    descriptors: Counter[str] = field(default_factory=Counter)
    threads: Counter[str] = field(default_factory=Counter)
    processes: Counter[str] = field(default_factory=Counter)

    @classmethod
    def by(cls, program: Program) -> Self:
        """Count what the program holds now."""
        held = cls()
        for process in program.processes():
            with contextlib.suppress(psutil.Error), process.oneshot():
                held._add(process, name_of(process))
        return held

    @classmethod
    def at_rest(cls, program: Program, times: int = 6, pause_s: float = 2.0) -> Self:
        """Return the least of each that it holds within some seconds: what comes and goes is not kept."""
        held = cls.by(program)
        for _ in range(times - 1):
            time.sleep(pause_s)
            held._lower(cls.by(program))
        return held

    def _add(self, process: psutil.Process, name: str) -> None:
        self.memory_kib[name] += _anonymous_kib(process.pid)
        self.descriptors[name] += process.num_fds()
        self.threads[name] += process.num_threads()
        self.processes[name] += 1

    def _lower(self, other: Self) -> None:
        self.memory_kib &= other.memory_kib
        self.descriptors &= other.descriptors
        self.threads &= other.threads
        self.processes &= other.processes


def _anonymous_kib(pid: int) -> int:
    """Return a process's share of anonymous memory; one that just ended has none (see proc(5))."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:")), 0)


def left(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """Return by how much a count differs afterwards, by name, the database's own left out."""
    names = (before.keys() | after.keys()) - {DATABASE}
    return {name: more for name in sorted(names) if (more := after[name] - before[name])}


def slope(samples: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the line that fits (seconds, value) best, per second."""
    if len(samples) < 2:
        return 0.0
    middle_s = sum(at for at, _ in samples) / len(samples)
    mean = sum(value for _, value in samples) / len(samples)
    spread = sum((at - middle_s) ** 2 for at, _ in samples)
    return sum((at - middle_s) * (value - mean) for at, value in samples) / spread
