"""The benchmarks read what the product exposes, summed over modes and workers."""

from collections import Counter

from benchmarks.meters import Meters
from serving.cluster.supervisor import Counted
from serving.cluster.tally import Tally
from serving.metrics import exposition


def test_counters_are_summed_over_their_labels() -> None:
    tally = Tally()
    tally.count("done", "keyframes", 4)
    tally.count("done", "patrol", 3)
    tally.count("late", "patrol", 2)
    tally.count("attempts", "ok", 5)
    tally.count("attempts", "no_answer", 6)
    counted = Counted(2, 1, tally, {}, Counter())
    meters = Meters.of(
        exposition(counted, {"in_view": 9, "late": 1, "poor_picture": 3}, {}).decode()
    )
    assert meters == Meters(looks=7, late=2, attempts=11, in_view=9, shown=12, restarts=1)


def test_before_there_is_a_worker_nothing_is_counted() -> None:
    assert Meters.of(exposition(None, {}, {}).decode()) == Meters(0, 0, 0, 0, 0, 0)
