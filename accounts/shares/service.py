"""Letting another organization read an object, and taking that back."""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.scope import ORGANIZATION, Scope
from accounts.shares.errors import AlreadyShared, ShareNeedless
from accounts.shares.model import Share
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
    session: Session, scope: Scope, row: Shareable, organization_id: UUID, clock: Clock
) -> Share:
    """Let an organization of the directory, and all below it, read an object the caller fetched."""
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
        .values(id=uuid7(), owner_id=row.owner_id, **about)
        .on_conflict_do_nothing()
        .returning(Share)
    )
    if made is None:
        raise AlreadyShared(organization=name)
    record(session, scope, "share.create", made, after=about, clock=clock)
    publish(session, TOPIC, made.id, made.owner_id)
    return made


def end(session: Session, scope: Scope, share_id: UUID, clock: Clock) -> Share:
    """Take a share back and return what it was."""
    row = scope.fetch(session, Share, share_id, kind=SHARE, for_update=True)
    before = {
        "object_type": row.object_type,
        "object_id": row.object_id,
        "organization_id": row.organization_id,
    }
    record(session, scope, "share.delete", row, before=before, clock=clock)
    publish(session, TOPIC, row.id, row.owner_id)
    session.delete(row)
    session.flush()
    return row


def readers(
    object_type: str, object_id: UUID | ColumnElement[Any], owner_id: UUID | ColumnElement[Any]
) -> ColumnElement[bool]:
    """Return the condition that an organization sees an object: its owner's line, or a share's.

    Columns instead of ids ask it of each row of their table.
    """
    owner, receiver = aliased(Organization), aliased(Organization)
    above = select(owner.id).where(owner.id == owner_id, owner.path.startswith(Organization.path))
    shared = (
        select(Share.id)
        .join(receiver, receiver.id == Share.organization_id)
        .where(
            Share.object_type == object_type,
            Share.object_id == object_id,
            or_(
                receiver.path.startswith(Organization.path),
                Organization.path.startswith(receiver.path),
            ),
        )
    )
    return or_(
        above.correlate_except(owner).exists(),
        shared.correlate_except(Share, receiver).exists(),
    )
