"""Receipts: what somebody who was called answers, in the console, over the API, or by a signed report."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.emergency.calls import TOPIC
from cases.emergency.errors import CALL, EMERGENCY, RECEIPTS, ReceiptRefused
from cases.emergency.model import Emergency, EmergencyCall
from cases.outbox.model import Delivery
from cases.sinks.model import Sink
from core import feed
from core.clock import Clock
from core.errors import NotFound
from core.text import Text

FOLLOWS: Mapping[str | None, frozenset[str]] = {
    None: frozenset(RECEIPTS),
    "acknowledged": frozenset({"arrived", "done", "declined"}),
    "arrived": frozenset({"done"}),
    "declined": frozenset({"acknowledged"}),
    "done": frozenset(),
}
"""Which receipt may follow on which."""


def give(
    session: Session,
    scope: Scope,
    emergency_id: UUID,
    call_id: UUID,
    said: str,
    note: str,
    clock: Clock,
) -> Emergency:
    """Note what somebody who was called answers; raises `ReceiptRefused`."""
    emergency = scope.fetch(session, Emergency, emergency_id, kind=EMERGENCY, for_update=True)
    row = session.get(EmergencyCall, call_id)
    if row is None or row.emergency_id != emergency.id:
        raise NotFound(kind=CALL, id=call_id)
    if said not in FOLLOWS[row.receipt]:
        now = RECEIPTS[row.receipt] if row.receipt else Text("未回执", "none")
        raise ReceiptRefused(now=now, wanted=RECEIPTS[said])
    _note(session, scope, emergency, row, said, note, clock)
    return emergency


def take(
    session: Session, sink: Sink, call_id: UUID, said: str, note: str, clock: Clock
) -> Literal["moved", "unchanged", "refused"]:
    """Take a receipt that a sink's receiver reports of a call it was sent; said again, it changes nothing."""
    sent = exists().where(Delivery.call_id == EmergencyCall.id, Delivery.sink_id == sink.id)
    row = session.scalar(select(EmergencyCall).where(EmergencyCall.id == call_id, sent))
    if row is None:
        raise NotFound(kind=CALL, id=call_id)
    emergency = session.get_one(Emergency, row.emergency_id, with_for_update=True)
    session.refresh(row)
    if row.receipt == said:
        return "unchanged"
    if said not in FOLLOWS[row.receipt]:
        return "refused"
    _note(session, None, emergency, row, said, note, clock, sink.id)
    return "moved"


def _note(
    session: Session,
    scope: Scope | None,
    emergency: Emergency,
    row: EmergencyCall,
    said: str,
    note: str,
    clock: Clock,
    sink_id: UUID | None = None,
) -> None:
    before = {"receipt": row.receipt}
    row.receipt, row.receipt_at, row.receipt_note = said, clock.now(), note
    row.receipt_by = scope.user.id if scope else None
    after = {"receipt": said, "call": row.name or row.audience, "sink_id": sink_id}
    why = note or None
    record(
        session,
        scope,
        "emergency.receipt",
        emergency,
        before=before,
        after=after,
        reason=why,
        clock=clock,
    )
    feed.publish(session, TOPIC, emergency.id, emergency.owner_id)
    session.flush()
