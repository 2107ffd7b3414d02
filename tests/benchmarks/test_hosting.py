"""What the hot path, a cold start and a child's memory are held to, and what the figures stand on."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import activations
from benchmarks.goods import copy_of
from benchmarks.hosting_report import Held, Plan, Taken, bars_of, compared, show
from serving.cluster.resident import RESIDENT_MAX
from serving.first_start import ALGORITHMS

PLAN = Plan(versions=100, hot=4, frames=4, rounds=80, cold=30, every_s=2)
LIGHT = Held(pss=90, model=10, activations=10)


def taken() -> Taken:
    return Taken(
        few_s=[0.1, 0.1, 0.9],
        many_s=[0.104, 0.1, 0.2],
        during_s=[0.1, 0.12, 0.13],
        cold_s=[0.2, 0.3, 1.0],
        held=[LIGHT, Held(pss=120, model=10, activations=36)],
    )


def test_the_ratio_is_of_medians_with_and_without_the_others() -> None:
    figures = compared(PLAN, taken())
    assert (figures.hot_path_ratio, figures.ratio_during) == (1.04, 1.2)
    assert (figures.hot_ms_alone, figures.hot_ms, figures.hot_ms_during) == (100, 104, 120)


def test_a_child_may_hold_a_base_twice_its_model_and_its_activations() -> None:
    assert replace(LIGHT, pss=64 + 2 * 10 + 10).over == 0
    figures = compared(PLAN, taken())
    assert (figures.residents, figures.pss_most_mb) == (2, 120)
    assert figures.pss_over_allowed_mb == 0, "the larger one is allowed more"


def test_the_longest_cold_start_counts() -> None:
    figures = compared(PLAN, taken())
    assert (figures.cold_starts, figures.cold_start_median_s, figures.cold_start_s) == (3, 0.3, 1)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"many_s": [0.106, 0.106]}, "hot_path_ratio"),
        ({"cold_s": [0.1, 1.001]}, "cold_start_s"),
        ({"held": [LIGHT, Held(pss=94.2, model=10, activations=10)]}, "pss_over_allowed_mb"),
        ({"held": []}, "pss_over_allowed_mb"),
    ],
    ids=["hot path", "cold start", "memory", "memory unknown"],
)
def test_each_bar_is_missed_by_itself(broken: dict[str, Any], name: str) -> None:
    assert all(bar.passed for bar in bars_of(compared(PLAN, taken())))
    figures = compared(PLAN, replace(taken(), **broken))
    assert [bar.name for bar in bars_of(figures) if not bar.passed] == [name]


def test_the_host_is_full_before_its_hot_path_is_measured() -> None:
    assert PLAN.hot + PLAN.idle == RESIDENT_MAX
    assert replace(PLAN, versions=6).idle == 2


def test_a_busy_machine_makes_the_run_worthless(capsys: pytest.CaptureFixture[str]) -> None:
    show(PLAN, replace(taken(), machine_percent=90.0), as_json=True)
    assert '"reason": "the machine was 90 % busy"' in capsys.readouterr().out.splitlines()[-1]


def test_more_frames_need_more_memory_than_their_input(tmp_path: Path) -> None:
    package = copy_of(ALGORITHMS / "fire", tmp_path / "fire_2")
    one, four = (activations.measured(package, frames) for frames in (1, 4))
    input_mb = 416 * 416 * 3 * 4 / 2**20
    assert one > input_mb
    assert four > one + 3 * input_mb
