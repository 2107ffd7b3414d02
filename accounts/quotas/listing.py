"""Quotas as they are shown: each organization's limits, what is used of them, and where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from accounts.organizations.model import Organization
from accounts.quotas.model import Quota
from accounts.quotas.resource import RESOURCES, Measure, Resource, default_of, resources_of
from core.settings import Settings

Measures = Mapping[Resource, Measure]
Amounts = dict[tuple[UUID, Resource], float]


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit set for an organization above, which holds for all below it together."""

    organization: Organization
    limit: int


@dataclass(frozen=True, slots=True)
class Held:
    """One quota of one organization."""

    resource: Resource
    limit: int
    is_default: bool
    used: float | None
    """Of its own rows under the default, of all below too where a limit was set; None: nothing to count."""
    above: tuple[Bound, ...]

    @property
    def over(self) -> bool:
        """Whether more is used than may be, as after a limit was lowered."""
        return self.used is not None and self.used > self.limit


@dataclass(frozen=True, slots=True)
class Listed:
    """An organization with its quotas."""

    organization: Organization
    revision: int
    quotas: tuple[Held, ...]


def describe(
    session: Session,
    organizations: Sequence[Organization],
    measures: Measures,
    settings: Settings,
) -> list[Listed]:
    """Return organizations with their quotas, in the same order."""
    above = _above(session, organizations)
    rows = _rows(session, [*above])
    set_ = {key: row.amount for key, row in rows.items() if row.amount is not None}
    used = _own(session, organizations, measures) | _whole(session, organizations, set_, measures)
    listed = []
    for one in organizations:
        held = [
            Held(
                resource,
                set_.get((one.id, resource), default_of(resource, settings)),
                (one.id, resource) not in set_,
                used.get((one.id, resource), 0) if resource in measures else None,
                _bounds(one, resource, set_, above),
            )
            for resource in resources_of(one.kind)
        ]
        changes = sum(row.revision for (owner, _), row in rows.items() if owner == one.id)
        listed.append(Listed(one, 1 + changes, tuple(held)))
    return listed


def _above(session: Session, organizations: Sequence[Organization]) -> dict[UUID, Organization]:
    """Return the organizations and all above them, by id."""
    ids = {UUID(part) for one in organizations for part in one.path.strip("/").split("/")}
    found = session.scalars(select(Organization).where(Organization.id.in_(ids)))
    return {one.id: one for one in found}


def _rows(session: Session, ids: Sequence[UUID]) -> dict[tuple[UUID, Resource], Quota]:
    found = session.scalars(select(Quota).where(Quota.organization_id.in_(ids)))
    return {(row.organization_id, Resource(row.resource)): row for row in found}


def _bounds(
    one: Organization,
    resource: Resource,
    set_: Mapping[tuple[UUID, Resource], int],
    above: Mapping[UUID, Organization],
) -> tuple[Bound, ...]:
    ids = [UUID(part) for part in one.path.strip("/").split("/")][:-1]
    return tuple(Bound(above[id_], set_[id_, resource]) for id_ in ids if (id_, resource) in set_)


def _own(session: Session, organizations: Sequence[Organization], measures: Measures) -> Amounts:
    """Return what the organizations' own rows take, of every resource that is counted."""
    ids = [one.id for one in organizations]
    used: Amounts = {}
    for resource, measure in measures.items():
        counted = select(measure.owner, measure.amount).where(measure.where, measure.owner.in_(ids))
        for owner, amount in session.execute(counted.group_by(measure.owner)):
            used[owner, resource] = float(amount or 0)
    return used


def _whole(
    session: Session,
    organizations: Sequence[Organization],
    set_: Mapping[tuple[UUID, Resource], int],
    measures: Measures,
) -> Amounts:
    """Return what is used in the whole subtrees of those organizations that have a limit of their own."""
    top, below = aliased(Organization), aliased(Organization)
    used: Amounts = {}
    for resource in RESOURCES:
        ids = [one.id for one in organizations if (one.id, resource) in set_]
        if not ids or resource not in measures:
            continue
        measure = measures[resource]
        counted = (
            select(top.id, measure.amount)
            .join(below, func.starts_with(below.path, top.path))
            .join(measure.owner.class_, measure.owner == below.id)
            .where(top.id.in_(ids), measure.where)
            .group_by(top.id)
        )
        used |= {(one, resource): 0.0 for one in ids}
        used |= {(one, resource): float(amount or 0) for one, amount in session.execute(counted)}
    return used
