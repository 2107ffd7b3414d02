"""Reading evaluations: the newest figures of a version on each set, for whoever may see the version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.errors import NotFound
from core.http.page import PageQuery, Rows, paginate
from registry.catalogue.model import Algorithm, Version
from registry.catalogue.shelf import VERSION
from registry.evaluation import service
from registry.evaluation.model import Evaluation
from registry.testsets.model import CityTestSet


@dataclass(frozen=True, slots=True)
class Measured:
    """An evaluation with the set and the version it is about."""

    evaluation: Evaluation
    on: CityTestSet
    version: Version
    algorithm: Algorithm


@dataclass(frozen=True, slots=True)
class About:
    """A version, whose it is, and the newest figures of it on each set."""

    version: Version
    algorithm: Algorithm
    vendor: Organization
    measured: Sequence[Measured]


def page(
    session: Session,
    scope: Scope,
    query: PageQuery,
    version_id: UUID | None = None,
    test_set_id: UUID | None = None,
) -> Rows:
    """Return one page of the evaluations the caller may see, newest first; its rows are of `Measured`."""
    statement: Any = scope.limit(_whole(), Evaluation)
    if version_id is not None:
        statement = statement.where(Evaluation.version_id == version_id)
    if test_set_id is not None:
        statement = statement.where(Evaluation.test_set_id == test_set_id)
    return paginate(session, statement, (Evaluation.id,), query)


def fetch(session: Session, scope: Scope, evaluation_id: UUID) -> Measured:
    """Return one evaluation the caller may see."""
    one = service.fetch(session, scope, evaluation_id)
    _, on, version, algorithm = session.execute(_whole().where(Evaluation.id == one.id)).one()
    return Measured(one, on, version, algorithm)


def _whole() -> Select[Evaluation, CityTestSet, Version, Algorithm]:
    return (
        select(Evaluation, CityTestSet, Version, Algorithm)
        .join(CityTestSet, CityTestSet.id == Evaluation.test_set_id)
        .join(Version, Version.id == Evaluation.version_id)
        .join(Algorithm, Algorithm.id == Version.algorithm_id)
    )


def about(session: Session, scope: Scope, version_id: UUID) -> About:
    """Return what is known of a version; raises `NotFound` where the caller may not see it."""
    visible = or_(Version.published_at.is_not(None), scope.reached(Version, "version.read"))
    row = session.execute(
        select(Version, Algorithm, Organization)
        .join(Algorithm, Algorithm.id == Version.algorithm_id)
        .join(Organization, Organization.id == Version.owner_id)
        .where(Version.id == version_id, visible)
    ).one_or_none()
    if row is None:
        raise NotFound(kind=VERSION, id=version_id)
    return About(*row, measured=_newest(session, version_id))


def _newest(session: Session, version_id: UUID) -> list[Measured]:
    done = _whole().where(Evaluation.version_id == version_id, Evaluation.state == "done")
    newest: dict[UUID, Measured] = {}
    for one, on, version, algorithm in session.execute(done.order_by(Evaluation.id.desc())):
        newest.setdefault(on.id, Measured(one, on, version, algorithm))
    return [*newest.values()]
