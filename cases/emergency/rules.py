"""A city's table of levels, and who is told at which: read, replaced, and the seed's where it has none."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.organizations.service import fetch_city
from accounts.scope import ORGANIZATION, Scope
from cases.emergency.errors import RULES, RuleSaysNothing
from cases.emergency.levels import TELLS, Levels, Rule, assess, holding, rules_of, seeded
from cases.emergency.model import EmergencyRules
from core.clock import Clock
from core.http.etag import Precondition
from core.ids import uuid7


@dataclass(frozen=True, slots=True)
class Table:
    """What holds for an organization; revision 0: its city has set nothing."""

    rules: Sequence[Rule]
    tells: Mapping[str, Sequence[str]]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would give: the levels, who would be told by itself, and by which of its rules."""

    levels: Levels
    tells: Sequence[str]
    rules: Sequence[int]


def table_of(session: Session, organization_id: UUID) -> Table:
    """Return the table that holds for an organization: that of the nearest above it, or the seed."""
    path = select(Organization.path).filter_by(id=organization_id).scalar_subquery()
    row = session.scalar(
        select(EmergencyRules)
        .join(Organization, Organization.id == EmergencyRules.owner_id)
        .where(path.startswith(Organization.path))
        .order_by(func.length(Organization.path).desc())
        .limit(1)
    )
    return _table(row)


def read(session: Session, scope: Scope, organization_id: UUID) -> Table:
    """Return the table that holds for an organization the caller may see."""
    organization = scope.fetch(session, Organization, organization_id, kind=ORGANIZATION)
    return table_of(session, organization.id)


def preview(table: Table, kind: str, measures: Mapping[str, float | None]) -> Preview:
    """Say what a table, saved or not, would give for what is measured."""
    levels = assess(table.rules, kind, measures)
    tells = table.tells.get(str(levels.response), ())
    return Preview(levels, tells, holding(table.rules, kind, measures))


def replace(
    session: Session,
    scope: Scope,
    organization_id: UUID,
    wanted: Table,
    precondition: Precondition,
    clock: Clock,
) -> Table:
    """Set a city's whole table; raises `Stale`, `NotACity` and `RuleSaysNothing`."""
    city = fetch_city(session, scope, organization_id, RULES)
    for place, rule in enumerate(wanted.rules, 1):
        if rule.warning is None and rule.response is None and rule.grade is None:
            raise RuleSaysNothing(place=place)
    row = _row(session, city.id)
    before = _table(row)
    precondition.require(before)
    row.rules, row.tells = _plain(wanted), {level: list(who) for level, who in wanted.tells.items()}
    session.flush()
    was = {
        "rules": _plain(before),
        "tells": {level: list(who) for level, who in before.tells.items()},
    }
    now = {"rules": row.rules, "tells": row.tells}
    record(session, scope, "emergency.rules", row, before=was, after=now, clock=clock)
    return _table(row)


def _row(session: Session, city_id: UUID) -> EmergencyRules:
    """Return the city's row, locked; the seed's where there is none yet."""
    seed = {"rules": _plain(Table(seeded(), TELLS)), "tells": dict(TELLS)}
    fresh = {"id": uuid7(), "owner_id": city_id, "revision": 0} | seed
    session.execute(insert(EmergencyRules).values(fresh).on_conflict_do_nothing())
    found = select(EmergencyRules).filter_by(owner_id=city_id).with_for_update()
    return session.scalars(found, execution_options={"populate_existing": True}).one()


def _table(row: EmergencyRules | None) -> Table:
    if row is None:
        return Table(seeded(), TELLS)
    return Table(rules_of(row.rules), row.tells, row.revision)


def _plain(table: Table) -> list[dict[str, Any]]:
    return [asdict(rule) for rule in table.rules]
