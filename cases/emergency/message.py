"""What is told of an emergency: a CloudEvent. What residents are told names no exact place and no system."""

import re
from collections.abc import Sequence
from typing import Any

from cloudevents.core.bindings.http import to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from cases.emergency.model import Emergency, EmergencyCall
from cases.places.model import Place
from core.settings import Settings

TYPE = "algomart.emergency.{why}.v1"
PUBLIC = "residents"
BLUR_DIGITS = 2
"""Residents are told where to some kilometre."""
_HOUSE = re.compile(r"[\s,，]*\d[\w-]*\s*(?:号|弄|栋|#).*$")


def call_message(
    emergency: Emergency, call: EmergencyCall, places: Sequence[Place], settings: Settings
) -> str:
    """Return the message of one call, with the places touched; its id is the call's for every sink."""
    source = f"{settings.base_url}/api/v1/emergencies"
    attributes = {
        "id": str(call.id),
        "source": source,
        "type": TYPE.format(why=call.why),
        "subject": str(emergency.id),
        "time": call.at,
        "datacontenttype": "application/json",
        "partitionkey": str(emergency.id),
        "sequence": str(call.sequence),
    }
    is_public = call.audience == PUBLIC
    data = {
        "emergency": _public(emergency) if is_public else _whole(emergency, places, source),
        "call": {
            "id": str(call.id),
            "audience": call.audience,
            "why": call.why,
            "name": call.name,
            "note": call.note,
        },
    }
    return to_structured(CloudEvent(attributes, data), JSONFormat()).body.decode()


def street_of(place: str) -> str:
    """Return a place without its house number."""
    return _HOUSE.sub("", place)


def _said(emergency: Emergency) -> dict[str, Any]:
    return {
        "id": str(emergency.id),
        "kind": emergency.kind,
        "state": emergency.state,
        "warning": emergency.warning,
        "response": emergency.response,
        "trend": emergency.trend,
        "depth_cm": emergency.measures.get("depth_cm"),
        "opened_at": emergency.opened_at.isoformat(),
        "coordinate_system": "WGS-84",
    }


def _whole(emergency: Emergency, places: Sequence[Place], source: str) -> dict[str, Any]:
    return _said(emergency) | {
        "url": f"{source}/{emergency.id}",
        "grade": emergency.grade,
        "measures": emergency.measures | emergency.entered,
        "place": emergency.place,
        "longitude": emergency.longitude,
        "latitude": emergency.latitude,
        "area": emergency.area,
        "area_m2": emergency.area_m2,
        "places": [
            {"kind": one.kind, "code": one.code, "name_zh": one.name_zh, "name_en": one.name_en}
            for one in places
        ],
    }


def _public(emergency: Emergency) -> dict[str, Any]:
    return _said(emergency) | {
        "place": street_of(emergency.place),
        "longitude": _blurred(emergency.longitude),
        "latitude": _blurred(emergency.latitude),
    }


def _blurred(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, BLUR_DIGITS)
