"""Writing the trail. Called by every service that changes something, in the same session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.clock import Clock, SystemClock
from core.ids import uuid7

PRODUCT = "algomart"


class Target(Protocol):
    """Any row with an id."""

    @property
    def id(self) -> Any: ...

    @property
    def __tablename__(self) -> Any: ...


def record(
    session: Session,
    scope: Scope | None,
    action: str,
    row: Target,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    clock: Clock | None = None,
) -> None:
    """Add one line to the trail; no scope means that the product itself acted. Never pass a secret."""
    entry = _entry(action, row.__tablename__, row.id, clock)
    _sign(entry, scope)
    entry.owner_id = _owner(row) or entry.owner_id
    entry.before = _plain(before)
    entry.after = _plain(after)
    entry.reason = reason
    session.add(entry)


def record_attempt(
    session: Session,
    action: str,
    login: str,
    *,
    owner_id: UUID | None,
    user_id: UUID | None,
    address: str | None,
    clock: Clock,
    reason: str | None = None,
) -> None:
    """Add a line about somebody who is not signed in, such as a refused login."""
    entry = _entry(action, "users", user_id, clock)
    entry.owner_id, entry.user_id, entry.login = owner_id, user_id, login
    entry.address, entry.reason = address, reason
    session.add(entry)


def record_export(
    session: Session, scope: Scope | None, wanted: Mapping[str, Any], *, clock: Clock
) -> None:
    """Add a line that says who took which part of the trail away."""
    entry = _entry("audit.export", "audit", None, clock)
    _sign(entry, scope)
    entry.after = _plain({name: value for name, value in wanted.items() if value is not None})
    session.add(entry)


def search(scope: Scope, **wanted: Any) -> Select[AuditEntry]:
    """Return the lines the caller may read; only the root sees those of nobody's."""
    return narrow(scope.limit(select(AuditEntry), AuditEntry), **wanted)


def narrow(
    statement: Select[AuditEntry],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    text: str | None = None,
    sealed: bool | None = None,
    **equal: object,
) -> Select[AuditEntry]:
    """Return the statement with only the lines that are wanted; `text` is looked for in the reason."""
    statement = statement.filter_by(**{name: v for name, v in equal.items() if v is not None})
    if since is not None:
        statement = statement.where(AuditEntry.taken_at >= since)
    if until is not None:
        statement = statement.where(AuditEntry.taken_at < until)
    if text is not None:
        statement = statement.where(AuditEntry.reason.icontains(text, autoescape=True))
    if sealed is not None:
        unsealed = AuditEntry.seal.is_(None)
        statement = statement.where(~unsealed if sealed else unsealed)
    return statement


def _sign(entry: AuditEntry, scope: Scope | None) -> None:
    """Fill in who acts and from where, and his organization."""
    user = scope.user if scope else None
    entry.owner_id = user.organization_id if user else None
    entry.user_id = user.id if user else None
    entry.login = user.login if user else PRODUCT
    entry.address = user.address if user else None


def _entry(
    action: str, object_type: str, object_id: UUID | None, clock: Clock | None
) -> AuditEntry:
    taken_at: datetime = (clock or SystemClock()).now()
    return AuditEntry(
        id=uuid7(), taken_at=taken_at, action=action, object_type=object_type, object_id=object_id
    )


def _owner(row: Target) -> UUID | None:
    if isinstance(row, Organization):
        return row.id
    owner: UUID | None = getattr(row, "owner_id", None)
    return owner


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return values that JSON can hold: ids, instants and roles as text."""
    if values is None:
        return None
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): _json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else str(value)
