"""The benchmarks of a city's cameras, small: everything is measured, and nothing is left running."""

import json
import subprocess
import sys
from typing import Any

import pytest

from benchmarks.feed import ROOT
from tests.benchmarks.leftover import left_behind

pytestmark = [pytest.mark.long, pytest.mark.e2e]


def test_growth_measures_both_ends() -> None:
    growth = _bench("growth", "--few", "4", "--many", "5", "--seconds", "15")
    assert growth["bars"].keys() == {"growth_ratio"}
    assert growth["marginal_cores_few"] != 0
    assert growth["marginal_cores_many"] != 0


def test_fan_out_infers_with_every_algorithm() -> None:
    fan_out = _bench("fan-out", "--cameras", "2", "--algorithms", "2", "--seconds", "15")
    assert fan_out["limit_cores_per_algorithm"] > 0
    assert fan_out["bars"].keys() == {"ratio_to_limit"}


def test_patrol_sees_every_camera_within_the_sessions_it_is_given() -> None:
    patrol = _bench(
        *("patrol", "--cameras", "12", "--recorders", "2", "--sessions", "2"),
        *("--interval", "30", "--seconds", "90"),
    )
    assert patrol["achieved_p95_s"] is not None, "a camera was seen only once, or never"
    assert 0 < patrol["sessions_peak"] <= patrol["sessions_cap"]


def test_storm_keeps_under_the_cap_and_all_cameras_return() -> None:
    storm = _bench(
        *("storm", "--dead", "40", "--live", "2", "--seconds", "20"),
        *("--connects", "2", "--sessions", "8"),
    )
    for bar in ("attempts_per_minute", "attempts_busiest_minute", "sessions_peak"):
        assert storm["bars"][bar]["passed"], bar
    assert storm["return_s"] > 0


def test_soak_leaves_nothing() -> None:
    soak = _bench("soak", "--minutes", "6", "--cameras", "4")
    assert soak["outages"] > 3
    assert soak["bars"]["descriptors_left"]["passed"], soak["left_by_process"]
    assert soak["bars"]["threads_left"]["passed"], soak["left_by_process"]
    assert soak["processes_left"] <= 0, soak["left_by_process"]


@pytest.mark.timeout(5400)
def test_each_fault_of_a_camera_is_told_and_over_when_it_ends() -> None:
    faults = _bench("camera-faults", "--cameras", "3")
    outcomes = {one["fault"]: one for one in faults["outcomes"]}
    assert len(outcomes) > 20
    never = [name for name, one in outcomes.items() if one["breaks"] and one["left_s"] is None]
    assert never == [], "still called running"
    assert [name for name, one in outcomes.items() if one["back_s"] is None] == []


def _bench(*arguments: str) -> dict[str, Any]:
    """Run a benchmark and return its last line."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=5000,
        check=True,
    )
    assert left_behind() == []
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
