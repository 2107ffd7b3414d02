"""Registering and retiring signing keys, and what a package's signature is held against."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import ORGANIZATION, Scope
from core.clock import Clock
from core.errors import Conflict
from core.feed import publish
from core.http.etag import Precondition
from core.text import Text
from registry.gate.trust import Trust, TrustedKey
from registry.packages import keys
from registry.signing.errors import (
    NoKeyToSignWith,
    NotAVendor,
    SigningKeyKnown,
    SigningKeyRetired,
    TooManySigningKeys,
)
from registry.signing.model import SigningKey, SigningRule

KEY = Text("签名密钥", "signing key")
TOPIC = "signing_key"
MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a vendor wants his packages signed; revision 0: he never said."""

    required_since: datetime | None
    revision: int


def register(session: Session, scope: Scope, name: str, pem: str, clock: Clock) -> SigningKey:
    """Register a public key of the caller's own organization.

    Raises `KeyInvalid`, `SigningKeyKnown`, `TooManySigningKeys`.
    """
    key, owner_id = keys.public_key(pem.encode()), scope.user.organization_id
    _lock(session, owner_id)
    _require_new(session, owner_id, keys.fingerprint(key))
    one = SigningKey(
        owner_id=owner_id,
        name=name,
        public_key=keys.pem_of(key),
        fingerprint=keys.fingerprint(key),
        created_at=clock.now(),
        user_id=scope.user.id,
    )
    session.add(one)
    session.flush()
    record(session, scope, "signing_key.create", one, after=_shown(one), clock=clock)
    publish(session, TOPIC, one.id, one.owner_id)
    return one


def retire(session: Session, scope: Scope, key_id: UUID, reason: str, clock: Clock) -> SigningKey:
    """Let nothing new be signed with a key; what was stays as it is. Raises `SigningKeyRetired`."""
    one = scope.fetch(session, SigningKey, key_id, kind=KEY, for_update=True)
    if one.retired_at is not None:
        raise SigningKeyRetired(name=one.name)
    before = _shown(one)
    one.retired_at, one.retired_by, one.retired_reason = clock.now(), scope.user.id, reason
    session.flush()
    record(
        session, scope, "signing_key.retire", one,
        before=before, after=_shown(one), reason=reason, clock=clock,
    )  # fmt: skip
    publish(session, TOPIC, one.id, one.owner_id)
    return one


def rule_of(session: Session, scope: Scope, organization_id: UUID) -> Rule:
    """Return whether a vendor within reach wants his packages signed; raises `NotAVendor`."""
    return _rule(_row(session, _vendor(session, scope, organization_id).id))


def require_signatures(
    session: Session,
    scope: Scope,
    organization_id: UUID,
    precondition: Precondition,
    clock: Clock,
    *,
    required: bool,
) -> Rule:
    """Want every package of a vendor's signed from now on, or no more.

    Raises `NotAVendor`, `NoKeyToSignWith`, and what the precondition raises.
    """
    vendor = _vendor(session, scope, organization_id)
    _lock(session, vendor.id)
    row = _row(session, vendor.id)
    precondition.require(_rule(row))
    if required and not _in_use(session, vendor.id):
        raise NoKeyToSignWith
    before = {"required_since": row.required_since if row else None}
    row = row or SigningRule(owner_id=vendor.id)
    row.required_since = (row.required_since or clock.now()) if required else None
    session.add(row)
    session.flush()
    after = {"required_since": row.required_since}
    record(session, scope, "signing_rule.update", row, before=before, after=after, clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    return _rule(row)


def trust(session: Session, vendor_id: UUID, at: datetime) -> Trust:
    """Return what the signature of a package is held against that this vendor handed in then."""
    known = session.scalars(select(SigningKey).filter_by(owner_id=vendor_id))
    rule = _rule(_row(session, vendor_id))
    return Trust(
        keys=tuple(
            TrustedKey(
                one.name,
                one.fingerprint,
                one.public_key,
                retired=one.retired_at is not None and one.retired_at <= at,
            )
            for one in known
        ),
        required=rule.required_since is not None and rule.required_since <= at,
    )


def _require_new(session: Session, owner_id: UUID, fingerprint: str) -> None:
    known = session.scalar(select(SigningKey).filter_by(owner_id=owner_id, fingerprint=fingerprint))
    if known is not None:
        raise _known(known)
    if _in_use(session, owner_id) >= MOST_KEYS:
        raise TooManySigningKeys(most=MOST_KEYS)


def _known(known: SigningKey) -> Conflict:
    state = Text("", "") if known.retired_at is None else Text("（已停用）", ", which is retired")
    return SigningKeyKnown(name=known.name, state=state)


def _in_use(session: Session, owner_id: UUID) -> int:
    in_use = select(func.count()).select_from(SigningKey).filter_by(owner_id=owner_id)
    return session.scalar(in_use.where(SigningKey.retired_at.is_(None))) or 0


def _vendor(session: Session, scope: Scope, organization_id: UUID) -> Organization:
    one = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    if one.kind != "vendor":
        raise NotAVendor(name=Text(one.name_zh, one.name_en))
    return one


def _lock(session: Session, owner_id: UUID) -> None:
    """Let nobody else change the keys and the rule of this vendor meanwhile."""
    session.execute(select(Organization.id).filter_by(id=owner_id).with_for_update())


def _row(session: Session, owner_id: UUID) -> SigningRule | None:
    return session.scalar(select(SigningRule).filter_by(owner_id=owner_id))


def _rule(row: SigningRule | None) -> Rule:
    return Rule(row.required_since, row.revision) if row else Rule(None, 0)


def _shown(one: SigningKey) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("name", "fingerprint", "retired_at")}
