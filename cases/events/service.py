"""Storing decisions: an incident becomes one row, whoever reports it and however often."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Uuid, column, exists, func, or_, select, table, text
from sqlalchemy import update as sql_update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from cases.events.errors import EvidenceMissing, IncidentContended, ReportRefused
from cases.events.model import Event, Evidence
from cases.events.rank import rank_at
from cases.events.report import Report
from cases.evidence.detections import detections_json
from cases.evidence.prepare import PreparedEvidence
from cases.rules import End, Incident, Raise, Update
from core import feed

TOPIC = "event"
_cameras = table("cameras", column("id", Uuid), column("enabled", Boolean))
_RACES = 5
ENDED_KEPT = 20
"""So many ended events of a rule may still hold it back, or be the same thing come again."""
_EVENTS: Any = Event.__table__
_INSERT = select(Event).from_statement(insert(_EVENTS).on_conflict_do_nothing().returning(_EVENTS))
_PIECE = {
    "event_id": "uuid", "kind": "text", "state": "text", "reason": "text", "due_at": "timestamptz",
    "digest": "text", "media_type": "text", "width": "integer", "height": "integer", "bytes": "integer",
    "about": "jsonb",
}  # fmt: skip
_STORE_PIECES = text(
    f"INSERT INTO evidence ({', '.join(_PIECE)})"  # nosec B608  # noqa: S608 - names of ours
    f" SELECT {', '.join(_PIECE)} FROM jsonb_to_recordset(:rows) AS one"
    f" ({', '.join(map(' '.join, _PIECE.items()))})"
)
_ORDER = {kind: place for place, kind in enumerate(("snapshot", "annotated", "clip"))}


Seal = Callable[[Session, Event, Sequence[Evidence]], None]
"""Seals an event that was inserted just now, with all of its evidence."""


def report(session: Session, told: Report, seal: Seal | None = None) -> Event | None:
    """Store one decision with its evidence and its feed row, in the caller's transaction.

    Repeating it changes nothing, and seals nothing again. None means that the incident an update or an
    end speaks of is not open any more.
    """
    match told.decision:
        case Raise():
            return _raise(session, told, told.decision, seal)
        case Update():
            return update(session, told.source.watcher_id, told.incident_key, told.decision)
        case End():
            return end(session, told.source.watcher_id, told.incident_key, told.decision)


def update(session: Session, watcher_id: UUID, key: str, decision: Update) -> Event | None:
    """Note that the open incident was seen again; an older sighting than the stored one is nothing new."""
    seen = decision.incident
    event = _open_for_change(session, watcher_id, key)
    if event is None or seen.seen_at <= event.updated_at:
        return event
    return _changed(session, event, **_seen(event, seen))


def end(session: Session, watcher_id: UUID, key: str, decision: End) -> Event | None:
    """End the open incident; an end from before it opened belongs to an earlier one and is passed over."""
    event = _open_for_change(session, watcher_id, key)
    if event is None or decision.ended_at <= event.opened_at:
        return event
    seen = _seen(event, decision.incident)
    return _changed(session, event, **seen, ended_at=decision.ended_at)


def end_abandoned(session: Session) -> int:
    """End open incidents nobody looks at any more, when they were last seen.

    Their subscription is gone, or, where a camera watched itself, it is switched off.
    """
    by_itself = Event.watcher_id == Event.camera_id
    off = exists().where(_cameras.c.id == Event.camera_id, ~_cameras.c.enabled)
    gone = Event.subscription_id.is_(None) & ~by_itself
    abandoned = session.scalars(
        select(Event).where(Event.ended_at.is_(None), or_(gone, by_itself & off))
    ).all()
    for event in abandoned:
        _changed(session, event, ended_at=event.updated_at)
    return len(abandoned)


def remembered(session: Session, watcher_id: UUID, rule_key: str) -> Sequence[Event]:
    """Return a rule's open events and its newest ended ones: what `Memory.resumed` takes.

    A rule that follows things has an incident key for each, which begins with its own.
    """
    followed = Event.incident_key.startswith(f"{rule_key}#", autoescape=True)
    own = select(Event).where(
        Event.watcher_id == watcher_id, (Event.incident_key == rule_key) | followed
    )
    newest = own.order_by(Event.opened_at.desc())
    still_open = session.scalars(newest.where(Event.ended_at.is_(None))).all()
    ended = session.scalars(newest.where(Event.ended_at.is_not(None)).limit(ENDED_KEPT)).all()
    return [*still_open, *ended]


def evidence_of(session: Session, event_id: UUID) -> Sequence[Evidence]:
    """Return the pieces of an event's evidence, those that are missing too, the whole frame first."""
    found = session.scalars(select(Evidence).filter_by(event_id=event_id)).all()
    return sorted(found, key=lambda one: (_ORDER.get(one.kind, len(_ORDER)), one.kind))


