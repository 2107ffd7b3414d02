"""A city's weights, and the limit of a verdict: reading them, replacing them, and the usual ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import city_of, fetch_city
from accounts.scope import ORGANIZATION, Scope
from cases.kpi.errors import SCHEME
from cases.kpi.model import KpiCounting, KpiScheme
from core.clock import Clock
from core.feed import publish
from core.http.etag import Precondition
from core.ids import uuid7

TOPIC = "kpi"
Weights = Mapping[str, Mapping[str, float]]

WEIGHTS: Weights = {
    "unit": {"volume": 10, "closed": 30, "handled_in_time": 30, "reworked": 30},
    "district": {"volume": 20, "closed": 30, "closed_in_time": 40},
    "algorithm": {"effective": 40, "verified_in_time": 20, "checked_in_time": 20},
    "month": {"filed_in_time": 25, "filed_right": 40, "closed_in_time": 35},
}
"""The composites of a department, a district, an inspector and the head of a shift."""
VERIFY_H = 1.0
"""An example: every city sets its own. An event is no case yet and has no clock."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What counts in a city; revision 0: nobody has set it."""

    city: Organization | None
    weights: Weights
    verify_h: float
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
        return Scheme(city, WEIGHTS, VERIFY_H)
    return Scheme(city, row.weights, row.verify_h, row.revision)


def revision_of(session: Session, city: Organization) -> int:
    """Return which scheme counts now, read anew; 0 for the usual one."""
    return session.scalar(select(KpiScheme.revision).filter_by(owner_id=city.id)) or 0


def replace(
    session: Session,
    scope: Scope,
    organization_id: UUID,
    weights: Weights,
    verify_h: float,
    precondition: Precondition,
    clock: Clock,
) -> Scheme:
    """Set a city's weights and its limit, and have all its months counted anew; raises `NotACity`."""
    city = fetch_city(session, scope, organization_id, SCHEME)
    row = _row(session, city)
    before = of(session, city)
    precondition.require(before)
    was = {"weights": row.weights, "verify_h": row.verify_h}
    row.weights = {by: dict(some) for by, some in weights.items()}
    row.verify_h = verify_h
    session.execute(delete(KpiCounting).filter_by(city_id=city.id))
    session.flush()
    now = {"weights": row.weights, "verify_h": row.verify_h}
    record(session, scope, "kpi.update", row, before=was, after=now, clock=clock)
    publish(session, TOPIC, row.id, city.id)
    return of(session, city)


def _row(session: Session, city: Organization) -> KpiScheme:
    """Return the city's row, locked; one with the usual values where there is none yet."""
    usual = {
        "id": uuid7(),
        "owner_id": city.id,
        "weights": WEIGHTS,
        "verify_h": VERIFY_H,
        "revision": 0,
    }
    session.execute(insert(KpiScheme).values(usual).on_conflict_do_nothing())
    found = select(KpiScheme).filter_by(owner_id=city.id).with_for_update()
    return session.scalars(found, execution_options={"populate_existing": True}).one()
