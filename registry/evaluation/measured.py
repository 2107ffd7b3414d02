"""The figures of a version on a test set, from what it saw in every picture.

A row keeps them as plain values: `events` and `scenes` (by scene, then by event) as `figures.Figures`,
`mean`, `unmeasured`, `latency_ms`, and `false_alarms` by event where the set has footage of known length.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from algorithms.contract.manifest import EventSpec, Manifest
from algorithms.contract.values import Detection
from core.intervals import Interval, poisson
from registry.evaluation.figures import Seen
from registry.evaluation.labels import Thing
from registry.evaluation.looking import latency_ms
from registry.evaluation.report import as_json, measurable, report, rounded
from registry.testsets.model import CityPicture, CityTestSet


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen in one picture, and how long that took."""

    seconds: float
    detections: tuple[Detection, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        seen = [[one.label, one.score, one.box, one.polygon] for one in self.detections]
        return {"seconds": self.seconds, "detections": seen}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Looked":
        """Return the look of plain values."""
        return cls(said["seconds"], tuple(map(_detection, said["detections"])))


def measure(
    manifest: Manifest, on: CityTestSet, pictures: Sequence[CityPicture], looks: Sequence[Looked]
) -> dict[str, Any]:
    """Work out all figures of a version on a set; both sequences are in the order of the pictures."""
    seen = [
        Seen(picture.scene, tuple(map(_thing, picture.things)), look.detections)
        for picture, look in zip(pictures, looks, strict=True)
    ]
    found: dict[str, Any] = as_json(report(manifest.events, on.covers, seen))
    found["scenes"] = found.pop("groups")
    found["latency_ms"] = latency_ms([look.seconds for look in looks])
    found["false_alarms"] = {
        event.event_type: rounded(asdict(false_alarms(event, seen, on.negative_hours)))
        for event in measurable(manifest.events, on.covers)
        if on.negative_hours is not None
    }
    return found


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """What was reported of footage that shows nothing."""

    hours: float
    alarms: int
    """Pictures in a row that are reported count once: they are of one spell."""
    per_hour: float
    per_hour_95: Interval


def false_alarms(event: EventSpec, seen: Sequence[Seen], hours: float) -> FalseAlarms:
    """Count the spells of an event, at the shelf's threshold, in the pictures without any label."""
    reported = [_is_reported(event, one) for one in seen if not one.things]
    alarms = sum(loud for loud, _ in groupby(reported))
    low, high = poisson(alarms)
    return FalseAlarms(hours, alarms, alarms / hours, (low / hours, high / hours))


def _is_reported(event: EventSpec, one: Seen) -> bool:
    loud = (
        found.score >= event.threshold for found in one.detections if found.label in event.labels
    )
    return any(loud)


def _thing(said: Any) -> Thing:
    label, corners = said
    return Thing(label, tuple((x, y) for x, y in corners))


def _detection(said: Any) -> Detection:
    label, score, box, polygon = said
    return Detection(
        label,
        score,
        None if box is None else (box[0], box[1], box[2], box[3]),
        None if polygon is None else tuple((x, y) for x, y in polygon),
    )
