"""Versions and aliases as the API shows them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from registry.catalogue import aliases, life
from registry.catalogue.aliases import Moved, Name
from registry.catalogue.model import Version, VersionStep
from registry.catalogue.remote import RemoteOut, remotes
from registry.catalogue.transitions import SHOWN
from registry.gate.view import GateReportOut
from registry.signing.view import SignatureOut, signatures


class VersionStepOut(BaseModel):
    """One step of a version's life."""

    action: str
    to_state: str
    at: datetime
    by: str | None
    """The person's name; none: the product itself."""
    reason: dict[str, Any] | None
    """`code`, `zh`, `en`; a person's own words stand under both languages."""
    until: datetime | None


class VersionOut(BaseModel):
    """One version with the gate's report, how it came to stand where it does, and what may be done."""

    id: UUID
    version: str
    state: str
    state_reason: dict[str, Any] | None
    digest: str
    size: int
    created_at: datetime
    published_at: datetime | None
    deprecated_until: datetime | None
    """When it will be withdrawn, or was to be."""
    gate: GateReportOut
    signature: SignatureOut | None
    """By which of its vendor's keys it was signed; null: it was not."""
    remote: RemoteOut | None
    """Set where it runs outside the platform."""
    steps: list[VersionStepOut]
    """What became of it, the first step first; those before the shelf for its vendor and who approves."""
    allowed: list[str]
    """The actions the caller may take now (`POST /versions/{id}/steps`)."""


class AliasMoveOut(BaseModel):
    """One move of an alias."""

    at: datetime
    from_version: str | None
    to_version: str | None
    by: str | None
    """The person's name; none: the product itself."""
    reason: dict[str, Any]


class AliasOut(BaseModel):
    """Which version an alias means, and which it meant before."""

    name: Name
    version_id: UUID | None
    version: str | None
    revision: int
    moves: list[AliasMoveOut]
    """The last ones, the newest first."""


def outs(session: Session, scope: Scope, versions: Sequence[Version]) -> list[VersionOut]:
    """Return versions as the caller may see them."""
    steps, allowed = life.steps(session, versions), life.actions(session, scope, versions)
    among = Version.id.in_([one.id for one in versions])
    inside = scope.reached(Version, "version.read")
    whole = {*session.scalars(select(Version.id).where(among, inside))}
    signed, outside = signatures(session, versions), remotes(session, scope, versions)
    return [
        _out(
            one,
            allowed[one.id],
            (s for s in steps[one.id] if one.id in whole or _public(s[0])),
            {"signature": signed.get(one.id), "remote": outside.get(one.id)},
        )
        for one in versions
    ]


def alias_out(session: Session, algorithm_id: UUID, name: Name) -> AliasOut:
    """Return an alias with its moves."""
    alias = aliases.read(session, algorithm_id, name)
    version = session.get(Version, alias.version_id) if alias.version_id else None
    return AliasOut(
        name=name,
        version_id=alias.version_id,
        version=version.version if version else None,
        revision=alias.revision,
        moves=[_move(one) for one in aliases.moves(session, algorithm_id, name)],
    )


def _public(step: VersionStep) -> bool:
    return step.to_state in SHOWN


def _out(
    version: Version,
    allowed: list[str],
    steps: Iterable[tuple[VersionStep, str | None]],
    found: Mapping[str, Any],
) -> VersionOut:
    made = {"gate", "steps", "allowed", *found}
    return VersionOut(
        **{name: getattr(version, name) for name in VersionOut.model_fields.keys() - made},
        gate=GateReportOut.of(version.gate),
        **found,
        steps=[_step(step, by) for step, by in steps],
        allowed=allowed,
    )


def _step(step: VersionStep, by: str | None) -> VersionStepOut:
    named = {name: getattr(step, name) for name in VersionStepOut.model_fields if name != "by"}
    return VersionStepOut(**named, by=by)


def _move(moved: Moved) -> AliasMoveOut:
    return AliasMoveOut(
        at=moved.move.at,
        from_version=moved.from_version,
        to_version=moved.to_version,
        by=moved.by,
        reason=moved.move.reason,
    )
