"""Making, changing and removing sinks. A secret is shown once, when it is made."""

import base64
import binascii
import secrets
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.outbox.model import Delivery
from cases.sinks.address import checked_url
from cases.sinks.errors import SinkSecretRefused
from cases.sinks.model import Sink
from core.clock import Clock
from core.errors import NotFound
from core.http.etag import Precondition
from core.ids import uuid7
from core.net.allowed import Allowed
from core.secrets import Keyring
from core.text import Text

SINK = Text("接收方", "sink")
PREFIX = "whsec_"
_REMOVED = "sink_removed"


def listed(scope: Scope) -> Select[Sink]:
    """Return the statement of the sinks a caller may see."""
    return scope.limit(select(Sink).where(Sink.removed_at.is_(None)), Sink)


def create(
    session: Session,
    scope: Scope,
    *,
    name: str,
    kind: str,
    url: str,
    secret: str | None,
    allowed: Allowed,
    keyring: Keyring,
    clock: Clock,
) -> tuple[Sink, str]:
    """Add a sink of the caller's organization; return it with its secret, readable this once."""
    secret = checked_secret(secret) if secret else new_secret()
    sink_id = uuid7()
    sink = Sink(
        id=sink_id,
        owner_id=scope.user.organization_id,
        name=name,
        kind=kind,
        url=checked_url(url, allowed),
        sealed_secret=keyring.seal(secret, context=secret_context(sink_id)),
        enabled=True,
        created_at=clock.now(),
    )
    session.add(sink)
    session.flush()
    record(session, scope, "sink.create", sink, after=_told(sink), clock=clock)
    return sink, secret


def change(
    session: Session,
    scope: Scope,
    sink_id: UUID,
    precondition: Precondition,
    *,
    name: str | None,
    url: str | None,
    enabled: bool | None,
    allowed: Allowed,
    clock: Clock,
) -> Sink:
    """Change what is given; switching a sink on again forgets why it was off."""
    sink = _fetch(session, scope, sink_id)
    precondition.require(sink)
    before = _told(sink)
    sink.name = name or sink.name
    sink.url = checked_url(url, allowed) if url else sink.url
    if enabled is not None:
        sink.enabled, sink.disabled_reason = enabled, None
    session.flush()
    record(session, scope, "sink.update", sink, before=before, after=_told(sink), clock=clock)
    return sink


def remove(session: Session, scope: Scope, sink_id: UUID, *, clock: Clock) -> None:
    """Take a sink away; its past deliveries stay, those still under way are dead."""
    sink = _fetch(session, scope, sink_id)
    sink.removed_at, sink.enabled = clock.now(), False
    session.execute(
        update(Delivery)
        .where(Delivery.sink_id == sink.id, Delivery.state.in_(["waiting", "retrying"]))
        .values(state="dead", last_error=_REMOVED, next_attempt_at=None)
    )
    record(session, scope, "sink.delete", sink, before=_told(sink), clock=clock)


def secret_context(sink_id: UUID) -> str:
    """Return what a sink's sealed secret is bound to."""
    return f"sink:{sink_id}"


def new_secret() -> str:
    """Return a new signing secret of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def checked_secret(secret: str) -> str:
    """Return the secret if it is one of Standard Webhooks."""
    try:
        raw = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SinkSecretRefused from error
    if not secret.startswith(PREFIX) or not 24 <= len(raw) <= 64:
        raise SinkSecretRefused
    return secret


def _fetch(session: Session, scope: Scope, sink_id: UUID) -> Sink:
    sink = scope.fetch(session, Sink, sink_id, kind=SINK, for_update=True)
    if sink.removed_at is not None:
        raise NotFound(kind=SINK, id=sink_id)
    return sink


def _told(sink: Sink) -> dict[str, object]:
    return {"name": sink.name, "url": sink.url, "enabled": sink.enabled}
