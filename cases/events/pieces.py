"""Pieces of evidence that come after their event: clips, and copies of clips that a browser can play."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.events import manifest
from cases.events.model import Event, Evidence
from cases.events.service import TOPIC
from cases.evidence.prepare import Piece
from core import feed
from core.clock import Clock
from core.secrets import Keyring

CLIP, COPY = "clip", "clip-h264"
BATCH = 100
_OPEN = ("making", "missing")
"""A piece that comes late is better than none."""


def keep(
    session: Session,
    event_id: UUID,
    piece: Piece,
    keyring: Keyring,
    clock: Clock,
    *,
    reason: str | None = None,
) -> bool:
    """Note that a piece is there; `reason` says why it is shorter than it should be.

    False where nothing waits for it: the event is not stored yet, or the piece is there already.
    """
    row = _waiting(session, event_id, piece.kind)
    if row is None:
        return False
    row.state, row.reason, row.due_at = "kept", reason, None
    row.digest, row.media_type, row.bytes = piece.digest, piece.media_type, len(piece.data)
    row.width, row.height, row.about = piece.width, piece.height, piece.about
    _told(session, row, keyring, clock)
    return True


def lack(
    session: Session, event_id: UUID, kind: str, reason: str, keyring: Keyring, clock: Clock
) -> bool:
    """Note why a piece will not come; False where nothing waits for it."""
    row = _waiting(session, event_id, kind)
    if row is None:
        return False
    row.state, row.reason, row.due_at = "missing", reason, None
    _told(session, row, keyring, clock)
    return True


def begin(session: Session, event: Event, kind: str, due_at: datetime) -> Evidence:
    """Note that a piece is being made; one that is there, or under way, stays as it is."""
    row = session.get(Evidence, (event.id, kind), with_for_update=True)
    if row is None:
        row = Evidence(event_id=event.id, kind=kind, state="missing", reason="worker_stopped")
        session.add(row)
    if row.state == "missing":
        row.state, row.reason, row.due_at = "making", None, due_at
        feed.publish(session, TOPIC, event.id, event.owner_id)
        session.flush()
    return row


def expire(session: Session, keyring: Keyring, clock: Clock) -> int:
    """Give up pieces that should be there by now: whoever made them has stopped. Return how many."""
    due = (
        select(Evidence)
        .where(Evidence.state == "making", Evidence.due_at < clock.now())
        .order_by(Evidence.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(due).all()
    for row in rows:
        row.state, row.reason, row.due_at = "missing", "worker_stopped", None
        _told(session, row, keyring, clock)
    return len(rows)


def _waiting(session: Session, event_id: UUID, kind: str) -> Evidence | None:
    row = session.get(Evidence, (event_id, kind), with_for_update=True, populate_existing=True)
    return row if row is not None and row.state in _OPEN else None


def _told(session: Session, row: Evidence, keyring: Keyring, clock: Clock) -> None:
    """Renew the event's manifest, and tell the consoles."""
    event = session.get_one(Event, row.event_id)
    session.flush()
    if row.kind not in manifest.COPIES:
        manifest.renew(session, event, row.kind, keyring, clock)
    feed.publish(session, TOPIC, event.id, event.owner_id)
