"""A kept message, read: a CloudEvent in its structured form."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from cloudevents.core.bindings.http import to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from cases.sinks.kind import Message
from core.ids import uuid7
from core.settings import Settings

TEST_TYPE = "algomart.sink.tested.v1"
ESCALATED_TYPE = "algomart.event.escalated.v1"


def read(body: str) -> dict[str, Any]:
    """Return the attributes and the data of a message."""
    found: Any = json.loads(body)
    return found if isinstance(found, dict) else {}


def trial(sink_id: UUID, settings: Settings, now: datetime) -> Message:
    """Return a message that says nothing but that a sink is tried."""
    message_id = uuid7()
    attributes = {
        "id": str(message_id),
        "source": f"{settings.base_url}/api/v1/sinks",
        "type": TEST_TYPE,
        "subject": str(sink_id),
        "time": now,
        "datacontenttype": "application/json",
    }
    event = CloudEvent(attributes, {"sink_id": str(sink_id)})
    body = to_structured(event, JSONFormat()).body.decode()
    return Message(message_id, body, read(body), now, is_test=True)
