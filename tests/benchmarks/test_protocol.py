"""What a call costs is what it takes beyond the bare model that was measured beside it."""

import io
import json

import numpy as np
import pytest
from rich.console import Console

from benchmarks.protocol import Way, bars_of, compared, show

KINDS = ("rest", "grpc")


def way(name: str, *took_ms: float) -> Way:
    return Way(name, lambda: np.zeros(1, np.float32), [*took_ms])


def ways(ours_ms: float) -> dict[str, list[Way]]:
    return {
        kind: [
            way("bare", 50, 40, 60),
            way(f"mlserver {kind}", 90, 70, 1000),
            way(f"algomart {kind}", ours_ms),
        ]
        for kind in KINDS
    }


@pytest.mark.parametrize(("ours_ms", "ratio", "kept"), [(70, 0.5, True), (100, 1.25, False)])
def test_the_ratio_is_of_what_is_above_the_bare_model(
    ours_ms: float, ratio: float, kept: bool
) -> None:
    figures = compared(ways(ours_ms), [])
    assert figures.overhead_ms["mlserver rest"] == 40
    assert figures.ratio == dict.fromkeys(KINDS, ratio)
    [bar] = bars_of(figures)
    assert (bar.value, bar.passed) == (ratio, kept)


def test_the_dearer_transport_counts_and_one_alone_is_no_figure() -> None:
    both = ways(70) | {"grpc": ways(80)["grpc"]}
    assert bars_of(compared(both, []))[0].value == 0.75
    alone = {"rest": ways(70)["rest"]}
    assert not bars_of(compared(alone, []))[0].passed


def test_the_last_line_is_the_figures() -> None:
    written = io.StringIO()
    show(compared(ways(70), ["other numbers"]), as_json=True, console=Console(file=written))
    told = json.loads(written.getvalue().splitlines()[-1])
    assert told["bars"]["overhead_ratio_to_mlserver"]["value"] == 0.5
    assert (told["valid"], told["reason"]) == (False, "other numbers")
