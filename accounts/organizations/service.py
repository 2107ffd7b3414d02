"""Making and changing organizations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session, aliased

from accounts.approvals import service as approvals
from accounts.approvals.model import Approval
from accounts.approvals.service import Decision
from accounts.audit.service import record
from accounts.errors import TokenTooNarrow
from accounts.organizations.errors import (
    Misplaced,
    NotACity,
    NotDecided,
    NotRejected,
    OrganizationHeld,
    OwnOrganization,
)
from accounts.organizations.model import PARENTS, Kind, Organization, State, ids_of
from accounts.policy import POLICY
from accounts.scope import ORGANIZATION, Scope
from accounts.sessions.model import UserSession
from core.clock import Clock, SystemClock
from core.errors import NotFound
from core.feed import publish
from core.ids import uuid7
from core.text import Text

_above = aliased(Organization)
STOPPED = (
    select(_above.id)
    .where(_above.state != "active", Organization.path.startswith(_above.path))
    .correlate(Organization)
    .exists()
)
"""Condition of an organization: it or one above it is stopped."""
ACTIVE = (Organization.state == "active") & ~STOPPED
"""Condition of an organization: neither it nor one above it is stopped.

Its own state is asked of the row itself: whoever waited for the row's lock then sees what it was made
meanwhile, which a subquery does not show.
"""
OPERATOR = Text("平台运营方", "Platform operator")
TOPIC = "organization"
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True, slots=True)
class OrganizationFilter:
    """Which organizations are wanted; `q` is found in names."""

    q: str | None = None
    kind: Kind | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class OrganizationChange:
    """What shall be different about an organization; None leaves it."""

    name_zh: str | None = None
    name_en: str | None = None
    state: Literal["active", "suspended"] | None = None


def create(
    session: Session,
    scope: Scope | None,
    parent: Organization | None,
    kind: Kind,
    name: Text,
    clock: Clock | None = None,
    reason: str = "",
) -> Organization:
    """Add an organization below another one; only the operator has nobody above it.

    A vendor that a person adds waits for its approval; the product's own are active.
    """
    if (parent.kind if parent else None) not in (PARENTS[kind] or (None,)):
        raise Misplaced(kind=kind, parent=Text(parent.name_zh, parent.name_en) if parent else "/")
    clock = clock or SystemClock()
    organization_id = uuid7()
    row = Organization(
        id=organization_id,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{organization_id}/",
        kind=kind,
        name_zh=name.zh,
        name_en=name.en,
        state="waiting" if kind == "vendor" and scope else "active",
        revision=1,
    )
    session.add(row)
    session.flush()
    after = {"kind": kind, "parent_id": row.parent_id, **_shown(row)}
    record(session, scope, "organization.create", row, after=after, clock=clock)
    publish(session, TOPIC, row.id, row.id)
    if row.state == "waiting":
        approvals.request(session, scope, row, row.id, name, reason, clock)
    return row


def operator(session: Session) -> Organization:
    """Return the root of the tree, made at the first start."""
    root = session.scalar(select(Organization).filter_by(parent_id=None))
    return root or create(session, None, None, "operator", OPERATOR)


def fetch(
    session: Session, scope: Scope, organization_id: UUID, *, for_update: bool = False
) -> Organization:
    """Return an organization the caller's action reaches; a foreign or removed one is not found."""
    row = scope.fetch(
        session, Organization, organization_id, kind=ORGANIZATION, for_update=for_update
    )
    if row.removed_at is not None:
        raise NotFound(kind=ORGANIZATION, id=organization_id)
    return row


def city_of(session: Session, path: str) -> Organization | None:
    """Return the city on an organization's path, which may be its own; None outside of any."""
    above = Organization.id.in_(ids_of(path))
    return session.scalar(select(Organization).where(above, Organization.kind == "city"))


def fetch_city(
    session: Session, scope: Scope, organization_id: UUID, what: Text, *, for_update: bool = False
) -> Organization:
    """Return a city within reach, to set something that only cities have; raises `NotACity`."""
    city = scope.fetch(
        session, Organization, organization_id, kind=ORGANIZATION, for_update=for_update
    )
    if city.kind != "city":
        raise NotACity(organization=Text(city.name_zh, city.name_en), what=what)
    return city


