"""A promise is kept or it is not, and the last line says which."""

import io
import json

import pytest
from rich.console import Console

from benchmarks.bars import Bar, show, told


@pytest.mark.parametrize(
    ("bar", "passed"),
    [
        (Bar("ratio", 1.1, 1.1), True),
        (Bar("ratio", 1.11, 1.1), False),
        (Bar("ratio", 5.0, 5.0, at_least=True), True),
        (Bar("ratio", 4.9, 5.0, at_least=True), False),
        (Bar("ratio", None, 5.0), False),
    ],
)
def test_a_bar_holds_at_its_limit_and_not_beyond(bar: Bar, passed: bool) -> None:
    assert bar.passed is passed


def test_one_missed_bar_fails_the_whole() -> None:
    both = told([Bar("kept", 1, 2), Bar("missed", 3, 2)])
    assert both["passed"] is False
    assert both["bars"]["kept"] == {"value": 1, "asked": "≤ 2", "passed": True}


def test_the_last_line_is_figures_bars_and_whether_to_believe_them() -> None:
    out = io.StringIO()
    show(
        "A run",
        {"cores": 0.5, "parts": {"a": 1}},
        [Bar("cores", 0.5, 1)],
        ["too busy"],
        as_json=True,
        console=Console(file=out, width=60),
    )
    last = json.loads(out.getvalue().splitlines()[-1])
    assert (last["cores"], last["parts"]) == (0.5, {"a": 1})
    assert (last["passed"], last["valid"], last["reason"]) == (True, False, "too busy")
