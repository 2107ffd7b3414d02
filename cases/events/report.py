"""What a worker hands over: a decision of the judge with everything the event's row will say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from algorithms.contract.values import Detection
from cases.evidence.prepare import PreparedEvidence
from cases.rules import Decision, Rule
from core.ids import derived_uuid7
from core.text import Text

DETECTIONS_MAX = 100


@dataclass(frozen=True, slots=True)
class Source:
    """Whose camera, which model, where: the part of an event that its watcher fixes.

    The watcher is a subscription, or the camera itself: then there is no algorithm, and the event is
    about its picture.
    """

    owner_id: UUID
    subscription_id: UUID | None
    camera_id: UUID
    algorithm_id: UUID | None
    version_id: UUID | None
    model_digest: str | None
    title: Text
    place: str = ""
    longitude: float | None = None
    latitude: float | None = None

    @property
    def watcher_id(self) -> UUID:
        """Who sees: of each of his incident keys, one incident is open at the most."""
        return self.subscription_id or self.camera_id


@dataclass(frozen=True, slots=True)
class Report:
    """One decision to store. A raise needs its evidence; updates and ends carry none."""

    source: Source
    rule: Rule
    decision: Decision
    evidence: PreparedEvidence | None = None

    @property
    def event_id(self) -> UUID:
        """The id this incident has, however often it is reported."""
        opened_at = self.decision.incident.opened_at
        return event_id(self.source.watcher_id, self.incident_key, opened_at)

    @property
    def incident_key(self) -> str:
        """Which of its watcher's incidents it is about."""
        return self.decision.incident.key or self.rule.incident_key


def event_id(watcher_id: UUID, incident_key: str, opened_at: datetime) -> UUID:
    """Return the one id of the incident that this watcher opened at this instant."""
    unix_ms = int(opened_at.timestamp() * 1000)
    return derived_uuid7(unix_ms, watcher_id, incident_key, opened_at.isoformat())


def detections_json(
    found: Iterable[Detection], most: int | None = DETECTIONS_MAX
) -> list[dict[str, Any]]:
    """Return detections as they are stored and served, in their order, so many at most."""
    return [_detection_json(one) for one in list(found)[:most]]


def as_stored(found: Iterable[Detection]) -> tuple[Detection, ...]:
    """Return detections as they will be read again: what is judged is what is kept."""
    return detections_of(detections_json(found, None))


def detections_of(plain: Iterable[Mapping[str, Any]]) -> tuple[Detection, ...]:
    """Return stored detections as they were seen."""
    return tuple(_detection(one) for one in plain)


def _detection(plain: Mapping[str, Any]) -> Detection:
    box, polygon = plain["box"], plain["polygon"]
    return Detection(
        plain["label"],
        plain["score"],
        tuple(box) if box else None,
        tuple((x, y) for x, y in polygon) if polygon else None,
        plain["attributes"],
    )


def _detection_json(one: Detection) -> dict[str, Any]:
    return {
        "label": one.label,
        "score": round(float(one.score), 4),
        "box": None if one.box is None else [round(float(v), 5) for v in one.box],
        "polygon": None
        if one.polygon is None
        else [[round(float(x), 5), round(float(y), 5)] for x, y in one.polygon],
        "attributes": dict(one.attributes),
    }