def _raise(session: Session, told: Report, decision: Raise, seal: Seal | None) -> Event:
    if told.evidence is None:
        raise EvidenceMissing(event_type=told.rule.event_type)
    for _ in range(_RACES):
        event = _inserted(session, told, decision)
        if event is not None:
            return _first(session, event, told.evidence, seal)
        event = session.get(Event, told.event_id)
        if event is not None:
            return event
        key = told.incident_key
        event = _open_for_change(session, told.source.watcher_id, key)
        if event is not None and event.subscription_id != told.source.subscription_id:
            raise ReportRefused(reason="its subscription was deleted")
        if event is not None:
            return _changed(session, event, **_seen(event, decision.incident))
    raise IncidentContended(key=told.incident_key)


def _inserted(session: Session, told: Report, decision: Raise) -> Event | None:
    """Insert the event unless it, or another open one of its key, is there; waits for a racing insert."""
    try:
        return session.scalars(_INSERT, _columns(told, decision)).one_or_none()
    except (IntegrityError, DataError) as error:
        raise ReportRefused(reason=str(error.orig).splitlines()[0]) from error


def _first(session: Session, event: Event, evidence: PreparedEvidence, seal: Seal | None) -> Event:
    pieces = [*_pieces_of(event.id, evidence)]
    rows = [{name: getattr(one, name) for name in _PIECE} for one in pieces]
    session.execute(_STORE_PIECES, {"rows": json.dumps(rows, default=str)})
    if seal is not None:
        seal(session, event, pieces)
    feed.publish(session, TOPIC, event.id, event.owner_id)
    return event


def _pieces_of(event_id: UUID, evidence: PreparedEvidence) -> Iterator[Evidence]:
    """Yield an event's evidence, what is missing too, as it will stand in its rows."""
    for one in evidence.pieces:
        yield Evidence(
            event_id=event_id,
            kind=one.kind,
            state="kept",
            digest=one.digest,
            media_type=one.media_type,
            width=one.width,
            height=one.height,
            bytes=len(one.data),
            about=one.about,
        )
    for gap in evidence.absent:
        yield Evidence(
            event_id=event_id,
            kind=gap.kind,
            state=gap.state,
            reason=gap.reason,
            due_at=gap.due_at,
            media_type="",
            width=0,
            height=0,
            bytes=0,
        )


def _columns(told: Report, decision: Raise) -> dict[str, Any]:
    source, rule, incident = told.source, told.rule, decision.incident
    assert told.evidence is not None
    return {
        "id": told.event_id,
        "owner_id": source.owner_id,
        "subscription_id": source.subscription_id,
        "watcher_id": source.watcher_id,
        "camera_id": source.camera_id,
        "algorithm_id": source.algorithm_id,
        "version_id": source.version_id,
        "model_digest": source.model_digest,
        "event_type": rule.event_type,
        "title_zh": source.title.zh,
        "title_en": source.title.en,
        "severity": rule.severity,
        "incident_key": told.incident_key,
        "rule": rule.as_json(),
        "detections": detections_json(decision.hits),
        "score": incident.score,
        "looks": incident.looks,
        "width": told.evidence.width,
        "height": told.evidence.height,
        "place": source.place,
        "longitude": source.longitude,
        "latitude": source.latitude,
        "opened_at": incident.opened_at,
        "updated_at": incident.seen_at,
        "rank_at": rank_at(rule.severity, incident.score, incident.opened_at),
        "last_box": _box(incident),
    }


def _open_for_change(session: Session, watcher_id: UUID, incident_key: str) -> Event | None:
    return session.scalar(
        select(Event)
        .filter_by(watcher_id=watcher_id, incident_key=incident_key, ended_at=None)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _seen(event: Event, incident: Incident) -> dict[str, Any]:
    return {
        "updated_at": max(event.updated_at, incident.seen_at),
        "looks": func.greatest(Event.looks, incident.looks),
        "score": func.greatest(Event.score, incident.score),
        "last_box": _box(incident),
    }


def _box(incident: Incident) -> list[float] | None:
    return None if incident.box is None else [*incident.box]


def _changed(session: Session, event: Event, **values: object) -> Event:
    session.execute(
        sql_update(Event)
        .where(Event.id == event.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    feed.publish(session, TOPIC, event.id, event.owner_id)
    session.refresh(event)
    return event
