"""Every CPU second of a program is counted once, whoever spent it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from benchmarks.processes import Program, Times, measure, spent

ROOT, CHILD = (10, 1.0), (11, 2.0)


def test_a_living_child_is_counted_by_itself() -> None:
    before = {ROOT: Times(1, 0, 1), CHILD: Times(2, 0, 10)}
    after = {ROOT: Times(1.5, 0, 1), CHILD: Times(4, 0, 10)}
    assert spent(before, after) == pytest.approx(2.5)


def test_a_child_that_ended_is_counted_once_by_the_parent_that_reaped_it() -> None:
    before = {ROOT: Times(1, 0, 1), CHILD: Times(2, 0, 10)}
    after = {ROOT: Times(1, 2.25, 1)}
    assert spent(before, after) == pytest.approx(0.25)


def test_a_child_too_short_to_be_seen_is_counted() -> None:
    assert spent({ROOT: Times(1, 0, 1)}, {ROOT: Times(1, 3, 1)}) == pytest.approx(3)


def test_a_child_nobody_reaped_takes_nothing_back() -> None:
    before = {ROOT: Times(1, 0, 1), CHILD: Times(2, 0, 10)}
    assert spent(before, {ROOT: Times(1, 0, 1)}) == 0


def test_an_old_process_recognised_late_counts_from_then_on() -> None:
    assert spent({}, {CHILD: Times(50, 9, 1)}, began=100.0) == 0
    assert spent({}, {CHILD: Times(0.5, 0, 1)}, began=1.0) == pytest.approx(0.5)


def test_a_process_id_used_again_is_another_process() -> None:
    before = {CHILD: Times(9, 0, 1)}
    assert spent(before, {(11, 7.0): Times(1, 0, 1)}) == pytest.approx(1)


def test_a_detached_process_is_known_by_the_home_on_its_command_line(tmp_path: Path) -> None:
    with _sleeper("-c", "import sys; sys.stdin.read()", str(tmp_path / "pg")) as detached:
        sample = Program(pid=-1, home=str(tmp_path)).sample()
        assert [pid for pid, _began in sample] == [detached.pid]


def test_work_of_a_child_of_a_child_is_measured() -> None:
    burn = "import time; end = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    with _sleeper("-c", f"{parent}\nsys.stdin.read()") as program:
        usage = measure(Program(pid=program.pid), seconds=4, step_s=0.5)
        assert psutil.pid_exists(program.pid)
        assert usage.cpu_seconds >= 0.4
        assert Path(sys.executable).name in usage.by_name
        assert usage.cores == pytest.approx(usage.cpu_seconds / usage.seconds)


@contextmanager
def _sleeper(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, *arguments], stdin=subprocess.PIPE) as process:
        yield process
