"""A city's weights and limits: reading them, replacing them, and what counts until somebody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import city_of
from accounts.scope import ORGANIZATION, Scope
from cases.kpi.errors import SchemeMisplaced
from cases.kpi.model import KpiCounting, KpiScheme
from core.clock import Clock
from core.feed import publish
from core.http.etag import Precondition
from core.ids import uuid7
from core.text import Text

TOPIC = "kpi"
Weights = Mapping[str, Mapping[str, float]]

WEIGHTS: Weights = {
    "unit": {"volume": 10, "closed": 30, "handled_in_time": 30, "reworked": 30},
    "district": {"volume": 20, "closed": 30, "closed_in_time": 40},
    "algorithm": {"effective": 40, "verified_in_time": 20, "checked_in_time": 20},
    "month": {"filed_in_time": 25, "filed_right": 40, "closed_in_time": 35},
}
"""The composites of a department, a district, an inspector and the head of a shift."""
LIMITS_H: Mapping[str, float] = {
    "verify": 1,
    "file": 1,
    "dispatch": 1,
    "handle": 8,
    "check": 4,
    "close": 24,
}
"""Examples: every city sets its own."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What counts in a city; revision 0: nobody has set it."""

    city: Organization | None
    weights: Weights
    limits_h: Mapping[str, float]
    revision: int = 0


def read(session: Session, scope: Scope, organization_id: UUID) -> Scheme:
    """Return the scheme that counts for an organization: its city's."""
    organization = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    return of(session, city_of(session, organization.path))


def of(session: Session, city: Organization | None) -> Scheme:
    """Return a city's scheme; the usual one where it has none."""
    row = None
    if city is not None:
        row = session.scalar(select(KpiScheme).filter_by(owner_id=city.id))
    if row is None:
        return Scheme(city, WEIGHTS, LIMITS_H)
    return Scheme(city, row.weights, row.limits_h, row.revision)


def revision_of(session: Session, city: Organization) -> int:
    """Return which scheme counts now, read anew; 0 for the usual one."""
    return session.scalar(select(KpiScheme.revision).filter_by(owner_id=city.id)) or 0


def replace(
    session: Session,
    scope: Scope,
    organization_id: UUID,
    weights: Weights,
    limits_h: Mapping[str, float],
    precondition: Precondition,
    clock: Clock,
) -> Scheme:
    """Set a city's weights and limits, and have all its months counted anew; raises `SchemeMisplaced`."""
    city = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    if city.kind != "city":
        raise SchemeMisplaced(organization=Text(city.name_zh, city.name_en))
    row = _row(session, city)
    before = of(session, city)
    precondition.require(before)
    was = {"weights": row.weights, "limits_h": row.limits_h}
    row.weights = {by: dict(some) for by, some in weights.items()}
    row.limits_h = dict(limits_h)
    session.execute(delete(KpiCounting).filter_by(city_id=city.id))
    session.flush()
    now = {"weights": row.weights, "limits_h": row.limits_h}
    record(session, scope, "kpi.update", row, before=was, after=now, clock=clock)
    publish(session, TOPIC, row.id, city.id)
    return of(session, city)


def _row(session: Session, city: Organization) -> KpiScheme:
    """Return the city's row, locked; one with the usual values where there is none yet."""
    usual = {
        "id": uuid7(),
        "owner_id": city.id,
        "weights": WEIGHTS,
        "limits_h": LIMITS_H,
        "revision": 0,
    }
    session.execute(insert(KpiScheme).values(usual).on_conflict_do_nothing())
    found = select(KpiScheme).filter_by(owner_id=city.id).with_for_update()
    return session.scalars(found, execution_options={"populate_existing": True}).one()
