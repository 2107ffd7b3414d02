"""The two kinds of record in a segment: a look, and what the judge knew when it went on from there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from algorithms.contract.values import Detection
from cases.calendar.calendar import Calendar
from cases.evidence.detections import detections_json, detections_of
from cases.rules import Look, Memory, Rule


@dataclass(frozen=True, slots=True)
class Looked:
    """One look of a subscription; without one, a picture nobody could look at."""

    taken_at: datetime
    subscription_id: UUID | None
    model_digest: str | None
    size: tuple[int, int]
    """Of the camera's picture, width × height in pixels."""
    detections: tuple[Detection, ...] = ()
    problem: str | None = None
    """What was wrong with the picture."""

    @property
    def look(self) -> Look:
        """The look as the judge takes it."""
        return Look(self.taken_at, self.detections, self.size)


@dataclass(frozen=True, slots=True)
class Stated:
    """The rule, the calendar and the memory with which the looks that follow were judged."""

    taken_at: datetime
    """Of the next look."""
    subscription_id: UUID
    rule: Rule
    calendar: Calendar
    memory: Memory


Record = Looked | Stated
_CALENDAR = TypeAdapter(Calendar)


def packed(record: Record) -> bytes:
    """Return the record as a line of JSON."""
    plain = _looked_json(record) if isinstance(record, Looked) else _stated_json(record)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def unpacked(line: bytes) -> Record | None:
    """Return the record of a line; None for one of another release, in a form we do not know."""
    try:
        plain = json.loads(line)
        return _looked(plain) if "detections" in plain else _stated(plain)
    except (ValueError, KeyError, TypeError):
        return None


def _looked_json(one: Looked) -> dict[str, Any]:
    return {
        "taken_at": one.taken_at.isoformat(),
        "subscription_id": str(one.subscription_id) if one.subscription_id else None,
        "model_digest": one.model_digest,
        "size": one.size,
        "problem": one.problem,
        "detections": detections_json(one.detections, None),
    }


def _looked(plain: Mapping[str, Any]) -> Looked:
    watcher, (width, height) = plain["subscription_id"], plain["size"]
    return Looked(
        datetime.fromisoformat(plain["taken_at"]),
        UUID(watcher) if watcher else None,
        plain["model_digest"],
        (width, height),
        detections_of(plain["detections"]),
        plain["problem"],
    )


def _stated_json(one: Stated) -> dict[str, Any]:
    return {
        "taken_at": one.taken_at.isoformat(),
        "subscription_id": str(one.subscription_id),
        "rule": one.rule.as_json(),
        "calendar": _CALENDAR.dump_python(one.calendar, mode="json"),
        "memory": one.memory.as_json(),
    }


def _stated(plain: Mapping[str, Any]) -> Stated:
    return Stated(
        datetime.fromisoformat(plain["taken_at"]),
        UUID(plain["subscription_id"]),
        Rule.from_json(plain["rule"]),
        _CALENDAR.validate_python(plain["calendar"]),
        Memory.from_json(plain["memory"]),
    )
