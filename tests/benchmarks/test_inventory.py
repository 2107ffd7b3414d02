"""What a program holds is counted, and what it grows by is told from what it holds."""

import os
import threading
from collections import Counter

import pytest

from benchmarks.inventory import Held, left, slope
from benchmarks.processes import Program


def test_a_descriptor_and_a_thread_more_are_seen() -> None:
    program, ended = Program(os.getpid()), threading.Event()
    before = Held.by(program)
    reader, writer = os.pipe()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    during = Held.by(program)
    ended.set()
    thread.join()
    os.close(reader)
    os.close(writer)
    assert sum(left(before.descriptors, during.descriptors).values()) == 2
    assert sum(left(before.threads, during.threads).values()) == 1
    assert before.memory_kib.total() > 1000
    assert before.processes.total() == len(list(program.processes()))


def test_what_is_left_is_told_by_name_without_the_database() -> None:
    before = Counter({"worker": 3, "postgres": 9, "raylet": 1})
    after = Counter({"worker": 5, "postgres": 12, "raylet": 1, "model": 1})
    assert left(before, after) == {"worker": 2, "model": 1}
    assert left(after, before) == {"worker": -2, "model": -1}


@pytest.mark.parametrize(
    ("samples", "expected"),
    [([(0, 5), (10, 5), (20, 5)], 0), ([(0, 1), (10, 21), (20, 41)], 2), ([(3, 4)], 0)],
)
def test_slope_of_a_line(samples: list[tuple[float, float]], expected: float) -> None:
    assert slope(samples) == pytest.approx(expected)
