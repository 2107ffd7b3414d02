"""One more camera among many is compared with one more among few."""

import pytest

from benchmarks.growth import Plan, compare
from benchmarks.report import Run


def _run(cameras: int, cores: float) -> Run:
    return Run("product", cameras, cores, cameras * 12, 0, 40.0, 20)


def test_the_ratio_is_of_marginal_costs() -> None:
    plan = Plan(few=8, many=48, seconds=60, interval_s=5)
    assert plan.counts == [2, 8, 12, 48]
    runs = [_run(2, 0.22), _run(8, 0.34), _run(12, 0.42), _run(48, 1.14)]
    growth = compare(plan, runs)
    assert growth.marginal_cores_few == pytest.approx(0.02)
    assert growth.marginal_cores_many == pytest.approx(0.02)
    assert growth.growth_ratio == pytest.approx(1.0)
