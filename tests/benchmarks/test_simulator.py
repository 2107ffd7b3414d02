"""The simulator's benchmark takes pictures of as many cameras as it says."""

from pathlib import Path

import pytest

from benchmarks.simulator import Plan, run
from tests.video import clips


@pytest.mark.parametrize("udp", [False, True])
def test_it_measures_streams_that_come(tmp_path: Path, udp: bool) -> None:
    said: list[str] = []
    cost = run(Plan(6, 3, 2, udp), clips.render(tmp_path / "numbers.mp4"), said.append)
    assert (cost.cameras, cost.streams, cost.transport) == (6, 3, "udp" if udp else "tcp")
    assert cost.cores > 0
    assert cost.units_per_s > 3
    assert cost.megabits_per_s > 0
    assert len(said) == 2