def search(scope: Scope, wanted: OrganizationFilter) -> Select[Organization]:
    """Return the organizations the caller's action reaches, as a statement."""
    statement = scope.limit(select(Organization), Organization)
    statement = statement.where(Organization.removed_at.is_(None))
    if wanted.kind is not None:
        statement = statement.where(Organization.kind == wanted.kind)
    if wanted.state is not None:
        statement = statement.where(Organization.state == wanted.state)
    if wanted.q:
        like = f"%{wanted.q.translate(_LIKE)}%"
        names = (Organization.name_zh, Organization.name_en)
        statement = statement.where(or_(*(name.ilike(like) for name in names)))
    return statement


def change(
    session: Session, scope: Scope, row: Organization, wanted: OrganizationChange, clock: Clock
) -> Organization:
    """Rename an organization, suspend it or let it work again; the row is locked.

    Suspending ends the sessions of everybody in it and below.
    """
    before = _shown(row)
    row.name_zh = wanted.name_zh or row.name_zh
    row.name_en = wanted.name_en or row.name_en
    if wanted.state is not None and wanted.state != row.state:
        _switch(session, scope, row, wanted.state)
    session.flush()
    after = _shown(row)
    action = "organization.update" if before["state"] == row.state else "organization.suspend"
    record(session, scope, action, row, before=before, after=after, clock=clock)
    publish(session, TOPIC, row.id, row.id)
    return row


def remove(
    session: Session, scope: Scope, row: Organization, held: Sequence[Text], clock: Clock
) -> None:
    """Remove an organization that holds nothing any more; `held` says what it does. The row is locked.

    Raises `OrganizationHeld`, and `NotDecided` for a vendor that was not approved.
    """
    name = Text(row.name_zh, row.name_en)
    if row.state not in ("active", "suspended"):
        raise NotDecided(name=name)
    if held:
        told = Text("、".join(one.zh for one in held), ", ".join(one.en for one in held))
        raise OrganizationHeld(name=name, held=told)
    before = _shown(row)
    row.state, row.removed_at = "suspended", clock.now()
    session.execute(delete(UserSession).where(UserSession.owner_id == row.id))
    session.flush()
    record(session, scope, "organization.delete", row, before=before, clock=clock)
    publish(session, TOPIC, row.id, row.id)


def submit(
    session: Session, scope: Scope, organization_id: UUID, reason: str, clock: Clock
) -> Approval:
    """Ask again for the approval of a rejected vendor, which waits from now on."""
    row = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION, for_update=True)
    name = Text(row.name_zh, row.name_en)
    if row.state != "rejected":
        raise NotRejected(name=name)
    before = _shown(row)
    row.state = "waiting"
    session.flush()
    record(
        session, scope, "organization.submit", row,
        before=before, after=_shown(row), reason=reason, clock=clock,
    )  # fmt: skip
    publish(session, TOPIC, row.id, row.id)
    return approvals.request(session, scope, row, row.id, name, reason, clock)


def decide(session: Session, scope: Scope, decision: Decision, clock: Clock) -> None:
    """Carry out what was decided about a new vendor."""
    row = session.get_one(Organization, decision.object_id, with_for_update=True)
    before = _shown(row)
    row.state = "active" if decision.approved else "rejected"
    session.flush()
    record(
        session, scope, "organization.decide", row,
        before=before, after=_shown(row), reason=decision.reason, clock=clock,
    )  # fmt: skip
    publish(session, TOPIC, row.id, row.id)


def _switch(
    session: Session, scope: Scope, row: Organization, state: Literal["active", "suspended"]
) -> None:
    if not scope.may("organization.suspend"):
        raise TokenTooNarrow(action=POLICY["organization.suspend"].title)
    try:
        fetch(session, scope.on("organization.suspend"), row.id)
    except NotFound as error:
        raise OwnOrganization from error
    if row.state not in ("active", "suspended"):
        raise NotDecided(name=Text(row.name_zh, row.name_en))
    row.state = state
    if state == "suspended":
        below = select(Organization.id).where(Organization.path.startswith(row.path))
        session.execute(delete(UserSession).where(UserSession.owner_id.in_(below)))


def _shown(row: Organization) -> dict[str, Any]:
    return {"name_zh": row.name_zh, "name_en": row.name_en, "state": row.state}
