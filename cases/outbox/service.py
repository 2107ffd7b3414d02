"""Sending what is due: claimed under a lease, sent outside any transaction, then noted.

A deliverer that dies in between leaves a lease that runs out; another sends again under the same
`webhook-id`. That is at least once, and exactly once for a receiver that knows the id.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from cases.outbox.backoff import REFUSALS_MAX, Fate, fate_of, pause_s
from cases.outbox.model import Delivery
from cases.outbox.queue import TOPIC
from cases.sinks.model import Sink
from cases.sinks.send import Answer, send
from cases.sinks.service import secret_context
from core import feed
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.log import get_logger
from core.secrets import Keyring, UnsealFailed
from core.settings import Settings

_log = get_logger(__name__)
BATCH = 16
"""Messages claimed at once; as many are in flight."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery, with all it takes to send it."""

    delivery_id: UUID
    lease: UUID
    sink_id: UUID
    url: str
    sealed_secret: bytes
    body: str
    attempts: int


def deliver_due(
    sessions: Sessions, clock: Clock, http: httpx.Client, keyring: Keyring, settings: Settings
) -> int:
    """Send what is due and not being sent by somebody else; return how many attempts were made."""
    parcels = _claim(sessions, clock.now(), settings)
    if not parcels:
        return 0
    with ThreadPoolExecutor(len(parcels), thread_name_prefix="deliver") as pool:
        for _ in pool.map(
            lambda one: _deliver(sessions, clock, http, keyring, settings, one), parcels
        ):
            pass
    return len(parcels)


def _claim(sessions: Sessions, now: datetime, settings: Settings) -> Sequence[Parcel]:
    lease_s = 2 * settings.delivery_timeout_s + 30
    with transaction(sessions) as session:
        rows = session.execute(_due(now)).all()
        for row, _ in rows:
            row.lease, row.leased_until = uuid7(), now + timedelta(seconds=lease_s)
            row.attempts += 1
        return [
            Parcel(row.id, row.lease, sink.id, sink.url, sink.sealed_secret, row.body, row.attempts)
            for row, sink in rows
            if row.lease
        ]


def _due(now: datetime) -> Select[Delivery, Sink]:
    earlier = aliased(Delivery)
    blocked = exists().where(
        earlier.case_id == Delivery.case_id,
        earlier.sink_id == Delivery.sink_id,
        earlier.sequence < Delivery.sequence,
        earlier.state != "delivered",
    )
    return (
        select(Delivery, Sink)
        .join(Sink, and_(Sink.id == Delivery.sink_id, Sink.enabled))
        .where(
            Delivery.state.in_(["waiting", "retrying"]),
            Delivery.next_attempt_at <= now,
            or_(Delivery.leased_until.is_(None), Delivery.leased_until < now),
            ~blocked,
        )
        .order_by(Delivery.next_attempt_at, Delivery.sequence)
        .limit(BATCH)
        .with_for_update(of=Delivery, skip_locked=True)
    )


def _deliver(
    sessions: Sessions,
    clock: Clock,
    http: httpx.Client,
    keyring: Keyring,
    settings: Settings,
    parcel: Parcel,
) -> None:
    try:
        secret = keyring.unseal(parcel.sealed_secret, context=secret_context(parcel.sink_id))
        answer = send(http, parcel.url, secret, parcel.delivery_id, parcel.body, clock.now())
    except UnsealFailed:
        answer = Answer(None, "secret_unreadable")
    _note(sessions, clock.now(), settings, parcel, answer)


def _note(
    sessions: Sessions, now: datetime, settings: Settings, parcel: Parcel, answer: Answer
) -> None:
    fate = fate_of(answer)
    with transaction(sessions) as session:
        row = session.get_one(Delivery, parcel.delivery_id, with_for_update=True)
        is_ours = row.lease == parcel.lease
        if row.state == "delivered" or not (is_ours or fate is Fate.DELIVERED):
            return
        row.lease = row.leased_until = None
        row.last_error = answer.error
        row.refusals += fate is Fate.REFUSED
        row.state = _state(fate, row.refusals)
        pause = timedelta(seconds=pause_s(answer, parcel.attempts, settings))
        row.next_attempt_at = now + pause if row.state == "retrying" else None
        row.delivered_at = now if fate is Fate.DELIVERED else None
        if fate is Fate.GONE:
            _switch_off(session.get_one(Sink, parcel.sink_id, with_for_update=True))
        feed.publish(session, TOPIC, row.id, row.owner_id)
    if answer.error:
        _log.warning(
            "delivery failed", delivery_id=str(row.id), state=row.state, error=answer.error
        )


def _state(fate: Fate, refusals: int) -> str:
    if fate is Fate.DELIVERED:
        return "delivered"
    return "dead" if fate is Fate.GONE or refusals >= REFUSALS_MAX else "retrying"


def _switch_off(sink: Sink) -> None:
    sink.enabled = False
    sink.disabled_reason = "gone"
