"""Keeping to quotas, and setting them.

An amount set for an organization bounds it and all below it together. Where none was set, the default bounds
what the organization itself owns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import KIND_NAMES, Organization
from accounts.quotas.errors import OwnQuota, QuotaExceeded, QuotaMisplaced
from accounts.quotas.model import Quota
from accounts.quotas.resource import (
    TITLES,
    Measure,
    Resource,
    default_of,
    resources_of,
    setting_of,
)
from accounts.scope import ORGANIZATION, Scope
from core.clock import Clock
from core.errors import NotFound
from core.feed import publish
from core.settings import Settings
from core.text import Text

TOPIC = "quota"
_BY_SETTING = Text(
    "可由部署人员调整 ALGOMART_{setting}。",
    "Whoever runs this installation can raise ALGOMART_{setting}.",
)
_BY_ADMINISTRATOR = Text(
    "可请“{above}”的系统管理员调整配额。",
    "A system administrator of “{above}” can raise it.",
)


@dataclass(frozen=True, slots=True)
class Limit:
    """How much an organization may have, and whether that counts what is below it too."""

    organization: Organization
    amount: int
    whole_subtree: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much more of a resource an organization asks for.

    Without a measure each addition stands for itself, as the size of one package does.
    """

    resource: Resource
    adding: float
    measure: Measure | None = None


def require(session: Session, owner_id: UUID, wanted: Sequence[Wanted], settings: Settings) -> None:
    """Raise `QuotaExceeded` unless an organization may have so much more; ask for everything in one call.

    Two that add at once are counted one after the other: only the organizations whose limits are checked are
    locked, all at once and in one order, so that nobody waits for a lock while holding another one's.
    """
    locked = _lock(session, owner_id, [one.resource for one in wanted])
    for one in wanted:
        for limit in _limits(session, owner_id, one.resource, locked, settings):
            used = 0.0 if one.measure is None else _used(session, limit, one.measure)
            if used + one.adding > limit.amount:
                raise _exceeded(session, limit, one, used)


def limits(session: Session, owner_id: UUID, resource: Resource, settings: Settings) -> list[Limit]:
    """Return every limit that holds for an organization, its own first, of what is counted by the minute."""
    above = _above(session, owner_id)
    bounding = {owner_id, *_amounts(session, above, resource)}
    rows = session.scalars(select(Organization).where(Organization.id.in_(bounding)))
    return _limits(session, owner_id, resource, {one.id: one for one in rows}, settings)


def used(
    session: Session, owner_id: UUID, wanted: Wanted, settings: Settings
) -> list[tuple[Limit, float]]:
    """Return every limit that holds for an organization beside what is used of it, its own first."""
    held = limits(session, owner_id, wanted.resource, settings)
    measure = wanted.measure
    return [(one, 0.0 if measure is None else _used(session, one, measure)) for one in held]


def change(
    session: Session,
    scope: Scope,
    organization: Organization,
    amounts: Mapping[Resource, int | None],
    clock: Clock,
) -> None:
    """Set amounts of an organization, which is locked; None lets the default count again."""
    if not _below(session, scope, organization):
        raise OwnQuota
    for resource in amounts:
        if resource not in resources_of(organization.kind):
            raise QuotaMisplaced(kind=KIND_NAMES[organization.kind], resource=TITLES[resource])
    before = _set(session, organization, amounts)
    session.flush()
    after = {str(resource): amount for resource, amount in amounts.items()}
    record(session, scope, "quota.update", organization, before=before, after=after, clock=clock)
    publish(session, TOPIC, organization.id, organization.id)


