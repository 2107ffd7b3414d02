"""Letting a vendor see the picture of a false alarm, and taking that back."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.disclosures.errors import DISCLOSURE, NotDisclosable
from cases.disclosures.model import Disclosure
from cases.events.errors import EVENT
from cases.events.model import Event, Evidence
from cases.review.model import Verdict
from core import feed
from core.clock import Clock
from core.errors import NotFound
from core.ids import uuid7

TOPIC = "event"


def disclose(session: Session, scope: Scope, event_id: UUID, clock: Clock) -> Disclosure:
    """Let the vendor see a rejected event; one that he may see already stays as it is."""
    event = scope.fetch(session, Event, event_id, kind=EVENT, for_update=True)
    known = _open(session, event_id)
    if known is not None:
        return known
    picture = session.get(Evidence, (event.id, "snapshot"))
    kept = picture is not None and picture.state == "kept"
    if event.algorithm_id is None or event.review != "rejected" or not kept:
        raise NotDisclosable
    row = Disclosure(
        id=uuid7(),
        owner_id=event.owner_id,
        event_id=event.id,
        algorithm_id=event.algorithm_id,
        user_id=scope.user.id,
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    told = {"event_id": event.id, "algorithm_id": event.algorithm_id}
    record(session, scope, "disclosure.create", row, after=told, clock=clock)
    feed.publish(session, TOPIC, event.id, event.owner_id)
    return row


def revoke(session: Session, scope: Scope, event_id: UUID, clock: Clock) -> None:
    """Take it back: from now on the vendor sees nothing of the event."""
    event = scope.fetch(session, Event, event_id, kind=EVENT, for_update=True)
    row = _open(session, event_id)
    if row is None:
        raise NotFound(kind=DISCLOSURE, id=event_id)
    row.revoked_at, row.revoked_by = clock.now(), scope.user.id
    session.flush()
    told = {"event_id": event.id, "algorithm_id": row.algorithm_id}
    record(session, scope, "disclosure.delete", row, before=told, clock=clock)
    feed.publish(session, TOPIC, event.id, event.owner_id)


def disclosed(session: Session, event_id: UUID) -> bool:
    """Tell whether the vendor may see an event."""
    return _open(session, event_id) is not None


def open_ones() -> Select[Disclosure, Event, Verdict]:
    """Return what vendors may see at present, each beside its event and the verdict that rejected it.

    An event whose rejection was corrected is none of them.
    """
    deciding = (
        (Verdict.event_id == Event.id)
        & (Verdict.standing == "deciding")
        & Verdict.undone_at.is_(None)
        & Verdict.corrected_at.is_(None)
    )
    return (
        select(Disclosure, Event, Verdict)
        .join(Event, Event.id == Disclosure.event_id)
        .join(Verdict, deciding)
        .where(Disclosure.revoked_at.is_(None), Event.review == "rejected")
    )


def _open(session: Session, event_id: UUID) -> Disclosure | None:
    found = select(Disclosure).filter_by(event_id=event_id, revoked_at=None)
    return session.scalar(found)
