"""What the product counts of itself, read where Prometheus would: workers that are gone included."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.people import Person

_SHOWN = ("in_view", "poor_picture")


@dataclass(frozen=True, slots=True)
class Meters:
    """The product's counters at one moment."""

    looks: int
    late: int
    """Looks that came more than half an interval late."""
    attempts: int
    """Attempts to reach cameras that ended, whatever became of them."""
    in_view: int
    """Cameras in view now."""
    shown: int
    """Those and the ones whose pictures come, but are poor."""
    restarts: int
    """Workers that were replaced."""

    @classmethod
    def read(cls, system: Person) -> "Meters":
        """Ask the product; `system` may read `/metrics`."""
        return cls.of(system.text("/metrics"))

    @classmethod
    def of(cls, exposed: str) -> "Meters":
        """Return the counters in what the product exposes."""
        every = list(text_string_to_metric_families(exposed))
        return cls(
            looks=_sum(every, "algomart_looks_done_total"),
            late=_sum(every, "algomart_looks_late_total"),
            attempts=_sum(every, "algomart_camera_connects_total"),
            in_view=_sum(every, "algomart_cameras", lambda labels: labels["state"] == "in_view"),
            shown=_sum(every, "algomart_cameras", lambda labels: labels["state"] in _SHOWN),
            restarts=_sum(every, "algomart_worker_restarts_total"),
        )


def _sum(
    every: list[Metric], name: str, wanted: Callable[[dict[str, str]], bool] = lambda _: True
) -> int:
    return int(sum(_values(every, name, wanted)))


def _values(
    every: list[Metric], name: str, wanted: Callable[[dict[str, str]], bool]
) -> Iterator[float]:
    for family in every:
        for sample in family.samples:
            if sample.name == name and wanted(sample.labels):
                yield sample.value
