"""What Prometheus scrapes: sums over the workers, with labels of a fixed few values and never a camera's.

Calls of models alone are told by organization and version, up to a number of pairs and the rest together.
"""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from registry.metering.service import Used
from serving.cluster.supervisor import Counted
from serving.cluster.tally import Spread
from serving.inference.meter import Series
from video.cameras.state import STATES

LOOKS = {
    "asked": "Looks whose turn had come and that were sent to a model",
    "done": "Looks that were inferred",
    "late": "Looks that came more than half an interval late",
}


CALLS = {
    "calls": "Calls of models over the API",
    "frames": "Frames that models answered over the API",
    "failures": "Calls that models failed on",
    "seconds": "Seconds models computed for calls",
}


def exposition(
    counted: Counted | None, states: Mapping[str, int], called: Mapping[Series, Used]
) -> bytes:
    """Return the metrics in Prometheus's text format; `states` are cameras by state word."""
    registry = CollectorRegistry()
    registry.register(_Snapshot(counted, states, called))
    return generate_latest(registry)


class _Snapshot(Collector):
    """One moment's figures."""

    def __init__(
        self, counted: Counted | None, states: Mapping[str, int], called: Mapping[Series, Used]
    ) -> None:
        self._counted, self._states, self._called = counted, states, called

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "algomart_ready", "Whether models are served", value=float(self._counted is not None)
        )
        every = {state: self._states.get(state, 0) for state in STATES}
        yield _gauge("algomart_cameras", "Cameras by state", "state", every)
        if self._counted is not None:
            yield from _of_workers(self._counted)
        for name, words in CALLS.items():
            family = CounterMetricFamily(
                f"algomart_inference_{name}", words, labels=["organization", "version"]
            )
            for series, used in self._called.items():
                family.add_metric(series, getattr(used, name))
            yield family


def _of_workers(counted: Counted) -> Iterable[Metric]:
    tally = counted.tally
    yield GaugeMetricFamily("algomart_workers", "Camera workers", value=counted.workers)
    yield CounterMetricFamily(
        "algomart_worker_restarts", "Camera workers replaced", value=counted.restarts
    )
    yield GaugeMetricFamily(
        "algomart_cameras_behind",
        "Cameras whose looks have come late for long",
        value=counted.behind,
    )
    for name, words in LOOKS.items():
        yield _counter(f"algomart_looks_{name}", words, "mode", tally.labels(name))
    yield _counter("algomart_frames_dropped", "Due frames lost", "cause", counted.drops)
    yield _counter(
        "algomart_camera_connects", "Attempts to reach cameras", "outcome", tally.labels("attempts")
    )
    yield _gauge(
        "algomart_camera_connections",
        "Sessions with cameras, attempts that wait, recorders held back",
        "kind",
        counted.connections,
    )
    yield _counter(
        "algomart_detections_dropped",
        "Records of detections that were not kept",
        "cause",
        tally.labels("unrecorded"),
    )
    yield _histogram("algomart_frame_age_seconds", "From receipt to result", tally.age_s)
    yield _histogram("algomart_batch_frames", "Frames sent to a model together", tally.batch)
    yield _histogram(
        "algomart_inference_seconds", "From a batch's sending to its answer", tally.inference_s
    )


def _counter(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, words, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family


def _gauge(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family


def _histogram(name: str, words: str, spread: Spread) -> Metric:
    bounds = [*(f"{bound:g}" for bound in spread.bounds), "+Inf"]
    buckets, so_far = [], 0
    for bound, count in zip(bounds, spread.counts, strict=True):
        so_far += count
        buckets.append((bound, float(so_far)))
    family = HistogramMetricFamily(name, words)
    family.add_metric([], buckets, spread.total)
    return family
