"""Calls to an endpoint over kept and new connections: each way makes the connections it is named for."""

from benchmarks.lines import WARM, Plan, Way, figures, measure

PLACES = ("near", "far")


def test_kept_lines_are_made_once_and_others_for_every_call() -> None:
    calls = 5
    found = measure(Plan(calls, 64, 1), lambda _: None)
    assert found["connections"] == len(PLACES) * (calls + WARM + 1)
    assert all(found[f"{place}_ms_ratio"] > 0 for place in PLACES)


def test_ratios_are_medians_of_warm_calls() -> None:
    def way(took_ms: float) -> Way:
        cold = [1000.0] * WARM
        return Way(None, [*cold, took_ms, took_ms], [*cold, 1.0, 1.0])  # type: ignore[arg-type]  # it is not called

    ways = {(place, "fresh"): way(30) for place in PLACES}
    found = figures(ways | {(place, "kept"): way(12) for place in PLACES})
    assert (found["near_ms_ratio"], found["far_ms_ratio"], found["near_cpu_ms_ratio"]) == (
        2.5,
        2.5,
        1.0,
    )
