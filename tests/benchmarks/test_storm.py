"""The rate of a return is that of its busiest span."""

from benchmarks.storm import busiest


def test_the_busiest_span_counts() -> None:
    samples = [(0.0, 0), (5.0, 0), (10.0, 40), (15.0, 100), (20.0, 110)]
    assert busiest(samples, span_s=10) == 10.0
    assert busiest(samples, span_s=60) == 0.0