def _lock(
    session: Session, owner_id: UUID, resources: Sequence[Resource]
) -> dict[UUID, Organization]:
    """Return the organizations whose limits count, locked against others who count or set them only."""
    above = _above(session, owner_id)
    bounding = select(Quota.organization_id).where(
        Quota.organization_id.in_(above), Quota.resource.in_(resources), Quota.amount.is_not(None)
    )
    rows = (
        select(Organization)
        .where(Organization.id.in_({owner_id, *session.scalars(bounding)}))
        .order_by(Organization.id)
        .with_for_update(key_share=True)
    )
    found = session.scalars(rows, execution_options={"populate_existing": True})
    return {one.id: one for one in found}


def _above(session: Session, owner_id: UUID) -> list[UUID]:
    """Return an organization and all above it."""
    path = session.get_one(Organization, owner_id).path
    return [UUID(part) for part in path.strip("/").split("/")]


def _limits(
    session: Session,
    owner_id: UUID,
    resource: Resource,
    locked: Mapping[UUID, Organization],
    settings: Settings,
) -> list[Limit]:
    """Return every limit an addition must keep to, the owner's first, as they are under the locks."""
    amounts = _amounts(session, [*locked], resource)
    limits = [Limit(locked[one], amount, True) for one, amount in amounts.items()]
    if owner_id not in amounts:
        limits.append(Limit(locked[owner_id], default_of(resource, settings), False))
    return sorted(limits, key=lambda limit: -len(limit.organization.path))


def _amounts(
    session: Session, organization_ids: Sequence[UUID], resource: Resource
) -> dict[UUID, int]:
    rows = select(Quota.organization_id, Quota.amount).where(
        Quota.organization_id.in_(organization_ids), Quota.resource == resource
    )
    return {one: amount for one, amount in session.execute(rows) if amount is not None}


def _used(session: Session, limit: Limit, measure: Measure) -> float:
    rows = select(measure.amount).where(measure.where, _counted(limit, measure))
    return float(session.scalar(rows) or 0)


def _counted(limit: Limit, measure: Measure) -> ColumnElement[bool]:
    if not limit.whole_subtree:
        return measure.owner == limit.organization.id
    below = select(Organization.id).where(Organization.path.startswith(limit.organization.path))
    return measure.owner.in_(below)


def _exceeded(session: Session, limit: Limit, wanted: Wanted, used: float) -> QuotaExceeded:
    return QuotaExceeded(
        organization=_name(limit.organization),
        resource=TITLES[wanted.resource],
        limit=_figure(limit.amount),
        used=_figure(used),
        adding=_figure(wanted.adding),
        remedy=_remedy(session, limit.organization, wanted.resource),
    )


def _remedy(session: Session, organization: Organization, resource: Resource) -> Text:
    """Return who can raise a limit: nobody in the tree stands above the operator."""
    if organization.parent_id is None:
        fields = {"setting": setting_of(resource)}
        return Text(_BY_SETTING.render("zh", **fields), _BY_SETTING.render("en", **fields))
    above = session.get_one(Organization, organization.parent_id)
    return Text(
        _BY_ADMINISTRATOR.render("zh", above=above.name_zh),
        _BY_ADMINISTRATOR.render("en", above=above.name_en),
    )


def _below(session: Session, scope: Scope, organization: Organization) -> bool:
    try:
        scope.fetch(session, Organization, organization.id, kind=ORGANIZATION)
    except NotFound:
        return False
    return True


def _set(
    session: Session, organization: Organization, amounts: Mapping[Resource, int | None]
) -> dict[str, int | None]:
    """Write the amounts and return those before."""
    known = {
        one.resource: one
        for one in session.scalars(select(Quota).filter_by(organization_id=organization.id))
    }
    before: dict[str, int | None] = {}
    for resource, amount in amounts.items():
        row = known.get(resource)
        before[str(resource)] = row.amount if row else None
        if row is None:
            session.add(Quota(organization_id=organization.id, resource=resource, amount=amount))
        else:
            row.amount = amount
    return before


def _name(organization: Organization) -> Text:
    return Text(organization.name_zh, organization.name_en)


def _figure(amount: float) -> str:
    return f"{amount:,.1f}".removesuffix(".0")
