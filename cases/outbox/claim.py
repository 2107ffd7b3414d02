"""Claiming what is due for one receiver, under leases, in bundles that go out as one message each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from cases.outbox.breaker import breaker_of, rest
from cases.outbox.model import Delivery
from cases.sinks.kind import Kind, Message
from cases.sinks.kinds.table import KINDS
from cases.sinks.message import read
from cases.sinks.model import Sink
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery: its message, and the lease under which its end may be noted."""

    message: Message
    lease: UUID
    attempts: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What was claimed for one sink: bundles, each to be sent as one."""

    sink: Sink
    bundles: Sequence[Sequence[Parcel]]

    @property
    def kind(self) -> Kind:
        """The kind of the sink."""
        return KINDS[self.sink.kind]


def due_sinks(session: Session, now: datetime) -> Sequence[UUID]:
    """Return the sinks that have something due and may be sent to."""
    due = exists().where(
        Delivery.sink_id == Sink.id,
        Delivery.state.in_(["waiting", "retrying"]),
        Delivery.next_attempt_at <= now,
    )
    return session.scalars(select(Sink.id).where(_open(now), due).order_by(Sink.id)).all()


def claim(sessions: Sessions, sink_id: UUID, now: datetime, settings: Settings) -> Claim | None:
    """Claim what one sink is due; None where there is nothing, it rests, or somebody else is claiming."""
    with transaction(sessions) as session:
        sink = session.scalar(
            select(Sink)
            .where(Sink.id == sink_id, _open(now))
            .with_for_update(key_share=True, skip_locked=True)
        )
        if sink is None:
            return None
        kind = KINDS[sink.kind]
        rows = session.execute(_due(sink, now).limit(_most(sink, kind, now))).all()
        if not rows:
            return None
        chosen = _together([row for row, _ in rows], kind)
        receipts = {row.id: receipt for row, receipt in rows}
        parcels = [_leased(row, receipts[row.id], now, settings) for row in chosen]
        pause_s = max(kind.manner.pause_s, sink.pause_s)
        session.expunge(sink)  # what follows is written beside its revision
        if pause_s:
            rest(session, sink_id, now + timedelta(seconds=pause_s))
    return Claim(sink, _bundles(parcels, kind))


def _open(now: datetime) -> ColumnElement[bool]:
    rests = or_(Sink.rests_until.is_(None), Sink.rests_until <= now)
    return Sink.enabled & Sink.removed_at.is_(None) & rests


def _most(sink: Sink, kind: Kind, now: datetime) -> int:
    """One message tries a receiver that was not well; one that wants pauses gets one sending at a time."""
    if breaker_of(sink, now) != "closed":
        return 1
    return kind.manner.at_once * (1 if sink.pause_s else kind.manner.in_flight)


def _due(sink: Sink, now: datetime) -> Select[Delivery, str | None]:
    """What waits behind an undelivered message of its own thread is not due."""
    earlier, before = aliased(Delivery), aliased(Delivery)
    blocked = exists().where(
        earlier.thread_id == Delivery.thread_id,
        earlier.sink_id == Delivery.sink_id,
        earlier.sequence < Delivery.sequence,
        earlier.state != "delivered",
    )
    receipt = (
        select(before.receipt)
        .where(
            before.thread_id == Delivery.thread_id,
            before.sink_id == Delivery.sink_id,
            before.receipt.is_not(None),
        )
        .order_by(before.sequence)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Delivery, receipt)
        .where(
            Delivery.sink_id == sink.id,
            Delivery.state.in_(["waiting", "retrying"]),
            Delivery.next_attempt_at <= now,
            or_(Delivery.leased_until.is_(None), Delivery.leased_until < now),
            ~blocked,
        )
        .order_by(Delivery.next_attempt_at, Delivery.sequence)
        .with_for_update(of=Delivery, skip_locked=True)
    )


def _together(rows: Sequence[Delivery], kind: Kind) -> Sequence[Delivery]:
    """In a digest, one refused message would spoil the others: after a refusal it goes alone."""
    if kind.manner.at_once == 1:
        return rows
    good = [row for row in rows if not row.refusals]
    return good or rows[:1]


def _leased(row: Delivery, receipt: str | None, now: datetime, settings: Settings) -> Parcel:
    if row.lease is not None:  # its last sender died before he could tell the end
        row.doubtful = True
    if not row.doubtful or row.sent_at is None:
        row.sent_at = now
    row.lease = uuid7()
    row.leased_until = now + timedelta(seconds=2 * settings.delivery_timeout_s + 30)
    row.attempts += 1
    message = Message(row.id, row.body, read(row.body), row.sent_at, row.doubtful, receipt)
    return Parcel(message, row.lease, row.attempts)


def _bundles(parcels: Sequence[Parcel], kind: Kind) -> Sequence[Sequence[Parcel]]:
    size = kind.manner.at_once
    return [parcels[start : start + size] for start in range(0, len(parcels), size)]
