"""Registering, changing, approving and trying vendors' endpoints; a credential is never shown again."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from core.clock import Clock
from core.database.engine import transaction
from core.feed import publish
from core.http.etag import Precondition
from core.http.services import Services
from core.ids import uuid7
from core.secrets import Keyring, UnsealFailed
from core.settings import Settings
from core.text import Text
from registry.remote.client import require_live
from registry.remote.errors import EndpointFailed, EndpointNameTaken
from registry.remote.history import note
from registry.remote.model import Action, RemoteAgreement, RemoteEndpoint, State
from registry.remote.outward import Address, checked_url, is_listed, open_http

ENDPOINT = Text("远程服务", "endpoint")
TOPIC = "remote_endpoint"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an endpoint shall be; None leaves it, an empty credential takes it away."""

    name: str | None = None
    url: str | None = None
    header: str | None = None
    credential: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a security administrator decides about an endpoint, and why."""

    approve: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Tools:
    """What registering one needs."""

    settings: Settings
    keyring: Keyring
    clock: Clock

    @classmethod
    def of(cls, services: Services) -> "Tools":
        """Return those of the app."""
        return cls(services.settings, services.keyring, services.clock)


def listed(scope: Scope, state: State | None = None) -> Select[RemoteEndpoint]:
    """Return the statement of the endpoints a caller may see, all or those in one state."""
    every = scope.limit(select(RemoteEndpoint), RemoteEndpoint)
    return every if state is None else every.filter_by(state=state)


def fetch(
    session: Session, scope: Scope, endpoint_id: UUID, *, for_update: bool = False
) -> RemoteEndpoint:
    """Return one endpoint the caller may see."""
    return scope.fetch(session, RemoteEndpoint, endpoint_id, kind=ENDPOINT, for_update=for_update)


def create(session: Session, scope: Scope, wish: Wish, tools: Tools) -> RemoteEndpoint:
    """Register an endpoint of the caller's organization; it waits for a security administrator.

    Raises `RemoteOff`, `EndpointUrlRefused` and `EndpointNameTaken`.
    """
    one = RemoteEndpoint(
        id=uuid7(),
        owner_id=scope.user.organization_id,
        name=wish.name,
        url=checked_url(wish.url or "", tools.settings),
        header=wish.header or "authorization",
        state="waiting",
        created_at=tools.clock.now(),
    )
    one.sealed_credential = _sealed(one.id, wish.credential, tools.keyring)
    _insert(session, one)
    record(session, scope, "remote_endpoint.create", one, after=shown(one), clock=tools.clock)
    note(session, scope, one, "register", tools.clock)
    publish(session, TOPIC, one.id, one.owner_id)
    return one


def change(
    session: Session,
    scope: Scope,
    endpoint_id: UUID,
    wish: Wish,
    precondition: Precondition,
    tools: Tools,
) -> RemoteEndpoint:
    """Move an endpoint or give it another credential.

    Approval and agreements are about an address: at another one it waits anew, and nobody has agreed.
    """
    one = fetch(session, scope, endpoint_id, for_update=True)
    precondition.require(one)
    before = shown(one)
    if wish.url is not None and (url := checked_url(wish.url, tools.settings)) != one.url:
        one.url = url
        _begin_anew(session, one)
    one.header = wish.header or one.header
    if wish.credential is not None:
        one.sealed_credential = _sealed(one.id, wish.credential, tools.keyring)
    session.flush()
    after = shown(one) | ({"renewed": "credential"} if wish.credential is not None else {})
    record(
        session, scope, "remote_endpoint.update", one, before=before, after=after, clock=tools.clock
    )
    if before != after:
        note(session, scope, one, "renew" if before["url"] == one.url else "move", tools.clock)
    publish(session, TOPIC, one.id, one.owner_id)
    return one


def remove(session: Session, scope: Scope, endpoint_id: UUID, clock: Clock) -> None:
    """Remove an endpoint; what is asked there is not any more."""
    one = fetch(session, scope, endpoint_id, for_update=True)
    record(session, scope, "remote_endpoint.delete", one, before=shown(one), clock=clock)
    note(session, scope, one, "remove", clock)
    publish(session, TOPIC, one.id, one.owner_id)
    session.delete(one)
    session.flush()


def decide(
    session: Session,
    scope: Scope,
    endpoint_id: UUID,
    ruling: Ruling,
    precondition: Precondition,
    clock: Clock,
) -> RemoteEndpoint:
    """Let an endpoint in, or refuse it, also afterwards; then nothing is sent there any more.

    Raises `Stale` where it is another one than was looked at: its vendor may have moved it.
    """
    one = fetch(session, scope, endpoint_id, for_update=True)
    precondition.require(one)
    before = shown(one)
    one.state, one.decision = _STATES[ruling.approve], ruling.reason
    one.decided_at, one.decided_by = clock.now(), scope.user.id
    session.flush()
    record(
        session,
        scope,
        "remote_endpoint.decide",
        one,
        before=before,
        after=shown(one),
        reason=ruling.reason,
        clock=clock,
    )
    note(session, scope, one, _action(ruling, before["state"]), clock, ruling.reason)
    publish(session, TOPIC, one.id, one.owner_id)
    return one


def try_out(services: Services, scope: Scope, endpoint_id: UUID) -> str | None:
    """Ask an endpoint whether it is alive, outside of any transaction; return what is wrong, if anything."""
    with transaction(services.sessions) as session:
        one = fetch(session, scope, endpoint_id)
    trouble = _asked(one, services)
    with transaction(services.sessions) as session:
        after = {"trouble": trouble or "none"}
        record(session, scope, "remote_endpoint.test", one, after=after, clock=services.clock)
    return trouble


def named(session: Session, vendor_id: UUID, name: str) -> RemoteEndpoint:
    """Return a vendor's endpoint that is let in; raises `EndpointFailed` where there is none."""
    one = session.scalar(select(RemoteEndpoint).filter_by(owner_id=vendor_id, name=name))
    if one is None or one.state != "approved":
        raise EndpointFailed("no_endpoint" if one is None else "not_approved")
    return one


