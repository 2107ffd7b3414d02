"""Making organizations."""

from uuid import UUID

from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.errors import VendorBelow
from accounts.organizations.model import Kind, Organization
from accounts.scope import Scope
from core.clock import Clock
from core.errors import NotFound
from core.ids import uuid7
from core.text import Text

ORGANIZATION = Text("组织", "organization")


def create(
    session: Session,
    scope: Scope | None,
    parent: Organization | None,
    kind: Kind,
    name: Text,
    clock: Clock | None = None,
) -> Organization:
    """Add an organization below another one; without a parent it is the root of a tree."""
    if parent is not None and parent.kind == "vendor":
        raise VendorBelow
    organization_id = uuid7()
    row = Organization(
        id=organization_id,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{organization_id}/",
        kind=kind,
        name_zh=name.zh,
        name_en=name.en,
        revision=1,
    )
    session.add(row)
    session.flush()
    after = {"kind": kind, "name_zh": name.zh, "name_en": name.en, "parent_id": row.parent_id}
    record(session, scope, "organization.create", row, after=after, clock=clock)
    return row


def fetch(session: Session, scope: Scope, organization_id: UUID) -> Organization:
    """Return an organization of the caller's part of the tree; a foreign one is not found."""
    row = session.get(Organization, organization_id)
    if row is None or not row.path.startswith(scope.user.organization_path):
        raise NotFound(kind=ORGANIZATION, id=organization_id)
    return row
