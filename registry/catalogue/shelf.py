"""Reading the shelf: what a caller sees of algorithms and versions.

The shelf is open to everybody who is signed in: it shows what has been published. A vendor sees all of his
own, published or not.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.errors import NotFound
from core.http.page import PageQuery, Rows, paginate
from core.text import Text
from registry.catalogue.model import STABLE, Algorithm, Alias, Version
from registry.catalogue.search import Wanted, matching
from registry.catalogue.subscribed import subscriptions

ALGORITHM = Text("算法", "algorithm")
VERSION = Text("版本", "version")


@dataclass(frozen=True, slots=True)
class Goods:
    """An algorithm as it lies on the shelf, for one caller."""

    algorithm: Algorithm
    vendor: Organization
    stable: Version | None
    subscriptions: int
    """Those the caller may see."""


def page(
    session: Session, scope: Scope, wanted: Wanted, query: PageQuery
) -> tuple[Rows, list[Goods]]:
    """Return one page of the goods that are looked for, the newest first."""
    statement = _goods(scope).where(_visible(scope), matching(wanted))
    found = paginate(session, statement, (Algorithm.created_at, Algorithm.id), query)
    return found, [_shelved(row) for row in found.rows]


def everything(session: Session, scope: Scope) -> list[Goods]:
    """Return all goods that the caller may see."""
    return [_shelved(row) for row in session.execute(_goods(scope).where(_visible(scope)))]


def fetch(session: Session, scope: Scope, algorithm_id: UUID) -> Goods:
    """Return one algorithm; raises `NotFound` where the caller may not see it."""
    statement = _goods(scope).where(Algorithm.id == algorithm_id, _visible(scope))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(kind=ALGORITHM, id=algorithm_id)
    return _shelved(row)


def versions(session: Session, scope: Scope, algorithm: Algorithm) -> list[Version]:
    """Return the versions of an algorithm that the caller may see, newest first."""
    statement = select(Version).filter_by(algorithm_id=algorithm.id)
    statement = statement.where(
        or_(Version.published_at.is_not(None), scope.reached(Version, "version.read"))
    )
    return list(session.scalars(statement.order_by(Version.created_at.desc(), Version.id.desc())))


def _shelved(row: Any) -> Goods:
    return Goods(*row)


def _goods(scope: Scope) -> Select[tuple[Algorithm, Organization, Version | None, int]]:
    counted = (
        select(func.count())
        .select_from(subscriptions)
        .where(
            subscriptions.c.algorithm_id == Algorithm.id,
            scope.reached(subscriptions, "subscription.read"),
        )
        .scalar_subquery()
    )
    stable = and_(Alias.algorithm_id == Algorithm.id, Alias.name == STABLE)
    return (
        select(Algorithm, Organization, Version, counted)
        .join(Organization, Organization.id == Algorithm.owner_id)
        .outerjoin(Alias, stable)
        .outerjoin(Version, Version.id == Alias.version_id)
    )


def _visible(scope: Scope) -> ColumnElement[bool]:
    published = (
        select(Version.id)
        .where(Version.algorithm_id == Algorithm.id, Version.published_at.is_not(None))
        .correlate(Algorithm)
        .exists()
    )
    return or_(published, scope.reached(Algorithm, "version.read"))
