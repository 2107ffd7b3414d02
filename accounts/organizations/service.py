"""Making organizations."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from accounts.audit.service import record
from accounts.organizations.errors import Misplaced
from accounts.organizations.model import PARENTS, Kind, Organization
from accounts.scope import ORGANIZATION, Scope
from core.clock import Clock
from core.ids import uuid7
from core.text import Text

_above = aliased(Organization)
ACTIVE = ~(
    select(_above.id)
    .where(_above.state != "active", Organization.path.startswith(_above.path))
    .correlate(Organization)
    .exists()
)
"""Condition of an organization: neither it nor one above it is stopped."""
OPERATOR = Text("平台运营方", "Platform operator")


def create(
    session: Session,
    scope: Scope | None,
    parent: Organization | None,
    kind: Kind,
    name: Text,
    clock: Clock | None = None,
) -> Organization:
    """Add an organization below another one; only the operator has nobody above it."""
    if (parent.kind if parent else None) not in (PARENTS[kind] or (None,)):
        raise Misplaced(kind=kind, parent=Text(parent.name_zh, parent.name_en) if parent else "/")
    organization_id = uuid7()
    row = Organization(
        id=organization_id,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{organization_id}/",
        kind=kind,
        name_zh=name.zh,
        name_en=name.en,
        state="active",
        revision=1,
    )
    session.add(row)
    session.flush()
    after = {"kind": kind, "name_zh": name.zh, "name_en": name.en, "parent_id": row.parent_id}
    record(session, scope, "organization.create", row, after=after, clock=clock)
    return row


def operator(session: Session) -> Organization:
    """Return the root of the tree, made at the first start."""
    root = session.scalar(select(Organization).filter_by(parent_id=None))
    return root or create(session, None, None, "operator", OPERATOR)


def fetch(session: Session, scope: Scope, organization_id: UUID) -> Organization:
    """Return an organization the caller's action reaches; a foreign one is not found."""
    return scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
