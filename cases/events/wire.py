"""A report as bytes, for the spool: JSON of what was decided, then the pieces of evidence."""

import json
import struct
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.events.report import Report, Source
from cases.evidence.detections import detections_json, detections_of
from cases.evidence.prepare import Absent, Piece, PreparedEvidence
from cases.rules import Decision, End, Incident, Raise, Rule, Update
from core.text import Text

_HEAD = struct.Struct("<I")


def pack(told: Report) -> bytes:
    """Return the report as bytes."""
    pieces = told.evidence.pieces if told.evidence else ()
    head = json.dumps(
        {
            "source": _source_json(told.source),
            "rule": told.rule.as_json(),
            "decision": _decision_json(told.decision),
            "evidence": _evidence_json(told.evidence),
        },
        ensure_ascii=False,
    ).encode()
    return b"".join([_HEAD.pack(len(head)), head, *(one.data for one in pieces)])


def unpack(data: bytes) -> Report:
    """Return the report that these bytes were made of."""
    (length,) = _HEAD.unpack_from(data)
    plain = json.loads(data[_HEAD.size : _HEAD.size + length])
    return Report(
        _source(plain["source"]),
        Rule.from_json(plain["rule"]),
        _decision(plain["decision"]),
        _evidence(plain["evidence"], data[_HEAD.size + length :]),
    )


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "owner_id": str(source.owner_id),
        "subscription_id": _text(source.subscription_id),
        "camera_id": str(source.camera_id),
        "algorithm_id": _text(source.algorithm_id),
        "version_id": _text(source.version_id),
        "model_digest": source.model_digest,
        "title": [source.title.zh, source.title.en],
        "place": [source.place, source.longitude, source.latitude],
    }


def _text(one: UUID | None) -> str | None:
    return None if one is None else str(one)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _source(plain: dict[str, Any]) -> Source:
    place, longitude, latitude = plain["place"]
    return Source(
        owner_id=UUID(plain["owner_id"]),
        subscription_id=_id(plain["subscription_id"]),
        camera_id=UUID(plain["camera_id"]),
        algorithm_id=_id(plain["algorithm_id"]),
        version_id=_id(plain["version_id"]),
        model_digest=plain["model_digest"],
        title=Text(*plain["title"]),
        place=place,
        longitude=longitude,
        latitude=latitude,
    )


def _decision_json(decision: Decision) -> dict[str, Any]:
    incident = decision.incident
    return {
        "kind": type(decision).__name__,
        "opened_at": incident.opened_at.isoformat(),
        "seen_at": incident.seen_at.isoformat(),
        "looks": incident.looks,
        "score": incident.score,
        "key": incident.key,
        "box": incident.box,
        "hits": [] if isinstance(decision, End) else detections_json(decision.hits),
        "ended_at": decision.ended_at.isoformat() if isinstance(decision, End) else None,
    }


def _decision(plain: dict[str, Any]) -> Decision:
    opened_at, seen_at = (datetime.fromisoformat(plain[k]) for k in ("opened_at", "seen_at"))
    box = plain.get("box")
    incident = Incident(
        opened_at,
        seen_at,
        plain["looks"],
        plain["score"],
        plain.get("key", ""),
        tuple(box) if box else None,
    )
    if plain["kind"] == "End":
        return End(incident, datetime.fromisoformat(plain["ended_at"]))
    hits = detections_of(plain["hits"])
    return (Raise if plain["kind"] == "Raise" else Update)(incident, hits)


def _evidence_json(evidence: PreparedEvidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    pieces = [
        [one.kind, one.digest, one.media_type, one.width, one.height, len(one.data), one.about]
        for one in evidence.pieces
    ]
    absent = [
        [one.kind, one.state, one.reason, one.due_at and one.due_at.isoformat()]
        for one in evidence.absent
    ]
    told = {"width": evidence.width, "height": evidence.height}
    return {**told, "pictures": pieces, "absent": absent}


def _evidence(plain: dict[str, Any] | None, data: bytes) -> PreparedEvidence | None:
    """Return the evidence; a spool of the release before knows neither `about` nor `absent`."""
    if plain is None:
        return None
    pieces, start = [], 0
    for kind, digest, media_type, width, height, length, *about in plain["pictures"]:
        content = data[start : start + length]
        pieces.append(Piece(kind, digest, media_type, width, height, content, *about))
        start += length
    absent = tuple(
        Absent(kind, state, reason, due_at and datetime.fromisoformat(due_at))
        for kind, state, reason, due_at in plain.get("absent", [])
    )
    return PreparedEvidence(plain["width"], plain["height"], tuple(pieces), absent)
