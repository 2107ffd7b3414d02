"""What an event's row itself says, as the API shows it; names of others are joined in serving."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from cases.events.model import Event
from cases.events.service import evidence_of


class DetectionView(BaseModel):
    """One thing seen; box and polygon are shares of the picture."""

    label: str
    score: float
    box: tuple[float, float, float, float] | None
    polygon: list[tuple[float, float]] | None
    attributes: dict[str, Any]


class EvidenceView(BaseModel):
    """One picture and where to fetch it."""

    kind: str
    digest: str
    media_type: str
    width: int
    height: int
    bytes: int
    url: str


class EventParts(BaseModel):
    """The part of an event's page that its list row lacks."""

    detections: list[DetectionView]
    rule: dict[str, Any]
    model_digest: str | None
    evidence: list[EvidenceView]
    width: int
    height: int


def parts_of(session: Session, event: Event) -> EventParts:
    """Return what an event's page shows beyond its list row and its verdicts."""
    return EventParts(
        detections=[DetectionView.model_validate(one) for one in event.detections],
        rule=event.rule,
        model_digest=event.model_digest,
        evidence=evidence_views(session, event.id),
        width=event.width,
        height=event.height,
    )


def evidence_views(session: Session, event_id: UUID) -> list[EvidenceView]:
    """Return an event's pictures with their addresses."""
    return [
        EvidenceView(
            kind=one.kind,
            digest=one.digest,
            media_type=one.media_type,
            width=one.width,
            height=one.height,
            bytes=one.bytes,
            url=f"/api/v1/events/{event_id}/evidence/{one.kind}",
        )
        for one in evidence_of(session, event_id)
    ]
