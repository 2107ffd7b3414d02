"""Making, changing, trying and removing sinks. A secret is shown once, when it is made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from cases.outbox.model import Delivery
from cases.sinks.errors import SinkAudienceRefused, SinkOptionsRefused
from cases.sinks.kind import Wish
from cases.sinks.kinds.table import KINDS
from cases.sinks.model import Sink
from cases.sinks.signing import checked_secret, new_secret
from core.clock import Clock
from core.errors import NotFound
from core.http.etag import Precondition
from core.ids import uuid7
from core.net.allowed import Allowed
from core.secrets import Keyring
from core.text import Text

SINK = Text("接收方", "sink")
CASES = "cases"
"""The audience of the case systems."""
SECRETS = ("secret", "sign_secret", "report_secret")
_REMOVED = "sink_removed"


@dataclass(frozen=True, slots=True)
class Shown:
    """The secrets of a new sink that its receiver must be told, readable this once."""

    secret: str | None = field(default=None, repr=False)
    """What we sign with."""
    report_secret: str | None = field(default=None, repr=False)
    """What the receiver signs its reports with."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What to change; None leaves it."""

    name: str | None = None
    url: str | None = None
    secret: str | None = field(default=None, repr=False)
    sign_secret: str | None = field(default=None, repr=False)
    report_secret: str | None = field(default=None, repr=False)
    options: dict[str, Any] | None = None
    audiences: list[str] | None = None
    enabled: bool | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether another receiver, or another way to it, may be meant."""
        given = (self.url, self.secret, self.sign_secret, self.options)
        return any(one is not None for one in given)


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
    sign_secret: str | None = None,
    options: dict[str, Any] | None = None,
    audiences: Sequence[str] = (CASES,),
) -> tuple[Sink, Shown]:
    """Add a sink of the caller's organization; return it with the secrets that are shown this once."""
    wish = KINDS[kind].checked(
        Wish(url, secret, sign_secret, checked_options(kind, options or {})), allowed
    )
    reports = new_secret() if KINDS[kind].manner.reports_back else None
    sink_id = uuid7()
    sink = Sink(
        id=sink_id,
        owner_id=scope.user.organization_id,
        name=name,
        kind=kind,
        url=wish.url,
        audiences=_checked_audiences(kind, audiences),
        options=wish.options,
        sealed_secret=_sealed(keyring, wish.secret, secret_context(sink_id)) or b"",
        sealed_sign_secret=_sealed(keyring, wish.sign_secret, sign_context(sink_id)),
        sealed_report_secret=_sealed(keyring, reports, report_context(sink_id)),
        enabled=True,
        created_at=clock.now(),
    )
    session.add(sink)
    session.flush()
    record(session, scope, "sink.create", sink, after=_told(sink), clock=clock)
    return sink, Shown(wish.secret if kind == "cloudevents" else None, reports)


def change(
    session: Session,
    scope: Scope,
    sink_id: UUID,
    precondition: Precondition,
    edit: Edit,
    *,
    allowed: Allowed,
    keyring: Keyring,
    clock: Clock,
) -> Sink:
    """Change what is given; switching a sink on again, or moving it, forgets what was learnt about it."""
    sink = fetch(session, scope, sink_id, for_update=True)
    precondition.require(sink)
    before = _told(sink)
    sink.name = edit.name or sink.name
    if edit.audiences is not None:
        sink.audiences = _checked_audiences(sink.kind, edit.audiences)
    if edit.is_elsewhere:
        _move(sink, edit, allowed, keyring)
    if edit.report_secret is not None:
        sealed = _sealed(keyring, checked_secret(edit.report_secret), report_context(sink.id))
        sink.sealed_report_secret = sealed
    if edit.enabled is not None:
        sink.enabled, sink.disabled_reason = edit.enabled, None
    if edit.is_elsewhere or edit.enabled:
        sink.failures, sink.rests_until = 0, None
    session.flush()
    renewed = [one for one in SECRETS if getattr(edit, one) is not None]
    after = _told(sink) | ({"renewed": ", ".join(renewed)} if renewed else {})
    record(session, scope, "sink.update", sink, before=before, after=after, clock=clock)
    return sink


def remove(session: Session, scope: Scope, sink_id: UUID, *, clock: Clock) -> None:
    """Take a sink away; its past deliveries stay, those still under way are dead."""
    sink = fetch(session, scope, sink_id, for_update=True)
    sink.removed_at, sink.enabled = clock.now(), False
    session.execute(
        update(Delivery)
        .where(Delivery.sink_id == sink.id, Delivery.state.in_(["waiting", "retrying"]))
        .values(state="dead", last_error=_REMOVED, next_attempt_at=None)
    )
    record(session, scope, "sink.delete", sink, before=_told(sink), clock=clock)


def fetch(session: Session, scope: Scope, sink_id: UUID, *, for_update: bool = False) -> Sink:
    """Return one sink the caller may see."""
    sink = scope.fetch(session, Sink, sink_id, kind=SINK, for_update=for_update)
    if sink.removed_at is not None:
        raise NotFound(kind=SINK, id=sink_id)
    return sink


def checked_options(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a kind, defaults left out; raises `SinkOptionsRefused`."""
    try:
        return KINDS[kind].manner.options.model_validate(options).model_dump(exclude_defaults=True)
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        raise SinkOptionsRefused(option=str(place[0] if place else "-"), kind=kind) from None


def _checked_audiences(kind: str, audiences: Sequence[str]) -> list[str]:
    if kind == "open311" and list(audiences) != [CASES]:
        raise SinkAudienceRefused
    return sorted(set(audiences))


def secret_context(sink_id: UUID) -> str:
    """Return what a sink's sealed secret is bound to."""
    return f"sink:{sink_id}"


def sign_context(sink_id: UUID) -> str:
    """Return what a robot's sealed signing secret is bound to."""
    return f"sink:{sink_id}:sign"


def report_context(sink_id: UUID) -> str:
    """Return what the sealed secret of a receiver's reports is bound to."""
    return f"sink:{sink_id}:report"


def _move(sink: Sink, edit: Edit, allowed: Allowed, keyring: Keyring) -> None:
    """Check the new whole; secrets that are not given stay as they are, unread."""
    kind = KINDS[sink.kind]
    is_hidden = sink.kind in _ADDRESS_IS_SECRET
    if is_hidden and edit.secret is None:
        url = sink.url
    else:
        stand_in = edit.secret or (_PLACEHOLDER if not is_hidden else None)
        options = checked_options(
            sink.kind, edit.options if edit.options is not None else sink.options
        )
        wish = kind.checked(Wish(edit.url or sink.url, stand_in, None, options), allowed)
        url = wish.url
    if edit.options is not None:
        sink.options = checked_options(sink.kind, edit.options)
    sink.url, sink.agreed_at, sink.pause_s = url, None, 0
    if edit.secret is not None:
        sink.sealed_secret = keyring.seal(edit.secret, context=secret_context(sink.id))
    if edit.sign_secret is not None:
        sink.sealed_sign_secret = _sealed(keyring, edit.sign_secret, sign_context(sink.id))


_ADDRESS_IS_SECRET = frozenset({"wecom", "dingtalk", "feishu"})
_PLACEHOLDER = new_secret()
"""Stands for the secret that is there, where the rest of a sink is checked anew."""


def _sealed(keyring: Keyring, secret: str | None, context: str) -> bytes | None:
    return keyring.seal(secret, context=context) if secret else None


def _told(sink: Sink) -> dict[str, object]:
    told = ("name", "url", "audiences", "options", "enabled")
    return {name: getattr(sink, name) for name in told}
