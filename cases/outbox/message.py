"""What a sink is told: a CloudEvent in its structured JSON form, made once and sent unchanged."""

from typing import Any

from cloudevents.core.bindings.http import to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from sqlalchemy.orm import Session

from cases.events.model import Event
from cases.events.service import evidence_of
from cases.lifecycle.model import Case, CaseStep
from core.settings import Settings

TYPE = "algomart.case.{what}.v1"
SAID = {"join": "evidence_added", "leave": "evidence_removed"}
"""What a step is called where it is not the state it leads to."""
PICTURES = ("snapshot", "annotated")
"""Pieces of evidence a message links to."""


def case_message(
    session: Session, case: Case, event: Event, step: CaseStep, settings: Settings
) -> str:
    """Return the message about one step of a case; its `id` is the step's, the same for every sink."""
    source = f"{settings.base_url}/api/v1/cases"
    attributes = {
        "id": str(step.id),
        "source": source,
        "type": TYPE.format(what=SAID.get(step.action, step.to_state)),
        "subject": case.number,
        "time": step.at,
        "datacontenttype": "application/json",
        "partitionkey": str(case.id),
        "sequence": str(step.sequence),
    }
    data = {
        "case": _case(case, source),
        "step": {
            "action": step.action,
            "from": step.from_state,
            "to": step.to_state,
            "note": step.note or "",
        },
        "event": _event(session, event, settings),
    }
    return to_structured(CloudEvent(attributes, data), JSONFormat()).body.decode()


def _case(case: Case, source: str) -> dict[str, Any]:
    return {
        "id": str(case.id),
        "number": case.number,
        "url": f"{source}/{case.id}",
        "state": case.state,
        "event_type": case.event_type,
        "title_zh": case.title_zh,
        "title_en": case.title_en,
        "severity": case.severity,
        "standard_ref": case.standard_ref,
        "code": case.code,
        "emergency_code": case.emergency_code,
        "owner_id": str(case.owner_id),
        "filed_at": case.filed_at.isoformat(),
        "place": case.place,
        "longitude": case.longitude,
        "latitude": case.latitude,
        "coordinate_system": "WGS-84",
    }


def _event(session: Session, event: Event, settings: Settings) -> dict[str, Any]:
    url = f"{settings.base_url}/api/v1/events/{event.id}"
    return {
        "id": str(event.id),
        "url": url,
        "camera_id": str(event.camera_id),
        "opened_at": event.opened_at.isoformat(),
        "updated_at": event.updated_at.isoformat(),
        "score": event.score,
        "model_digest": event.model_digest,
        "detections": [_detection(one) for one in event.detections],
        "evidence": [
            {"kind": one.kind, "sha256": one.digest, "url": f"{url}/evidence/{one.kind}"}
            for one in evidence_of(session, event.id)
            if one.kind in PICTURES and one.state == "kept"
        ],
    }


def _detection(stored: dict[str, Any]) -> dict[str, Any]:
    """Return where something was seen; what a model read off it (a plate, say) stays inside."""
    return {name: stored[name] for name in ("label", "score", "box", "polygon")}
