"""What a sink is told: a CloudEvent in its structured JSON form, made once and sent unchanged."""

from datetime import datetime
from typing import Any

from cloudevents.core.bindings.http import to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from sqlalchemy import Text, Uuid, column, select, table
from sqlalchemy.orm import Session

from cases.events.model import Event
from cases.events.service import evidence_of
from cases.lifecycle.model import Case, CaseStep
from cases.sinks.message import ESCALATED_TYPE
from core.ids import uuid7
from core.settings import Settings

TYPE = "algomart.case.{what}.v1"
SAID = {
    "ask_extension": "extension_asked",
    "ask_return": "return_asked",
    "ask_suspension": "suspension_asked",
    "check": "checked",
    "decline": "declined",
    "extend": "extended",
    "join": "evidence_added",
    "leave": "evidence_removed",
    "supervise": "supervised",
    "urge": "urged",
}
"""What a step is called where it is not the state it leads to."""
_cameras = table("cameras", column("id", Uuid), column("name_zh", Text), column("name_en", Text))
PICTURES = ("snapshot", "annotated")
"""Pieces of evidence a message links to."""


def case_message(
    session: Session, case: Case, event: Event | None, step: CaseStep, settings: Settings
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
        "event": _event(session, event, settings) if event else None,
    }
    return to_structured(CloudEvent(attributes, data), JSONFormat()).body.decode()


def escalation_message(session: Session, event: Event, at: datetime, settings: Settings) -> str:
    """Return the message that an event has waited too long with nobody at it, the same for every sink."""
    attributes = {
        "id": str(uuid7()),
        "source": f"{settings.base_url}/api/v1/events",
        "type": ESCALATED_TYPE,
        "subject": str(event.id),
        "time": at,
        "datacontenttype": "application/json",
        "partitionkey": str(event.id),
    }
    data = {
        "event": _event(session, event, settings) | _waiting(session, event, settings),
        "waited_s": round((at - event.opened_at).total_seconds()),
    }
    return to_structured(CloudEvent(attributes, data), JSONFormat()).body.decode()


def _waiting(session: Session, event: Event, settings: Settings) -> dict[str, Any]:
    """Return what a case would say of an event, and the page on which it is judged."""
    names = select(_cameras.c.name_zh, _cameras.c.name_en).where(_cameras.c.id == event.camera_id)
    camera_zh, camera_en = session.execute(names).one()
    return {
        "page": f"{settings.base_url}/events/{event.id}",
        "camera_zh": camera_zh,
        "camera_en": camera_en,
        **_told(event),
    }


def _case(case: Case, source: str) -> dict[str, Any]:
    return {
        "id": str(case.id),
        "number": case.number,
        "url": f"{source}/{case.id}",
        "state": case.state,
        "standard_ref": case.standard_ref,
        "code": case.code,
        "emergency_code": case.emergency_code,
        "filed_at": case.filed_at.isoformat() if case.filed_at else None,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        **_told(case),
    }


def _told(about: Case | Event) -> dict[str, Any]:
    """Return what a case and an event say alike: what, how bad, whose, and where."""
    return {
        "event_type": about.event_type,
        "title_zh": about.title_zh,
        "title_en": about.title_en,
        "severity": about.severity,
        "owner_id": str(about.owner_id),
        "place": about.place,
        "longitude": about.longitude,
        "latitude": about.latitude,
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
