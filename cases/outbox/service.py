"""Sending what is due: claimed under a lease, sent outside any transaction, then noted.

A deliverer that dies in between leaves a lease that runs out; another sends again under the same
`webhook-id`. That is at least once, and exactly once for a receiver that knows the id.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from uuid import UUID

import httpx
from sqlalchemy.orm import Session

from cases.outbox.backoff import REFUSALS_MAX, pause_s
from cases.outbox.breaker import learn
from cases.outbox.claim import Claim, Parcel, claim, due_sinks
from cases.outbox.model import Delivery, DeliveryAttempt
from cases.outbox.queue import TOPIC
from cases.sinks.kind import Destination, Wire
from cases.sinks.opened import opened
from cases.sinks.outcome import Fate, Outcome
from core import feed
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.log import get_logger
from core.secrets import Keyring, UnsealFailed
from core.settings import Settings

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    """What delivering takes."""

    sessions: Sessions
    clock: Clock
    http: httpx.Client
    keyring: Keyring
    settings: Settings


def deliver_due(
    sessions: Sessions, clock: Clock, http: httpx.Client, keyring: Keyring, settings: Settings
) -> int:
    """Make one round to every receiver that something is due for; return how many messages were sent."""
    tools = Tools(sessions, clock, http, keyring, settings)
    with transaction(sessions) as session:
        sinks = due_sinks(session, clock.now())
    if not sinks:
        return 0
    with ThreadPoolExecutor(len(sinks), thread_name_prefix="deliver") as pool:
        return sum(pool.map(lambda sink_id: deliver_to(tools, sink_id), sinks))


def deliver_to(tools: Tools, sink_id: UUID) -> int:
    """Make one round to one receiver; return how many messages were sent."""
    claimed = claim(tools.sessions, sink_id, tools.clock.now(), tools.settings)
    if claimed is None:
        return 0
    if len(claimed.bundles) == 1:
        _deliver(tools, claimed, claimed.bundles[0])
    else:
        with ThreadPoolExecutor(len(claimed.bundles), thread_name_prefix="deliver") as pool:
            for _ in pool.map(lambda bundle: _deliver(tools, claimed, bundle), claimed.bundles):
                pass
    return sum(map(len, claimed.bundles))


def _deliver(tools: Tools, claimed: Claim, bundle: Sequence[Parcel]) -> None:
    began = monotonic()
    outcome = _sent(tools, claimed, bundle)
    _note(tools, claimed.sink.id, bundle, outcome, round(1000 * (monotonic() - began)))


def _sent(tools: Tools, claimed: Claim, bundle: Sequence[Parcel]) -> Outcome:
    wire = Wire(tools.http, tools.settings, tools.clock.now())
    try:
        to: Destination = opened(claimed.sink, tools.keyring)
    except UnsealFailed:
        return Outcome(Fate.LATER, "secret_unreadable")
    return claimed.kind.send(to, [one.message for one in bundle], wire)


def _note(
    tools: Tools, sink_id: UUID, bundle: Sequence[Parcel], outcome: Outcome, took_ms: int
) -> None:
    now = tools.clock.now()
    with transaction(tools.sessions) as session:
        # The sink first, as everybody who locks both does.
        learn(session, sink_id, outcome, now, tools.settings)
        for parcel in sorted(bundle, key=lambda one: one.message.id):
            row = session.get_one(Delivery, parcel.message.id, with_for_update=True)
            session.add(
                DeliveryAttempt(
                    id=uuid7(),
                    owner_id=row.owner_id,
                    delivery_id=row.id,
                    sink_id=sink_id,
                    at=now,
                    took_ms=took_ms,
                    fate=outcome.fate.value,
                    error=outcome.error,
                    messages=len(bundle),
                )
            )
            _note_one(session, tools, row, parcel, outcome)
    if outcome.error and outcome.fate is not Fate.DELIVERED:
        _log.warning(
            "delivery failed", sink_id=str(sink_id), fate=outcome.fate.value, error=outcome.error
        )


def _note_one(
    session: Session, tools: Tools, row: Delivery, parcel: Parcel, outcome: Outcome
) -> None:
    """Who lost his lease may tell of success, for what is done is done, but of nothing else."""
    is_ours = row.lease == parcel.lease
    is_delivered = outcome.fate is Fate.DELIVERED
    is_waited_for = is_ours and row.state != "dead"  # dead: its sink was removed meanwhile
    if row.state == "delivered" or not (is_waited_for or is_delivered):
        return
    now = tools.clock.now()
    row.lease = row.leased_until = None
    row.last_error = outcome.error
    row.refusals += outcome.fate is Fate.REFUSED
    row.doubtful = not is_delivered and (row.doubtful or outcome.fate is Fate.AMBIGUOUS)
    row.state = _state(outcome.fate, row.refusals)
    pause = timedelta(seconds=pause_s(outcome, parcel.attempts, tools.settings))
    row.next_attempt_at = now + pause if row.state == "retrying" else None
    if is_delivered:
        row.delivered_at, row.receipt = now, outcome.receipt
    feed.publish(session, TOPIC, row.id, row.owner_id)


def _state(fate: Fate, refusals: int) -> str:
    if fate is Fate.DELIVERED:
        return "delivered"
    return "dead" if refusals >= REFUSALS_MAX else "retrying"
