"""The whole benchmark: peers and product on the same feeds, one JSON line at the end."""

import json
import subprocess
import sys

import pytest

from benchmarks.feed import ROOT
from benchmarks.report import Cost
from tests.benchmarks.leftover import left_behind


@pytest.mark.long
@pytest.mark.e2e
def test_cost_per_camera_measures_everything_and_leaves_nothing_running() -> None:
    command = [sys.executable, "-m", "benchmarks", "cost-per-camera"]
    done = subprocess.run(
        [*command, "--cameras", "2", "--seconds", "15", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    cost = json.loads(done.stdout.splitlines()[-1])
    assert cost.keys() == {*Cost.__dataclass_fields__.keys(), "bars", "passed"}
    assert cost["limit_cores_per_camera"] > 0
    assert cost["product_total_cores"] > cost["limit_cores_per_camera"]
    assert cost["valid"] or cost["reason"]
    assert left_behind() == []
