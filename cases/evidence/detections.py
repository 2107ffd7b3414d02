"""Detections as they are stored and served."""

from collections.abc import Iterable, Mapping
from typing import Any

from algorithms.contract.values import Detection

DETECTIONS_MAX = 100


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
