from datetime import UTC, datetime, timedelta

import pytest

from video.quality.problem import Problem
from video.quality.runs import PATIENCE, Runs

BEGAN = datetime(2026, 11, 26, 8, tzinfo=UTC)


def _told(pattern: str, problem: Problem, every_s: float) -> str:
    """Return `!` for each look after which the problem is confirmed.

    `x` in the pattern is a bad look, `X` one that shows it plainly.
    """
    runs, told = Runs(), ""
    for look, mark in enumerate(pattern):
        at = BEGAN + timedelta(seconds=look * every_s)
        plain = [problem] if mark == "X" else []
        runs.add({problem: at} if mark in "xX" else {}, at, plain)
        told += "!" if runs.confirmed(problem) else "."
    return told


@pytest.mark.parametrize(
    ("pattern", "problem", "every_s", "told"),
    [
        ("xx", "flat", 5, ".!"),
        ("x.........x", "flat", 5, "..........."),
        ("x.x", "flat", 1, "..."),
        ("xxxxxx", "black", 2, ".....!"),
        ("xxx", "covered", 3600, "..!"),
        ("xxxxxx", "covered", 10, "......"),
        ("xxxx...", "black", 5, "..!!!!."),
        ("xx..x..x", "corrupt", 5, "....!!!!"),
        ("xxx.xxx", "blurred", 10, "....!!!"),
        ("XXXXX", "covered", 5, "....!"),
        ("XxXxX", "moved", 5, "....!"),
        ("XxxxxX", "blurred", 5, "......"),
    ],
)
def test_looks_and_time_make_and_end_a_problem(
    pattern: str, problem: Problem, every_s: float, told: str
) -> None:
    assert _told(pattern, problem, every_s) == told


def test_the_worst_of_several_problems_is_told() -> None:
    runs = Runs()
    for look in range(30):
        at = BEGAN + timedelta(seconds=10 * look)
        runs.add({"moved": at, "black": at} if look > 5 else {"moved": at}, at)

    assert runs.worst() == ("black", BEGAN + timedelta(seconds=60))


def test_every_problem_has_its_patience() -> None:
    assert all(patience.looks >= 1 and 0 < patience.share <= 1 for patience in PATIENCE.values())