def let_in(
    session: Session, endpoint_ids: Collection[UUID], settings: Settings, keyring: Keyring
) -> dict[UUID, Address]:
    """Return where those of the endpoints are called that may be called now."""
    among = RemoteEndpoint.id.in_([*endpoint_ids])
    found = select(RemoteEndpoint).where(among).filter_by(state="approved")
    addresses = {}
    for one in session.scalars(found):
        with suppress(EndpointFailed):
            addresses[one.id] = address_of(one, settings, keyring)
    return addresses


def set_trouble(session: Session, endpoint_id: UUID, trouble: str | None, clock: Clock) -> None:
    """Write why an endpoint is left alone, or that it is not; only what is new is news.

    It writes past the mapper, so that the revision a person is editing stays.
    """
    table = RemoteEndpoint.__table__
    assert isinstance(table, Table)
    at = clock.now() if trouble else None
    changed = (
        update(table)
        .where(table.c.id == endpoint_id, table.c.trouble.is_distinct_from(trouble))
        .values(trouble=trouble, trouble_at=at)
        .returning(table.c.owner_id)
    )
    owner_id = session.scalar(changed)
    if owner_id is not None:
        publish(session, TOPIC, endpoint_id, owner_id)


def address_of(one: RemoteEndpoint, settings: Settings, keyring: Keyring) -> Address:
    """Return where an endpoint is called; raises `EndpointFailed` where it must not be, or cannot."""
    if not is_listed(one.url, settings):
        raise EndpointFailed("host_not_listed")
    try:
        sealed = one.sealed_credential
        credential = keyring.unseal(sealed, context=credential_context(one.id)) if sealed else ""
    except UnsealFailed as fault:
        raise EndpointFailed("secret_unreadable") from fault
    return Address(one.url, one.header, credential)


def credential_context(endpoint_id: UUID) -> str:
    """Return what an endpoint's sealed credential is bound to."""
    return f"remote_endpoint:{endpoint_id}"


def shown(one: RemoteEndpoint) -> dict[str, Any]:
    """Return an endpoint as the trail has it."""
    names = ("name", "url", "header", "state", "decision")
    told = {name: value for name in names if (value := getattr(one, name)) is not None}
    return told | {"has_credential": one.sealed_credential is not None}


_STATES: dict[bool, State] = {True: "approved", False: "refused"}


def _action(ruling: Ruling, before: str) -> Action:
    if ruling.approve:
        return "approve"
    return "withdraw" if before == "approved" else "refuse"


def _asked(one: RemoteEndpoint, services: Services) -> str | None:
    try:
        address = address_of(one, services.settings, services.keyring)
        with open_http(services.settings) as http:
            require_live(http, address)
    except EndpointFailed as failure:
        return failure.trouble
    return None


def _begin_anew(session: Session, one: RemoteEndpoint) -> None:
    one.state, one.decision = "waiting", None
    one.decided_at = one.decided_by = one.trouble = one.trouble_at = None
    session.execute(delete(RemoteAgreement).where(RemoteAgreement.endpoint_id == one.id))


def _sealed(endpoint_id: UUID, credential: str | None, keyring: Keyring) -> bytes | None:
    return keyring.seal(credential, context=credential_context(endpoint_id)) if credential else None


def _insert(session: Session, one: RemoteEndpoint) -> None:
    try:
        with session.begin_nested():
            session.add(one)
    except IntegrityError as error:
        raise EndpointNameTaken(name=one.name) from error
