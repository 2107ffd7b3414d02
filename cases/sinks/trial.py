"""Trying a sink: a test message, sent at once and outside of any transaction."""

from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from accounts.audit.service import record
from accounts.scope import Scope
from cases.outbox.breaker import agreed
from cases.sinks.kind import Wire
from cases.sinks.kinds.table import KINDS
from cases.sinks.message import trial
from cases.sinks.opened import opened
from cases.sinks.outcome import Fate, Outcome
from cases.sinks.post import open_client
from cases.sinks.service import fetch
from core.database.engine import transaction
from core.http.services import Services
from core.secrets import UnsealFailed


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial came to."""

    outcome: Outcome
    took_ms: int


def try_out(services: Services, scope: Scope, sink_id: UUID) -> Tried:
    """Send a test message; nothing of it is kept but a line on the trail and the receiver's consent."""
    with transaction(services.sessions) as session:
        sink = fetch(session, scope, sink_id)
    now, began = services.clock.now(), monotonic()
    with open_client(services.settings) as http:
        wire = Wire(http, services.settings, now)
        try:
            to = opened(sink, services.keyring)
            outcome = KINDS[sink.kind].send(to, [trial(sink.id, services.settings, now)], wire)
        except UnsealFailed:
            outcome = Outcome(Fate.LATER, "secret_unreadable")
    with transaction(services.sessions) as session:
        agreed(session, sink_id, outcome, now)
        told = {"fate": outcome.fate.value, "error": outcome.error}
        record(session, scope, "sink.test", sink, after=told, clock=services.clock)
    return Tried(outcome, round(1000 * (monotonic() - began)))
