"""Letting another organization see an object, saying what else it may do, and taking that back."""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import ORGANIZATION, Scope
from accounts.shares.errors import AlreadyShared, ShareNeedless
from accounts.shares.model import TERMS, Share, Terms
from core.clock import Clock
from core.errors import NotFound
from core.feed import publish
from core.ids import uuid7
from core.text import Text

SHARE = Text("共享", "share")
TOPIC = "share"


class Shareable(Protocol):
    """A row that an organization owns."""

    @property
    def id(self) -> Any: ...

    @property
    def owner_id(self) -> Any: ...

    @property
    def __tablename__(self) -> Any: ...


def share(
    session: Session,
    scope: Scope,
    row: Shareable,
    organization_id: UUID,
    clock: Clock,
    terms: Terms = TERMS[0],
) -> Share:
    """Let an organization of the directory, and all below it, see an object the caller fetched."""
    known = scope.on("organization.directory")
    receiver = known.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    if receiver.kind == "vendor":
        raise NotFound(kind=ORGANIZATION, id=organization_id)
    name = Text(receiver.name_zh, receiver.name_en)
    owner = session.get_one(Organization, row.owner_id)
    if owner.path.startswith(receiver.path):
        raise ShareNeedless(organization=name)
    about = {"object_type": row.__tablename__, "object_id": row.id, "organization_id": receiver.id}
    made: Share | None = session.scalar(
        insert(Share)
        .values(id=uuid7(), owner_id=row.owner_id, terms=terms, **about)
        .on_conflict_do_nothing()
        .returning(Share)
    )
    if made is None:
        raise AlreadyShared(organization=name)
    record(session, scope, "share.create", made, after=_shown(made), clock=clock)
    publish(session, TOPIC, made.id, made.owner_id)
    return made


def fetch(session: Session, scope: Scope, share_id: UUID) -> Share:
    """Return one share, locked to be changed."""
    return scope.fetch(session, Share, share_id, kind=SHARE, for_update=True)


def change(session: Session, scope: Scope, row: Share, terms: Terms, clock: Clock) -> None:
    """Share an object on other terms from now on; the caller holds the lock of its share."""
    before = _shown(row)
    row.terms = terms
    session.flush()
    record(session, scope, "share.update", row, before=before, after=_shown(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)


def end(session: Session, scope: Scope, share_id: UUID, clock: Clock) -> Share:
    """Take a share back and return what it was."""
    row = fetch(session, scope, share_id)
    record(session, scope, "share.delete", row, before=_shown(row), clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    session.delete(row)
    session.flush()
    return row


def _shown(row: Share) -> dict[str, Any]:
    about = ("object_type", "object_id", "organization_id", "terms")
    return {name: getattr(row, name) for name in about}
