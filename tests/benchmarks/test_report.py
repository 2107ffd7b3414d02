"""The arithmetic behind cost per camera, and when a run may not be believed."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from benchmarks.report import Run, cost_per_camera, show

LIMIT = Run("limit", 8, 0.16, 96, 0, 40.0, 1)
OPENCV = Run("opencv", 8, 1.2, 96, 0, 70.0, 1)
SMALL = Run("product", 2, 0.25, 24, 0, 30.0, 12)
FULL = Run("product", 8, 0.37, 96, 0, 50.0, 12)


def test_fixed_and_marginal_add_up_to_the_total() -> None:
    cost = cost_per_camera(5, LIMIT, OPENCV, SMALL, FULL)
    assert cost.marginal_cores_per_camera == pytest.approx(0.02)
    assert cost.fixed_cores == pytest.approx(0.21)
    assert cost.fixed_cores + 8 * cost.marginal_cores_per_camera == pytest.approx(
        cost.product_total_cores
    )


def test_ratios_stand_on_what_was_measured_in_the_same_run() -> None:
    cost = cost_per_camera(5, LIMIT, OPENCV, SMALL, FULL)
    assert cost.marginal_ratio_to_limit == pytest.approx(1.0)
    assert cost.total_ratio_to_limit == pytest.approx(0.37 / 8 / 0.02)
    assert cost.ratio_to_opencv == pytest.approx(7.5)
    assert cost.valid
    assert cost.reason is None


@pytest.mark.parametrize(
    ("full", "words"),
    [
        (replace(FULL, late_looks=3), "3 late looks"),
        (replace(FULL, machine_percent=86.0), "86 % busy"),
        (replace(FULL, looks=0), "took no look"),
        (replace(FULL, cores=0.2), "not positive"),
    ],
)
def test_a_run_that_cannot_be_believed_says_why(full: Run, words: str) -> None:
    cost = cost_per_camera(5, LIMIT, OPENCV, SMALL, full)
    assert not cost.valid
    assert words in (cost.reason or "")


def test_a_fault_of_the_run_itself_makes_it_invalid() -> None:
    cost = cost_per_camera(5, LIMIT, OPENCV, SMALL, FULL, faults=["another model"])
    assert (cost.valid, cost.reason) == (False, "another model")


def test_json_is_one_object_on_the_last_line() -> None:
    out = io.StringIO()
    cost = cost_per_camera(5, LIMIT, OPENCV, SMALL, FULL)
    show([LIMIT, OPENCV, SMALL, FULL], cost, as_json=True, console=Console(file=out, width=60))
    last = json.loads(out.getvalue().splitlines()[-1])
    assert last["cameras"] == 8
    assert last["valid"] is True
    assert last["bars"]["ratio_to_opencv"] == {"value": 7.5, "asked": "≥ 5", "passed": True}
    assert last["bars"]["fixed_cores"]["passed"] is False
    assert last["passed"] is False
